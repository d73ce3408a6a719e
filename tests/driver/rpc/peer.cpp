// SPDX-License-Identifier: Apache-2.0
//
// A process that a test kills while it is in the middle of something:
//
//   rpc_peer transfer ADDRESS   a client that has sent half of a transfer
//   rpc_peer run ADDRESS        a client whose run lasts
//   rpc_peer serve ADDRESS      a server whose runs last
//
// It prints a line when it is there. It ends by itself after a minute.

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "tests/driver/rpc/raw_client.h"
#include "tests/driver/rpc/served.h"

namespace vta::rpc {
namespace {

constexpr unsigned kLifetime = 60;  // seconds

int ready() {
  std::puts("ready");
  std::fflush(stdout);
  for (;;) pause();
}

int complain(const std::string& what) {
  std::puts(what.c_str());
  return 1;
}

int transfer(const std::string& address) {
  test::RawClient client(address);
  if (const grpc::Status s = client.take(test::RawClient::wish(60'000, 0)); !s.ok()) {
    return complain(s.error_message());
  }
  if (!client.add_region(0, 2000).ok()) return complain("no region");
  grpc::ClientContext context;
  v1::Done done;
  const auto writer = client.stub().Write(&context, &done);
  if (!writer->Write(client.header(2000)) || !writer->Write(test::RawClient::data(1000))) {
    return complain("no transfer");
  }
  return ready();
}

int run(const std::string& address) {
  RemoteOptions options;
  options.address = address;
  const auto device = RemoteDevice::open(options, Config::pynq());
  if (!device) return complain(device.error().message);
  device.value()->set_progress([](std::uint64_t) { ready(); });
  const auto report = device.value()->run(instructions(1));
  return complain(report.ok() ? "the run ended" : report.error().message);
}

int serve(const std::string& address) {
  ServerOptions options;
  options.listen = address;
  options.device_name = "endless";
  options.open = open_endless;
  const auto server = Server::start(std::move(options));
  return server ? ready() : complain(server.error().message);
}

}  // namespace
}  // namespace vta::rpc

int main(int argc, char** argv) {
  alarm(vta::rpc::kLifetime);
  if (argc != 3) return 2;
  const std::string what = argv[1];
  if (what == "transfer") return vta::rpc::transfer(argv[2]);
  if (what == "run") return vta::rpc::run(argv[2]);
  if (what == "serve") return vta::rpc::serve(argv[2]);
  return 2;
}
