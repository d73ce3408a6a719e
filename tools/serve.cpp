// SPDX-License-Identifier: Apache-2.0
//
// vta serve: lets clients use a device of this machine, one at a time.

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "driver/board/load_design.h"
#include "driver/rpc/server.h"
#include "hw/isa/shown.h"
#include "tools/back_ends.h"
#include "tools/board_hooks.h"
#include "tools/command.h"
#include "tools/target.h"

namespace vta {
namespace {

namespace po = boost::program_options;

const CommandHelp kHelp = {
    "vta serve", "[options]",
    "Serves a device to --target remote:ADDRESS of other commands: one client at a time, the "
    "others\n"
    "wait. Every client gets a fresh device, which is gone with its client. Ends by SIGINT or\n"
    "SIGTERM. Without TLS and a token only this machine is let in.",
    "Exit codes: 0 ended by a signal; 2 wrong usage, a device that cannot be opened or an address\n"
    "that cannot be had; 3 a device did not end its run when the server had to.\n"};

constexpr std::int64_t kMaxMemoryMib = 2048;          // what a simulator has
constexpr std::int64_t kMaxLeaseSeconds = 2'592'000;  // 30 days
// Seconds that the end of the server may take when a device does not heed stop requests.
constexpr unsigned kPatience = 12;

// Ends the process when a device holds it up: a run cannot be taken from a thread. A signal
// handler, so it may do little.
void last_resort(int) {
  constexpr std::string_view kSentence =
      "vta serve: the device did not end its run; the server ends without it\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kSentence.data(), kSentence.size());
  _exit(kExitDevice);
}

po::options_description all_options() {
  po::options_description options("Options");
  const auto text = [] { return po::value<std::string>(); };
  options.add_options()("device", text()->default_value("functional")->value_name("URI"),
                        "what is served: a device that vta devices lists")(
      "listen", text()->default_value("127.0.0.1:9091")->value_name("ADDRESS"),
      "unix:/path (a socket of mode 0600) or host:port (port 0: any that is free)")(
      "tls-cert", text()->value_name("FILE"), "certificate of this server, PEM")(
      "tls-key", text()->value_name("FILE"), "its key, PEM, readable by the owner only")(
      "token-file", text()->value_name("FILE"),
      "what clients must know: one line of 16..1024 characters, readable by the owner only")(
      "config", text()->value_name("FILE"),
      "geometry to open the device with at the start (default: the one of hw/config/pynq.json)")(
      "board", text()->default_value("pynq-z1")->value_name("NAME"),
      "for --device pynq: pynq-z1 or pynq-z2")(
      "clock-mhz", po::value<double>()->default_value(kUsualClockMhz, "100")->value_name("N"),
      "for --device pynq: PL clock of the bitstreams that clients send")(
      "max-memory", po::value<std::int64_t>()->value_name("MIB"),
      "device memory of a client, in MiB (default 512)")(
      "max-lease", po::value<std::int64_t>()->value_name("SECONDS"),
      "a client has the device at most so long (default 86400, a day)")("quiet",
                                                                        "no log on stderr");
  return options;
}

// Only a board has programmable logic, and registers that others may look at.
Status add_hooks(const po::variables_map& values, const DeviceUri& uri,
                 rpc::ServerOptions& options) {
  if (uri.scheme != "pynq") {
    for (const char* name : {"board", "clock-mhz"}) {
      if (!values[name].defaulted()) {
        return Error{"--" + std::string(name) + " is for --device pynq, not " + uri.scheme};
      }
    }
    return ok_status();
  }
  Result<rpc::BoardHooks> hooks = board_hooks(
      {uri, options.config, values["board"].as<std::string>(), values["clock-mhz"].as<double>()});
  if (!hooks) return hooks.error();
  options.hooks = std::move(hooks).value();
  return ok_status();
}

Result<rpc::ServerOptions> read_options(const po::variables_map& values) {
  rpc::ServerOptions options;
  const auto text = [&values](const char* name) {
    return values.count(name) != 0 ? values[name].as<std::string>() : std::string();
  };
  options.listen = text("listen");
  options.tls_certificate = text("tls-cert");
  options.tls_key = text("tls-key");
  options.token_file = text("token-file");
  const auto memory = integer_option(values, "max-memory", 1, kMaxMemoryMib);
  if (!memory) return memory.error();
  if (memory.value()) {
    options.limits.memory_bytes = static_cast<std::uint64_t>(*memory.value()) << 20;
  }
  const auto lease = integer_option(values, "max-lease", 1, kMaxLeaseSeconds);
  if (!lease) return lease.error();
  if (lease.value()) options.limits.max_lease = std::chrono::seconds(*lease.value());
  const Result<Config> config = read_config(text("config"));
  if (!config) return config.error();
  options.config = config.value();

  const std::string device = text("device");
  const Result<DeviceUri> uri = parse_device_uri(device);
  if (!uri) return Error{"--device: " + uri.error().message};
  options.device_name = uri.value().scheme;
  options.open = [device](const Config& geometry) {
    return make_registry().open(device, geometry);
  };
  if (Status s = add_hooks(values, uri.value(), options); !s) return s.error();
  // Opened once, so that what is wrong with it is said to who starts the server. A board may need a
  // bitstream first, which clients may send.
  if (const auto opened = options.open(options.config); !opened) {
    const Status board = uri.value().scheme == "pynq" ? board::check_board(uri.value().place)
                                                      : Status(opened.error());
    if (!board) return board.error();
    std::fprintf(stderr, "vta serve: the device cannot be opened yet: %s\n",
                 one_line(opened.error().message).c_str());
  }
  if (values.count("quiet") == 0) {
    options.log = [](const std::string& event) {
      std::fprintf(stderr, "vta serve: %s\n", one_line(event).c_str());
    };
  }
  return options;
}

// SIGINT and SIGTERM are taken by sigwait only, in this thread and those that it starts.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT: a client that leaves is no reason to end
  return signals;
}

}  // namespace

int serve_command(const Arguments& arguments) {
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, all_options(), {}, arguments, values)) return *code;
  Result<rpc::ServerOptions> options = read_options(values);
  if (!options) return fail(kHelp, options.error().message);
  const std::string device = options.value().device_name;

  const sigset_t signals = block_signals();
  Result<std::unique_ptr<rpc::Server>> server = rpc::Server::start(std::move(options).value());
  if (!server) return fail(kHelp, server.error().message);
  std::printf("serving %s at %s\n", shown(device).c_str(),
              shown(server.value()->address()).c_str());
  std::fflush(stdout);

  int signal = 0;
  sigwait(&signals, &signal);
  std::signal(SIGALRM, last_resort);
  alarm(kPatience);
  server.value()->stop();
  return kExitOk;
}

}  // namespace vta
