// SPDX-License-Identifier: Apache-2.0

#include "driver/board/pynq_back_end.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "driver/board/open_system.h"

namespace vta::board {
namespace {

Result<PynqOptions> options(const std::string& key, const std::string& value) {
  DeviceUri uri;
  uri.scheme = "pynq";
  uri.options[key] = value;
  return pynq_options(uri);
}

TEST(PynqBackEnd, ReadsItsOptions) {
  const PynqOptions defaults = pynq_options({}).value();
  EXPECT_EQ(defaults.arena.size, 32u << 20);
  EXPECT_EQ(defaults.coherent, std::nullopt);
  EXPECT_EQ(defaults.arena.kind, ArenaKind::kAny);
  EXPECT_EQ(defaults.timeout, std::chrono::seconds(60));
  EXPECT_EQ(options("arena", "4096").value().arena.size, 4096u);
  EXPECT_EQ(options("arena", "64K").value().arena.size, 65'536u);
  EXPECT_EQ(options("arena", "2048M").value().arena.size, 1ull << 31);
  EXPECT_EQ(options("timeout", "7").value().timeout, std::chrono::seconds(7));
  EXPECT_EQ(options("port", "acp").value().coherent, true);
  EXPECT_EQ(options("port", "hp").value().coherent, false);
  EXPECT_EQ(options("memory", "zocl").value().arena.kind, ArenaKind::kZocl);
  EXPECT_EQ(options("memory", "udmabuf").value().arena.kind, ArenaKind::kUdmabuf);
}

TEST(PynqBackEnd, RefusesWhatIsNoOption) {
  for (const char* arena : {"", "0", "-1", "M", "2049M", "1G", "0x", "18446744073709551615K"}) {
    EXPECT_EQ(options("arena", arena).error().message,
              "the option arena of pynq: is '" + std::string(arena) +
                  "'; it must be a number of bytes up to 2048M, as 65536, 64K or 32M");
  }
  for (const char* seconds : {"", "0", "1.5", "86401"}) {
    EXPECT_EQ(options("timeout", seconds).error().message,
              "the option timeout of pynq: is '" + std::string(seconds) +
                  "'; it must be a number of seconds from 1 to 86400");
  }
  EXPECT_EQ(options("port", "gp").error().message,
            "the option port of pynq: is 'gp'; it must be hp or acp");
  EXPECT_EQ(options("memory", "").error().message,
            "the option memory of pynq: is ''; it must be any, zocl or udmabuf");
  EXPECT_EQ(options("latency", "4").error().message,
            "pynq: has no option 'latency'; it has arena, memory, port and timeout");
}

TEST(PynqBackEnd, SaysThatThisHostIsNoBoard) {
  const std::string why = pynq_back_end().unusable();
  EXPECT_TRUE(
      why.starts_with("this host is no Pynq: cannot open "
                      "/sys/class/fpga_manager/fpga0/state: "))
      << why;
}

TEST(PynqBackEnd, ARootMustBeTheFolderOfABoard) {
  DeviceUri uri;
  uri.scheme = "pynq";
  uri.place = "/nonexistent/board";
  EXPECT_EQ(pynq_back_end().open(uri, Config::pynq()).error().message,
            "'/nonexistent/board' is no folder; the root of a board is one, made by vta "
            "board-emulator --root DIR");
  std::string empty = "/tmp/vta-board-XXXXXX";
  ASSERT_NE(mkdtemp(empty.data()), nullptr);
  uri.place = empty;
  EXPECT_EQ(pynq_back_end().open(uri, Config::pynq()).error().message,
            "this is no board with programmable logic: cannot open "
            "/sys/class/fpga_manager/fpga0/state: No such file or directory");
  std::filesystem::remove(empty);
  uri.place = "/" + std::string(200, 'x');
  EXPECT_FALSE(pynq_back_end().open(uri, Config::pynq()));
}

}  // namespace
}  // namespace vta::board
