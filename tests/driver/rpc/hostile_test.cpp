// SPDX-License-Identifier: Apache-2.0
//
// Clients that say what no client of ours would. The server says no, and serves the next one.

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <future>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "driver/rpc/limits.h"
#include "driver/rpc/remote_device.h"
#include "driver/rpc/secrets.h"
#include "driver/rpc/server.h"
#include "tests/driver/rpc/raw_client.h"
#include "tests/driver/rpc/served.h"

namespace vta::rpc {
namespace {

using grpc::StatusCode;
using test::RawClient;

class Hostile : public ServedTest {
 protected:
  // Afterwards a client of good manners is served.
  void expect_service() {
    const std::unique_ptr<RemoteDevice> device = open();
    ASSERT_TRUE(device);
    EXPECT_TRUE(device->add_region(0, 64).ok());
  }

  // A connected socket that speaks no protocol yet; -1 when that fails.
  [[nodiscard]] int connect_raw() const {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path("socket").c_str(), sizeof address.sun_path - 1);
    const timeval limit{20, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
    close(fd);
    return -1;
  }

  // Sends the bytes and reads until the server closes; false when it does not within the time.
  [[nodiscard]] bool send_until_closed(std::string_view bytes) const {
    const int fd = connect_raw();
    if (fd < 0) return false;
    (void)send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    char buffer[4096];
    ssize_t got = 1;
    while (got > 0) got = recv(fd, buffer, sizeof buffer, 0);
    const bool closed = got == 0 || errno == ECONNRESET;
    close(fd);
    return closed;
  }
};

void expect_status(const grpc::Status& status, StatusCode code, const std::string& message) {
  EXPECT_EQ(status.error_code(), code) << status.error_message();
  EXPECT_EQ(status.error_message(), message);
}

// VTA_TEST_SEED repeats a run.
TEST_F(Hostile, GarbageOnTheSocketHarmsNobody) {
  start();
  const char* again = std::getenv("VTA_TEST_SEED");
  const auto seed = again != nullptr ? static_cast<std::uint32_t>(std::strtoul(again, nullptr, 10))
                                     : std::random_device{}();
  SCOPED_TRACE("VTA_TEST_SEED=" + std::to_string(seed));
  std::printf("VTA_TEST_SEED=%u\n", seed);
  std::mt19937 generator(seed);
  const std::unique_ptr<RemoteDevice> other = open();
  ASSERT_TRUE(other);
  for (int i = 0; i < 20; ++i) {
    std::string bytes(1 + generator() % 20'000, '\0');
    for (char& c : bytes) c = static_cast<char>(generator() >> 24);
    bytes[0] = '\0';  // not what HTTP/2 begins with, so that the server need not wait for more
    EXPECT_TRUE(send_until_closed(bytes)) << i;
  }
  // Garbage behind what every client says first.
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  for (int i = 0; i < 20; ++i) {
    std::string bytes(16 + generator() % 20'000, '\0');
    for (char& c : bytes) c = static_cast<char>(generator() >> 24);
    bytes[0] = '\x7f';  // a frame of more than 8 MB
    EXPECT_TRUE(send_until_closed(preface + bytes)) << i;
  }
  EXPECT_TRUE(send_until_closed("GET / HTTP/1.1\r\nHost: vta\r\n\r\n"));
  EXPECT_TRUE(other->add_region(0, 64).ok()) << "another client has noticed nothing";
}

TEST_F(Hostile, ConnectionsThatSayNothingHarmNobody) {
  start();
  std::vector<int> silent;
  for (int i = 0; i < 50; ++i) silent.push_back(connect_raw());
  expect_service();
  for (const int fd : silent) {
    EXPECT_GE(fd, 0);
    close(fd);
  }
  expect_service();
}

TEST_F(Hostile, MessagesBeyondTheLimitAreRefused) {
  start();
  RawClient client(server->address());
  ASSERT_TRUE(client.take(RawClient::wish(60'000, 0)).ok());
  ASSERT_TRUE(client.add_region(0, 8 << 20).ok());
  const grpc::Status large = client.write([&](grpc::ClientWriter<v1::WriteChunk>& writer) {
    writer.Write(client.header(8 << 20));
    writer.Write(RawClient::data(8 << 20));
  });
  EXPECT_EQ(large.error_code(), StatusCode::RESOURCE_EXHAUSTED) << large.error_message();
  const grpc::Status chunk = client.write([&](grpc::ClientWriter<v1::WriteChunk>& writer) {
    writer.Write(client.header(8 << 20));
    writer.Write(RawClient::data(kMaxChunkBytes + 1));
  });
  expect_status(chunk, StatusCode::INVALID_ARGUMENT,
                "a chunk of a transfer has 1..262144 bytes of data, not 262145");
  grpc::ClientContext context;
  RawClient::bound(context);
  v1::Region region;
  region.set_lease(std::string(1 << 20, 'a'));
  v1::Done done;
  EXPECT_EQ(client.stub().AddRegion(&context, region, &done).error_code(),
            StatusCode::RESOURCE_EXHAUSTED);
  const grpc::Status after = client.add_region(16 << 20, 64);
  EXPECT_TRUE(after.ok()) << "the lease has survived: " << after.error_message();
  grpc::ClientContext long_token;
  RawClient::bound(long_token);
  long_token.AddMetadata("authorization", "Bearer " + std::string(100'000, 'a'));
  v1::Info info;
  EXPECT_FALSE(client.stub().GetInfo(&long_token, {}, &info).ok());
  client.leave();
  expect_service();
}

TEST_F(Hostile, ATransferThatIsNotWhatItAnnouncedIsRefused) {
  start();
  RawClient client(server->address());
  ASSERT_TRUE(client.take(RawClient::wish(60'000, 0)).ok());
  ASSERT_TRUE(client.add_region(0, 1000).ok());
  using Writer = grpc::ClientWriter<v1::WriteChunk>;
  expect_status(client.write([](Writer&) {}), StatusCode::INVALID_ARGUMENT,
                "a transfer begins with its header");
  expect_status(client.write([](Writer& w) { w.Write(RawClient::data(10)); }),
                StatusCode::INVALID_ARGUMENT, "a transfer begins with its header");
  expect_status(client.write([&](Writer& w) {
    w.Write(client.header(1000));
    w.Write(RawClient::data(600));
    w.Write(RawClient::data(401));
  }),
                StatusCode::INVALID_ARGUMENT, "a transfer of 1000 bytes brought more");
  expect_status(client.write([&](Writer& w) {
    w.Write(client.header(1000));
    w.Write(RawClient::data(999));
  }),
                StatusCode::INVALID_ARGUMENT, "a transfer of 1000 bytes broke off after 999");
  const std::string no_data = "a chunk of a transfer has 1..262144 bytes of data, not 0";
  expect_status(client.write([&](Writer& w) {
    w.Write(client.header(1000));
    w.Write(client.header(1000));
  }),
                StatusCode::INVALID_ARGUMENT, no_data);
  expect_status(client.write([&](Writer& w) {
    w.Write(client.header(1000));
    w.Write(RawClient::data(0));
  }),
                StatusCode::INVALID_ARGUMENT, no_data);
  expect_status(client.write([&](Writer& w) { w.Write(client.header(~std::uint64_t{0})); }),
                StatusCode::FAILED_PRECONDITION,
                "the range at 0x0 (18446744073709551615 bytes) leaves the memory regions");
}

TEST_F(Hostile, ALeaseOfOthersOrNoneIsOfNoUse) {
  start();
  RawClient client(server->address());
  const std::string none = "there is no such lease; a client opens one before it uses the device";
  expect_status(client.add_region(0, 64), StatusCode::FAILED_PRECONDITION, none);
  const std::unique_ptr<RemoteDevice> holder = open();
  client.lease = std::string(32, '0');
  expect_status(client.add_region(0, 64), StatusCode::FAILED_PRECONDITION, none);
  expect_status(
      client.write([&](grpc::ClientWriter<v1::WriteChunk>& w) { w.Write(client.header(0)); }),
      StatusCode::FAILED_PRECONDITION, none);
  v1::RunRequest run;
  grpc::ClientContext context;
  RawClient::bound(context);
  const auto reader = client.stub().Run(&context, run);
  v1::RunEvent event;
  EXPECT_FALSE(reader->Read(&event));
  expect_status(reader->Finish(), StatusCode::FAILED_PRECONDITION, none);
}

TEST_F(Hostile, AWishForALeaseIsChecked) {
  start();
  RawClient client(server->address());
  expect_status(client.take(RawClient::wish(9, 0)), StatusCode::INVALID_ARGUMENT,
                "a lease of 9 ms; it must lie in 10 ms..300 s");
  expect_status(client.take(RawClient::wish(300'001, 0)), StatusCode::INVALID_ARGUMENT,
                "a lease of 300 s; it must lie in 10 ms..300 s");
  expect_status(client.take(RawClient::wish(1000, 600'001)), StatusCode::INVALID_ARGUMENT,
                "waiting 600 s for the device; at most 600 s");
  v1::LeaseRequest nowhere;
  nowhere.set_ttl_ms(1000);
  EXPECT_EQ(client.take(nowhere).error_code(), StatusCode::INVALID_ARGUMENT);
  v1::LeaseRequest absurd = RawClient::wish(1000, 0);
  (*absurd.mutable_geometry()->mutable_keys())["LOG_BLOCK"] = 1'000'000;
  EXPECT_EQ(client.take(absurd).error_code(), StatusCode::INVALID_ARGUMENT);
  expect_service();
}

TEST_F(Hostile, ASecondCallBesideARunIsRefused) {
  options.open = open_endless;
  start();
  RawClient client(server->address());
  ASSERT_TRUE(client.take(RawClient::wish(60'000, 0)).ok());
  grpc::ClientContext context;
  v1::RunRequest run;
  run.set_lease(client.lease);
  run.set_insn_count(1);
  const auto reader = client.stub().Run(&context, run);
  ASSERT_TRUE(events.wait_for("run of 1 instructions begins"));
  expect_status(client.add_region(0, 64), StatusCode::ABORTED,
                "another call of this lease is running; a device does one thing at a time");
  context.TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), StatusCode::CANCELLED);
  EXPECT_TRUE(events.wait_for("run of 1 instructions ends: timeout")) << "nobody waits for it";
}

TEST_F(Hostile, ARunWithWrongBaseRegistersIsRefused) {
  start();
  RawClient client(server->address());
  ASSERT_TRUE(client.take(RawClient::wish(60'000, 0)).ok());
  v1::RunRequest run;
  run.set_lease(client.lease);
  for (int i = 0; i < 1000; ++i) run.add_base(64);
  grpc::ClientContext context;
  RawClient::bound(context);
  expect_status(client.stub().Run(&context, run)->Finish(), StatusCode::INVALID_ARGUMENT,
                "a run with 1000 base registers; it has none or 6");
}

TEST_F(Hostile, ABitstreamWithAnotherHashIsRefused) {
  options.hooks.load_bitstream = [](std::span<const std::byte>, const std::string&) {
    ADD_FAILURE() << "it must not come here";
    return ok_status();
  };
  start();
  RawClient client(server->address());
  ASSERT_TRUE(client.take(RawClient::wish(60'000, 0)).ok());
  for (const std::string& hash : {std::string(), std::string(32, 'a'), std::string(64, 'a')}) {
    const grpc::Status status = client.stream<v1::BitstreamChunk>(
        &v1::VtaDevice::Stub::LoadBitstream, [&](grpc::ClientWriter<v1::BitstreamChunk>& writer) {
          v1::BitstreamChunk chunk;
          chunk.mutable_header()->set_lease(client.lease);
          chunk.mutable_header()->set_size(3);
          chunk.mutable_header()->set_sha256(hash);
          writer.Write(chunk);
          chunk.set_data("abc");
          writer.Write(chunk);
        });
    expect_status(status, StatusCode::INVALID_ARGUMENT,
                  "the bitstream arrived with sha256 "
                  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad, which is not "
                  "the one that was announced");
  }
}

TEST_F(Hostile, WithoutTheTokenNothingIsAnswered) {
  options.token_file = private_file("token", "the-token-of-the-server");
  start();
  RemoteOptions remote = client();
  const std::string where = "remote " + server->address() + ": ";
  EXPECT_EQ(refusal(remote), where + "this server wants a token (token-file=FILE)");
  EXPECT_EQ(ask_server(remote).error().message,
            where + "this server wants a token (token-file=FILE)");
  remote.token_file = private_file("wrong", "the-token-of-another");
  EXPECT_EQ(refusal(remote), where + "the token is not that of this server");
  const Status watched = watch_server(
      remote, [] {}, [](const std::string&) { return true; });
  EXPECT_EQ(watched.error().message, where + "the token is not that of this server");
  RawClient client(server->address());
  EXPECT_EQ(client.add_region(0, 64).error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(client.write([&](grpc::ClientWriter<v1::WriteChunk>&) {}).error_code(),
            StatusCode::UNAUTHENTICATED);
  remote.token_file = options.token_file;
  EXPECT_EQ(refusal(remote), "");
}

TEST_F(Hostile, NoMoreThanTheLimitWatch) {
  options.limits.watchers = 1;
  start();
  RawClient client(server->address());
  grpc::ClientContext first, second;
  const auto one = client.stub().Watch(&first, {});
  one->WaitForInitialMetadata();
  RawClient::bound(second);
  const auto two = client.stub().Watch(&second, {});
  v1::Event event;
  EXPECT_FALSE(two->Read(&event));
  expect_status(two->Finish(), StatusCode::RESOURCE_EXHAUSTED,
                "at most 1 clients may watch, and so many do already");
  first.TryCancel();
  EXPECT_FALSE(one->Finish().ok());
}

}  // namespace
}  // namespace vta::rpc
