// SPDX-License-Identifier: Apache-2.0
//
// Clients of an emulated board that break the rules: they are cut off, and everybody else goes on.

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <random>
#include <string>

#include "driver/board/emulation_protocol.h"
#include "driver/board/zocl_ioctl.h"
#include "tests/sim/board/emulated_board.h"

namespace vta::board {
namespace {

using emulation::Header;
using emulation::Kind;
using emulation::Message;
using emulation::Received;

constexpr std::chrono::milliseconds kPatience{10'000};

// A connection to the emulator without a driver in between.
class RawClient {
 public:
  explicit RawClient(const std::string& root) {
    const std::string path = emulation::socket_path(root).value();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    fd_ = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~RawClient() { close(fd_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void send_bytes(const void* data, std::size_t size) {
    EXPECT_EQ(send(fd_, data, size, MSG_NOSIGNAL), static_cast<ssize_t>(size));
  }
  Received ask(Message& message) {
    EXPECT_EQ(emulation::send_message(fd_, message, kPatience), 0);
    return emulation::receive_message(fd_, message, kPatience);
  }
  Received open(const std::string& path, Message& reply) {
    const auto bytes = std::as_bytes(std::span(path));
    reply.kind = Kind::kOpen;
    reply.a = static_cast<std::uint64_t>(OpenMode::kReadWrite);
    reply.bytes.assign(bytes.begin(), bytes.end());
    return ask(reply);
  }
  [[nodiscard]] bool cut_off() {
    Message none;
    return emulation::receive_message(fd_, none, kPatience) == Received::kClosed;
  }

 private:
  int fd_ = -1;
};

class EmulatorProtocol : public EmulatedBoardTest {
 protected:
  EmulatorProtocol() { start(); }
  void expect_alive() { EXPECT_EQ(state(), "unknown"); }
};

TEST_F(EmulatorProtocol, WhatIsNoMessageIsCutOff) {
  Header header;
  header.kind = static_cast<std::uint16_t>(Kind::kOpen);
  const auto spoil = [&](auto change) {
    Header bad = header;
    change(bad);
    RawClient client(root());
    client.send_bytes(&bad, sizeof bad);
    EXPECT_TRUE(client.cut_off());
  };
  spoil([](Header& h) { h.magic ^= 1; });
  spoil([](Header& h) { h.version = 2; });
  spoil([](Header& h) { h.length = 1; });
  spoil([](Header& h) { h.length = 0xFFFF'FFFF; });
  RawClient shorter(root());
  shorter.send_bytes(&header, sizeof header - 1);
  EXPECT_TRUE(shorter.cut_off());
  RawClient longer(root());
  const std::vector<std::byte> large(sizeof header + emulation::kMaxPayload + 1);
  longer.send_bytes(large.data(), large.size());
  EXPECT_TRUE(longer.cut_off());
  expect_alive();
}

TEST_F(EmulatorProtocol, NothingIsAnsweredBeforeAFileIsOpen) {
  RawClient client(root());
  Message message;
  message.kind = Kind::kReadRegister;
  EXPECT_EQ(client.ask(message), Received::kMessage);
  EXPECT_EQ(message.error, EPROTO);
  for (const char* path : {"", "/dev/uio0", "/dev/null", "/dev/uio1/../mem", "/etc/passwd"}) {
    EXPECT_EQ(client.open(path, message), Received::kMessage);
    EXPECT_EQ(message.error, ENOENT) << path;
  }
}

TEST_F(EmulatorProtocol, UnknownQuestionsAreAnsweredWithAnError) {
  RawClient client(root());
  Message message;
  ASSERT_EQ(client.open("/dev/mem", message), Received::kMessage);
  ASSERT_EQ(message.error, 0);
  message.kind = static_cast<Kind>(77);
  EXPECT_EQ(client.ask(message), Received::kMessage);
  EXPECT_EQ(message.error, EPROTO);
}

TEST_F(EmulatorProtocol, RangesOfBuffersAreChecked) {
  RawClient client(root());
  Message message;
  ASSERT_EQ(client.open("/dev/dri/renderD128", message), Received::kMessage);
  const auto ioctl = [&](unsigned long request, const auto& argument) {
    message = {};
    message.kind = Kind::kIoctl;
    message.a = emulation::ioctl_number(request);
    const auto bytes = std::as_bytes(std::span(&argument, 1));
    message.bytes.assign(bytes.begin(), bytes.end());
    EXPECT_EQ(client.ask(message), Received::kMessage);
    return message.error;
  };
  const std::uint64_t huge = ~std::uint64_t{0};
  EXPECT_EQ(ioctl(zocl::kCreateBo, zocl::CreateBo{0, 0, zocl::kCacheable}), EINVAL);
  EXPECT_EQ(ioctl(zocl::kCreateBo, zocl::CreateBo{huge, 0, zocl::kCacheable}), ENOMEM);
  ASSERT_EQ(ioctl(zocl::kCreateBo, zocl::CreateBo{4096, 0, zocl::kCacheable}), 0);
  zocl::CreateBo created;
  std::memcpy(&created, message.bytes.data(), sizeof created);
  const auto sync = [&](std::uint64_t offset, std::uint64_t size) {
    return ioctl(zocl::kSyncBo,
                 zocl::SyncBo{created.handle, zocl::SyncDirection::kToDevice, offset, size});
  };
  EXPECT_EQ(sync(0, 4096), 0);
  EXPECT_EQ(sync(4096, 0), 0);
  EXPECT_EQ(sync(1, 4096), EINVAL);
  EXPECT_EQ(sync(huge, 2), EINVAL);
  EXPECT_EQ(sync(2, huge), EINVAL);
  EXPECT_EQ(ioctl(zocl::kInfoBo, zocl::InfoBo{created.handle + 1, 0, 0}), EINVAL);
  EXPECT_EQ(ioctl(zocl::kInfoBo, std::uint32_t{0}), EINVAL);  // an argument of another size
  EXPECT_EQ(ioctl(0x7777, std::uint32_t{0}), ENOTTY);
  message = {};
  message.kind = Kind::kMap;
  message.a = 0;
  message.b = 4096;
  EXPECT_EQ(client.ask(message), Received::kMessage);
  EXPECT_EQ(message.error, EINVAL);  // no buffer has this offset
}

TEST_F(EmulatorProtocol, MemoryIsFreedWithItsFile) {
  const auto allocate = [&](RawClient& client) {
    Message message;
    EXPECT_EQ(client.open("/dev/dri/renderD128", message), Received::kMessage);
    message = {};
    message.kind = Kind::kIoctl;
    message.a = emulation::ioctl_number(zocl::kCreateBo);
    const zocl::CreateBo create{100u << 20, 0, 0};
    const auto bytes = std::as_bytes(std::span(&create, 1));
    message.bytes.assign(bytes.begin(), bytes.end());
    EXPECT_EQ(client.ask(message), Received::kMessage);
    return message.error;
  };
  {
    RawClient first(root()), second(root());
    EXPECT_EQ(allocate(first), 0);
    EXPECT_EQ(allocate(second), ENOMEM);
  }
  RawClient third(root());
  EXPECT_EQ(allocate(third), 0);
}

// Messages of random kinds with random contents, on each file in turn.
TEST_F(EmulatorProtocol, RandomQuestionsEndNobodyElsesSession) {
  std::mt19937 rng(1);
  for (const char* path :
       {"/dev/mem", "/dev/uio1", "/dev/dri/renderD128", "/sys/class/fpga_manager/fpga0/flags"}) {
    for (int round = 0; round < 100; ++round) {
      RawClient client(root());
      Message message;
      ASSERT_EQ(client.open(path, message), Received::kMessage);
      ASSERT_EQ(message.error, 0) << path;
      message = {};
      message.kind = static_cast<Kind>(rng() % 10);
      if (message.kind == Kind::kPoll) message.kind = Kind::kRead;  // it would be a long wait
      message.a = std::uint64_t{rng()} << (rng() % 33);
      message.b = std::uint64_t{rng()} << (rng() % 33);
      message.bytes.resize(rng() % 40);
      for (std::byte& byte : message.bytes) byte = std::byte(rng() & 0xff);
      EXPECT_EQ(client.ask(message), Received::kMessage) << path << " " << round;
      if (message.fd >= 0) close(message.fd);
    }
  }
  expect_alive();
}

TEST(EmulationProtocol, ARootMayNotBeLongerThanASocketAddress) {
  EXPECT_TRUE(emulation::socket_path("/" + std::string(93, 'x')));
  const Result<std::string> path = emulation::socket_path("/" + std::string(94, 'x'));
  ASSERT_FALSE(path);
  EXPECT_NE(path.error().message.find("is too long for a socket; an emulated board needs a root of "
                                      "at most 94 characters"),
            std::string::npos)
      << path.error().message;
}

}  // namespace
}  // namespace vta::board
