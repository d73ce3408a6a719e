// SPDX-License-Identifier: Apache-2.0
//
// The C program that replays the seed's calls, on an emulated board and through a server: with the
// statistics of every other device.

#include <gtest/gtest.h>

#include <fstream>
#include <memory>

#include "tests/driver/abi/run_program.h"
#include "tests/driver/board/bitstream_builder.h"
#include "tests/driver/seed_calls.h"
#include "tests/tools/background.h"
#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using namespace board::test;

class CAbiBoard : public VtaTest {
 protected:
  CAbiBoard() {
    write("calls", seed_calls_text().value());
    write("x.bit", text_of(bit_file(configuration({.repeats = 1}))));
    EXPECT_EQ(run({"bitstream", "x.bit", "--describe", "--clock-mhz", "100"}).code, 0);
  }
  void emulate(const std::vector<std::string>& options = {}) {
    emulator_ =
        std::make_unique<Background>(join({"board-emulator", "--root", "root"}, options), path(""));
    ASSERT_NE(emulator_->line(), "");
  }
  void serve(const std::string& device) {
    server_ = std::make_unique<Background>(
        std::vector<std::string>{"serve", "--device", device, "--listen", address()}, path(""));
    ASSERT_NE(server_->line(), "");
  }
  [[nodiscard]] std::string address() const { return "unix:" + path("socket").string(); }
  [[nodiscard]] std::string file(const std::string& name) const { return path(name).string(); }
  [[nodiscard]] std::string board() const { return "pynq:" + file("root"); }

  // Replays the calls; with a bitstream, VTAProgram() loads it first.
  [[nodiscard]] program::Ran replay(const std::string& device,
                                    const std::string& bitstream = "") const {
    std::vector<std::string> arguments = {file("calls")};
    if (!bitstream.empty()) arguments.insert(arguments.end(), {"0", bitstream});
    return program::run_program(VTA_SEED_REPLAY, arguments, {{"VTA_DEVICE", device}});
  }
  static void expect_documented(const program::Ran& ran, bool has_clock) {
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.err, "");
    EXPECT_EQ(program::without_cycles(ran.out), program::kSeedStatistics);
    EXPECT_EQ(ran.out.find("cycles 0\n") == std::string::npos, has_clock) << ran.out;
  }

  std::unique_ptr<Background> emulator_, server_;
};

TEST_F(CAbiBoard, TheCallsOfTheSeedRunOnABoardThatVtaProgramLoads) {
  emulate();
  expect_documented(replay(board(), file("x.bit")), true);
}

TEST_F(CAbiBoard, EveryCaseOfTheHeadersIsAsOnASimulator) {
  emulate();
  ASSERT_EQ(run({"program", "--bitstream", "x.bit", "--root", "root"}).code, 0);
  for (const char* name : {"runs", "wrong_runs", "timeout", "two_handles", "wrong_memory",
                           "many_kernels", "wrong_calls", "freed_early"}) {
    const program::Ran ran = program::run_program(VTA_ABI_CASES, {name}, {{"VTA_DEVICE", board()}});
    EXPECT_EQ(ran.code, 0) << name << ": " << ran.out << ran.err;
    EXPECT_EQ(ran.out, "") << name;
  }
}

TEST_F(CAbiBoard, ThroughACoherentPortAsWell) {
  emulate({"--port", "acp"});
  const auto describe = {"--describe", "--clock-mhz", "100", "--port", "acp", "--coherent"};
  ASSERT_EQ(run(join({"bitstream", "x.bit"}, {describe.begin(), describe.end()})).code, 0);
  ASSERT_EQ(run({"program", "--bitstream", "x.bit", "--root", "root"}).code, 0);
  const program::Ran ran = program::run_program(VTA_ABI_CASES, {"runs"}, {{"VTA_DEVICE", board()}});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
}

TEST_F(CAbiBoard, TheCallsOfTheSeedRunThroughAServer) {
  serve("functional");
  expect_documented(replay("remote:" + address()), false);
}

TEST_F(CAbiBoard, VtaProgramLoadsThroughAServerOfABoard) {
  emulate();
  serve(board());
  expect_documented(replay("remote:" + address(), file("x.bit")), true);
}

TEST_F(CAbiBoard, WhatVtaProgramCannotLoadIsOneSentence) {
  emulate();
  const auto refused = [this](const std::string& device, const std::string& bitstream) {
    const program::Ran ran = replay(device, bitstream);
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.out, "");
    return ran.err;
  };
  EXPECT_EQ(refused(board(), "none.bit"),
            "vta: VTAProgram: 'none.bit' cannot be read: there is no file\n");
  write("y.bit", read("x.bit"));
  EXPECT_EQ(refused(board(), file("y.bit")),
            "vta: VTAProgram: '" + file("y.json") +
                "' is missing; it would describe the design of the bitstream beside it\n");
  write("small.bit", text_of(bit_file(configuration())));
  EXPECT_TRUE(refused(board(), file("small.bit"))
                  .starts_with("vta: VTAProgram: '" + file("small.bit") + "' is partial: "));
  EXPECT_TRUE(refused("pynq:" + file("nowhere"), file("x.bit"))
                  .starts_with("vta: VTAProgram: '" + file("nowhere") + "' is no folder"));
  EXPECT_TRUE(replay(board()).err.starts_with("vta: VTAMemAlloc: VTA_DEVICE=" + board() +
                                              ": no bitstream is loaded"));
}

TEST_F(CAbiBoard, VtaProgramDoesNotReplaceTheDesignOfAnOpenDevice) {
  emulate();
  ASSERT_EQ(run({"program", "--bitstream", "x.bit", "--root", "root"}).code, 0);
  const program::Ran ran =
      program::run_program(VTA_ABI_CASES, {"programs_late"}, {{"VTA_DEVICE", board()}});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(ran.err,
            "vta: VTAProgram: the device is open; free its handles and buffers before it is "
            "programmed\n");
}

}  // namespace
}  // namespace vta::test
