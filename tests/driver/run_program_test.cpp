// SPDX-License-Identifier: Apache-2.0
//
// run_program on a device that does what the test says.

#include "driver/replay/run_program.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/driver/scripted_device.h"

namespace vta {
namespace {

Result<RunReport> store_sevens(DeviceMemory& memory, RunReport report = finished()) {
  EXPECT_TRUE(memory.write(0x1100, filled(16, 7)).ok());
  return report;
}

using Lines = std::vector<std::string>;

TEST(RunProgram, MatchesWhenEveryByteAndStatisticDoes) {
  ProgramRun run = plain_run();
  run.stats = {{"gemm_counter", 12}};
  run.max_cycles = 99;
  ScriptedDevice device(
      [](std::size_t, DeviceMemory& memory) { return store_sevens(memory, finished(12)); });
  const ReplayResult result = run_program(device, program_of({run})).value();
  EXPECT_EQ(result.verdict(), ReplayVerdict::kMatch);
  EXPECT_TRUE(result.complaints().empty());
  ASSERT_EQ(result.runs.size(), 1u);
  EXPECT_EQ(result.runs[0].report.statistics.gemm_counter, 12u);
  ASSERT_EQ(device.requests.size(), 1u);
  EXPECT_EQ(device.requests[0].insn_address, 0x1000u);
  EXPECT_EQ(device.requests[0].insn_count, 2u);
  EXPECT_EQ(device.requests[0].max_cycles, 99u);
  EXPECT_EQ(device.requests[0].base, RunRequest{}.base);
}

TEST(RunProgram, NamesTheFirstDifferingByteAndHowManyDiffer) {
  ScriptedDevice device([](std::size_t, DeviceMemory& memory) {
    EXPECT_TRUE(memory.write(0x1100, filled(16, 7)).ok());
    EXPECT_TRUE(memory.write(0x1105, filled(1, 0xab)).ok());
    EXPECT_TRUE(memory.write(0x110e, filled(2, 1)).ok());
    return finished();
  });
  const ReplayResult result = run_program(device, program_of({plain_run()})).value();
  EXPECT_EQ(result.verdict(), ReplayVerdict::kMismatch);
  EXPECT_EQ(result.complaints(),
            (Lines{"run 0: memory of 'out.bin' first differs at address 0x1105: expected 0x07, "
                   "actual 0xab; 3 bytes differ"}));
}

TEST(RunProgram, NamesEveryStatisticThatDiffers) {
  ProgramRun run = plain_run();
  run.stats = {{"gemm_counter", 12}, {"alu_counter", 3}, {"inp_load_nbytes", 0}};
  ScriptedDevice device(
      [](std::size_t, DeviceMemory& memory) { return store_sevens(memory, finished(11)); });
  const ReplayResult result = run_program(device, program_of({run})).value();
  EXPECT_EQ(result.verdict(), ReplayVerdict::kMismatch);
  EXPECT_EQ(result.complaints(), (Lines{"run 0: statistic gemm_counter: expected 12, actual 11",
                                        "run 0: statistic alu_counter: expected 3, actual 0"}));
}

TEST(RunProgram, GoesOnAfterAMismatch) {
  ScriptedDevice device([](std::size_t run, DeviceMemory& memory) {
    return run == 0 ? Result<RunReport>(finished()) : store_sevens(memory);
  });
  const ReplayResult result = run_program(device, program_of({plain_run(), plain_run()})).value();
  EXPECT_EQ(result.verdict(), ReplayVerdict::kMismatch);
  ASSERT_EQ(result.runs.size(), 2u);
  EXPECT_FALSE(result.runs[0].matches());
  EXPECT_TRUE(result.runs[1].matches());
}

TEST(RunProgram, KeepsMemoryFromRunToRunAndWritesTheFilesOfEach) {
  ProgramRun second = plain_run();
  second.memory = {{0x1100, "patch.bin", filled(1, 9)}};
  second.expect[0].bytes[0] = std::byte{9};
  second.expect[0].file = "out2.bin";
  ScriptedDevice device([](std::size_t run, DeviceMemory& memory) {
    return run == 0 ? store_sevens(memory) : Result<RunReport>(finished());
  });
  const ReplayResult result = run_program(device, program_of({plain_run(), second})).value();
  EXPECT_EQ(result.verdict(), ReplayVerdict::kMatch) << result.complaints()[0];
}

TEST(RunProgram, AnExpectedErrorIsNoFailureAndMemoryIsStillCompared) {
  ProgramRun run = plain_run();
  run.error = "sram_out_of_range";
  ScriptedDevice device([](std::size_t, DeviceMemory& memory) {
    return store_sevens(memory, stopped(ErrorCode::kSramOutOfRange, 1));
  });
  EXPECT_EQ(run_program(device, program_of({run})).value().verdict(), ReplayVerdict::kMatch);
  run.expect[0].bytes[3] = std::byte{0};
  ScriptedDevice again([](std::size_t, DeviceMemory& memory) {
    return store_sevens(memory, stopped(ErrorCode::kSramOutOfRange, 1));
  });
  EXPECT_EQ(run_program(again, program_of({run})).value().verdict(), ReplayVerdict::kMismatch);
}

TEST(RunProgram, AnExpectedErrorThatDoesNotComeIsAMismatch) {
  ProgramRun run = plain_run();
  run.error = "deadlock";
  ScriptedDevice device([](std::size_t, DeviceMemory& memory) { return store_sevens(memory); });
  const ReplayResult result = run_program(device, program_of({run})).value();
  EXPECT_EQ(result.verdict(), ReplayVerdict::kMismatch);
  EXPECT_EQ(result.complaints(), (Lines{"run 0: finished, but had to stop with error deadlock"}));
}

TEST(RunProgram, AnUnexpectedErrorFailsAndEndsTheReplay) {
  ScriptedDevice device([](std::size_t, DeviceMemory&) {
    return stopped(ErrorCode::kIllegalOpcode, 12, "opcode 7");
  });
  const ReplayResult result = run_program(device, program_of({plain_run(), plain_run()})).value();
  EXPECT_EQ(result.verdict(), ReplayVerdict::kFailed);
  EXPECT_EQ(result.runs.size(), 1u);
  EXPECT_EQ(device.requests.size(), 1u);
  EXPECT_EQ(result.complaints(), (Lines{"run 0: stopped with error illegal_opcode (1) at "
                                        "instruction 12: opcode 7"}));
}

TEST(RunProgram, AnotherErrorThanTheExpectedOneFails) {
  ProgramRun run = plain_run();
  run.error = "deadlock";
  ScriptedDevice device(
      [](std::size_t, DeviceMemory&) { return stopped(ErrorCode::kAxiError, 3); });
  const ReplayResult result = run_program(device, program_of({run})).value();
  EXPECT_EQ(result.verdict(), ReplayVerdict::kFailed);
  EXPECT_EQ(result.complaints(), (Lines{"run 0: stopped with error axi_error (7) at instruction 3 "
                                        "instead of error deadlock"}));
}

TEST(RunProgram, ATimeoutFails) {
  ScriptedDevice device([](std::size_t, DeviceMemory&) {
    RunReport report;
    report.outcome = RunOutcome::kTimeout;
    report.detail = "after 99 cycles";
    return report;
  });
  const ReplayResult result = run_program(device, program_of({plain_run()})).value();
  EXPECT_EQ(result.verdict(), ReplayVerdict::kFailed);
  EXPECT_EQ(result.complaints(), (Lines{"run 0: timed out: after 99 cycles"}));
}

TEST(RunProgram, VerdictsHaveTheExitCodesOfTheFormat) {
  EXPECT_EQ(exit_code(ReplayVerdict::kMatch), 0);
  EXPECT_EQ(exit_code(ReplayVerdict::kMismatch), 1);
  EXPECT_EQ(exit_code(ReplayVerdict::kFailed), 3);
}

std::string refusal(ScriptedDevice& device, const Program& program) {
  const Result<ReplayResult> result = run_program(device, program);
  return result.ok() ? "" : result.error().message;
}

// Verifies: registers.identity, input.refused
TEST(RunProgram, RefusesAnotherGeometryNamingTheKeys) {
  std::map<std::string, std::int64_t> keys;
  for (const auto& [key, value] : Config::pynq().bundle_keys()) keys[key] = value;
  keys["LOG_BATCH"] = 1;
  keys["LOG_UOP_BUFF_SIZE"] = 14;
  Program program = program_of({plain_run()});
  program.config = Config::from_keys(keys).value();
  ScriptedDevice device([](std::size_t, DeviceMemory&) { return finished(); });
  EXPECT_EQ(refusal(device, program),
            "the program is for the geometry 2x16_i8w8a32_14_15_18_17, but device scripted has "
            "1x16_i8w8a32_15_15_18_17; they differ in LOG_BATCH, LOG_UOP_BUFF_SIZE");
  EXPECT_TRUE(device.requests.empty());
}

TEST(RunProgram, RefusesAMalformedProgram) {
  ScriptedDevice device([](std::size_t, DeviceMemory&) { return finished(); });
  EXPECT_EQ(refusal(device, program_of({})), "runs is empty; a program has at least one run");
}

TEST(RunProgram, RefusesMemoryThatTheDeviceCannotHave) {
  ScriptedDevice device([](std::size_t, DeviceMemory&) { return finished(); });
  ASSERT_TRUE(device.add_region(0x1800, 16).ok());
  EXPECT_EQ(refusal(device, program_of({plain_run()})),
            "memory region at 0x1000 (4096 bytes) overlaps the region at 0x1800 (16 bytes)");
}

TEST(RunProgram, PassesOnWhyADeviceRefusesARun) {
  ScriptedDevice device(
      [](std::size_t, DeviceMemory&) -> Result<RunReport> { return Error{"out of order"}; });
  EXPECT_EQ(refusal(device, program_of({plain_run()})), "run 0: out of order");
}

}  // namespace
}  // namespace vta
