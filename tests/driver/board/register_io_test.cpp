// SPDX-License-Identifier: Apache-2.0

#include "driver/board/register_io.h"

#include <gtest/gtest.h>

#include "driver/board/identity.h"
#include "driver/board/small_file.h"
#include "tests/driver/board/fake_board.h"

namespace vta::board {
namespace {

using test::fake_pynq;
using test::FakeBoard;

TEST(RegisterIo, FindsTheUioDeviceByItsName) {
  const auto board = fake_pynq();
  const Result<std::unique_ptr<RegisterIo>> io = RegisterIo::open(*board);
  ASSERT_TRUE(io) << io.error().message;
  EXPECT_EQ(io.value()->path(), "/dev/uio1");
  EXPECT_TRUE(io.value()->has_interrupt());
  EXPECT_EQ(board->log, std::vector<std::string>{"map /dev/uio1 0 65536"});
  EXPECT_TRUE(io.value()->write_register(0x20, 5));
  EXPECT_EQ(board->registers.at(0x20), 5u);
  EXPECT_EQ(io.value()->read_register(0x20).value(), 5u);
}

TEST(RegisterIo, FallsBackToDevMemWithoutAnInterrupt) {
  const auto board = fake_pynq();
  board->files.erase("/sys/class/uio/uio1/name");
  const Result<std::unique_ptr<RegisterIo>> io = RegisterIo::open(*board);
  ASSERT_TRUE(io) << io.error().message;
  EXPECT_EQ(io.value()->path(), "/dev/mem");
  EXPECT_FALSE(io.value()->has_interrupt());
  EXPECT_EQ(board->log, std::vector<std::string>{"map /dev/mem 1073741824 65536"});
}

TEST(RegisterIo, AUioDeviceThatIsElsewhereIsNotOurs) {
  const auto board = fake_pynq();
  board->files["/sys/class/uio/uio1/maps/map0/addr"] = "0x43c00000\n";
  EXPECT_EQ(RegisterIo::open(*board).value()->path(), "/dev/mem");
  board->errors["open /dev/mem"] = EACCES;
  EXPECT_EQ(RegisterIo::open(*board).error().message,
            "the registers cannot be reached: the UIO device uio1 shows 65536 bytes at 0x43c00000; "
            "the registers are 65536 bytes at 0x40000000; cannot open /dev/mem: Permission denied "
            "(run as root, or install the udev rules)");
}

TEST(RegisterIo, SaysWhyNeitherWayIsThere) {
  FakeBoard board;
  EXPECT_EQ(RegisterIo::open(board).error().message,
            "the registers cannot be reached: no UIO device has the name fabric; cannot open "
            "/dev/mem: No such file or directory");
  const auto pynq = fake_pynq();
  pynq->errors = {{"map /dev/uio1", EINVAL}, {"map /dev/mem", EPERM}};
  EXPECT_EQ(RegisterIo::open(*pynq).error().message,
            "the registers cannot be reached: cannot map the registers with /dev/uio1: Invalid "
            "argument; cannot map the registers with /dev/mem: Operation not permitted (run as "
            "root, or install the udev rules)");
}

TEST(RegisterIo, TellsInterruptsOnce) {
  const auto board = fake_pynq();
  const auto io = RegisterIo::open(*board).value().release();
  const std::unique_ptr<RegisterIo> owned(io);
  board->log.clear();
  EXPECT_TRUE(io->enable_interrupt());
  EXPECT_FALSE(io->wait_interrupt(std::chrono::milliseconds(1)).value());
  board->interrupts = 3;
  EXPECT_TRUE(io->wait_interrupt(std::chrono::milliseconds(1)).value());
  EXPECT_FALSE(io->wait_interrupt(std::chrono::milliseconds(1)).value());
  EXPECT_EQ(board->log,
            (std::vector<std::string>{"enable", "poll", "poll", "read interrupts", "poll"}));
}

TEST(RegisterIo, NamesTheRegisterThatDoesNotAnswer) {
  const auto board = fake_pynq();
  const std::unique_ptr<RegisterIo> io = std::move(RegisterIo::open(*board).value());
  board->register_failure = "gone";
  EXPECT_EQ(io->read_register(0x34).error().message,
            "cannot read register 0x00000034 through /dev/uio1: gone");
  EXPECT_EQ(io->write_register(0, 1).error().message,
            "cannot write register 0x00000000 through /dev/uio1: gone");
  for (const auto& [call, message] : std::map<std::string, std::string>{
           {"write", "cannot enable the interrupt with /dev/uio1: Input/output error"},
           {"poll", "cannot wait for the interrupt with /dev/uio1: Input/output error"},
           {"read", "cannot read the count of interrupts from /dev/uio1: Input/output error"}}) {
    board->errors = {{call + " /dev/uio1", EIO}};
    board->interrupts = 1;
    const Status enabled = io->enable_interrupt();
    const Result<bool> waited = io->wait_interrupt(std::chrono::milliseconds(0));
    EXPECT_EQ(enabled ? waited.error().message : enabled.error().message, message);
  }
}

TEST(Identity, IsVerifiedWithoutAWrite) {
  const auto board = fake_pynq();
  const std::unique_ptr<RegisterIo> io = std::move(RegisterIo::open(*board).value());
  board->after_write = [](std::size_t offset, std::uint32_t) { ADD_FAILURE() << offset; };
  EXPECT_EQ(verify_identity(*io, Config::pynq()).error().message,
            "the loaded bitstream is no VTA: its id register reads 0x00000000 instead of "
            "0x56544131");
  board->registers = {{csr::kId, kIdValue}, {csr::kVersion, kIsaVersion + 1}};
  const std::string version = verify_identity(*io, Config::pynq()).error().message;
  EXPECT_TRUE(version.starts_with("the loaded bitstream is built from another ISA description"))
      << version;
  board->registers[csr::kVersion] = kIsaVersion;
  board->registers[csr::kIsaHash] = kIsaHash;
  const std::string geometry = verify_identity(*io, Config::pynq()).error().message;
  EXPECT_TRUE(
      geometry.starts_with("the loaded bitstream is built for another geometry: "
                           "LOG_INP_WIDTH is 0 in the bitstream and 3 in the "
                           "configuration, "))
      << geometry;
  EXPECT_TRUE(verify_presence(*io));
  board->registers[csr::kId] = 1;
  EXPECT_EQ(verify_presence(*io).error().message,
            "the VTA has been replaced by another bitstream: its id register reads 0x00000001 "
            "instead of 0x56544131");
}

TEST(SmallFile, NumbersAreWholeAndNothingElse) {
  EXPECT_EQ(parse_number("0x40000000"), 0x4000'0000u);
  EXPECT_EQ(parse_number("0XfF"), 255u);
  EXPECT_EQ(parse_number("18446744073709551615"), ~std::uint64_t{0});
  for (const char* wrong : {"", "0x", "-1", "1 ", " 1", "12a", "18446744073709551616", "0x1g"}) {
    EXPECT_EQ(parse_number(wrong), std::nullopt) << wrong;
  }
  const auto board = fake_pynq();
  EXPECT_EQ(read_number(*board, "/sys/class/uio/uio0/name").error().message,
            "/sys/class/uio/uio0/name holds 'audio', which is not a number");
}

TEST(SmallFile, IsReadToItsEndWithinReason) {
  FakeBoard board;
  board.files["/long"] = std::string(10'000, 'x') + "\n\n";
  EXPECT_EQ(read_small_file(board, "/long").value(), std::string(10'000, 'x'));
  board.files["/long"] = std::string(100'000, 'x');
  EXPECT_EQ(read_small_file(board, "/long").error().message, "/long has more than 65536 bytes");
  board.errors["read /long"] = EIO;
  EXPECT_EQ(read_small_file(board, "/long").error().message,
            "cannot read /long: Input/output error");
}

}  // namespace
}  // namespace vta::board
