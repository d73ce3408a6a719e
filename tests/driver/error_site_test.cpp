// SPDX-License-Identifier: Apache-2.0
//
// Complaints about a run that stopped with an error say where its instruction came from.

#include "driver/replay/error_site.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "driver/replay/run_program.h"
#include "tests/driver/scripted_device.h"

namespace vta {
namespace {

// A run of GEMM, opcode 6 and an instruction of which nobody said where it came from.
ProgramRun run_with_origins() {
  ProgramRun run = plain_run();
  run.insn_count = 3;
  run.memory = {{0x1000, "insn.bin", filled(48, 0)}};
  run.memory[0].bytes[0] = std::byte{2};
  run.memory[0].bytes[16] = std::byte{6};
  const auto tile = std::make_shared<const Provenance>(
      Provenance{"conv2d", "res_conv", {{"oc", 1, 2}, {"ic", 7, 16}}, "res[0:1]"});
  run.origins = {tile, tile, nullptr};
  return run;
}

TEST(ErrorSite, AnErrorNamesWhereItsInstructionCameFrom) {
  const auto complaint = [](const RunReport& report) {
    ScriptedDevice device([&report](std::size_t, DeviceMemory&) { return report; });
    return run_program(device, program_of({run_with_origins()})).value().complaints().at(0);
  };
  EXPECT_EQ(complaint(stopped(ErrorCode::kSramOutOfRange, 0, "acc[2048]")),
            "run 0: stopped with error sram_out_of_range (5) at instruction 0 GEMM: conv2d tile oc "
            "1/2, ic 7/16: acc[2048]");
  EXPECT_EQ(complaint(stopped(ErrorCode::kIllegalOpcode, 1)),
            "run 0: stopped with error illegal_opcode (1) at instruction 1 ILLEGAL: conv2d tile oc "
            "1/2, ic 7/16");
  EXPECT_EQ(complaint(stopped(ErrorCode::kDeadlock, 2)),
            "run 0: stopped with error deadlock (8) at instruction 2");
  EXPECT_EQ(complaint(stopped(ErrorCode::kMissingFinish, 3)),
            "run 0: stopped with error missing_finish (9) at instruction 3");
  RunReport timeout;
  timeout.outcome = RunOutcome::kTimeout;
  timeout.detail = "after 99 cycles";
  EXPECT_EQ(complaint(timeout), "run 0: timed out: after 99 cycles");
}

TEST(ErrorSite, AnErrorIsNotDescribedTwice) {
  const auto complaint = [](const std::string& detail) {
    ScriptedDevice device([&detail](std::size_t, DeviceMemory&) {
      return stopped(ErrorCode::kIllegalOpcode, 1, detail);
    });
    return run_program(device, program_of({run_with_origins()})).value().complaints().at(0);
  };
  const std::string error =
      "run 0: stopped with error illegal_opcode (1) at instruction 1 ILLEGAL: conv2d tile oc 1/2, "
      "ic 7/16";
  EXPECT_EQ(complaint("illegal_opcode (1) at instruction 1"), error);
  EXPECT_EQ(complaint("illegal_opcode (1) at instruction 1: opcode 6"), error + ": opcode 6");
  EXPECT_EQ(complaint("illegal_opcode (1) at instruction 12: opcode 6"),
            error + ": illegal_opcode (1) at instruction 12: opcode 6");
}

}  // namespace
}  // namespace vta
