// SPDX-License-Identifier: Apache-2.0
//
// Whole programs in lock-step, and what a device in lock-step does besides: several runs, timeouts,
// options. Random and illegal programs run in lock-step in rtl_vs_golden_test.cpp.

#include <gtest/gtest.h>

#include <memory>

#include "compiler/topi/layers.h"
#include "sim/fuzz/illegal_sketch.h"
#include "sim/lockstep/lockstep_device.h"
#include "sim/rtl/core_cycle.h"
#include "tests/compiler/topi/conv2d_cases.h"
#include "tools/conv2d_job.h"

namespace vta {
namespace {

using fuzz::Sketch;

std::unique_ptr<LockstepDevice> new_device(std::uint32_t timing = 0) {
  RtlOptions options;
  if (timing != 0) options.random_seed = timing;
  Result<std::unique_ptr<LockstepDevice>> device = make_lockstep_rtl(Config::pynq(), options);
  VTA_CHECK(device.ok());
  return std::move(device).value();
}

void expect_no_difference(const Conv2dJob& job, std::uint32_t timing) {
  const std::unique_ptr<LockstepDevice> device = new_device(timing);
  const Result<Conv2dRun> run = run_conv2d_job(job, *device);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_TRUE(compare_with_reference(job, run.value()).matches);
  // Everything that the run did has been compared.
  const Statistics& s = run.value().report.statistics;
  EXPECT_EQ(device->counts().instructions, job.compiled.finished.insns.size());
  EXPECT_EQ(device->counts().dram_bytes, s.out_store_nbytes);
  const std::uint64_t parts = (s.inp_load_nbytes + s.wgt_load_nbytes) / kLoadPartBytes;
  // Up to four ALU operations leave one write.
  EXPECT_GE(device->counts().sram_writes,
            parts + s.uop_load_nbytes / 4 + 2 * s.gemm_counter + s.alu_counter / 2);
}

class SmallInLockstep : public ::testing::TestWithParam<test::Conv2dCase> {};

// Verifies: models.agree, fetch.order, tokens.pop, tokens.push, out.follows, load.pads, store.rows
TEST_P(SmallInLockstep, DoesNotDifferInAnyCycle) {
  const Result<Conv2dJob> job =
      make_conv2d_job(Config::pynq(), GetParam().name, GetParam().layer, GetParam().schedule, 5);
  ASSERT_TRUE(job) << job.error().message;
  for (const std::uint32_t timing : {0u, 1u, 2u}) expect_no_difference(job.value(), timing);
}

INSTANTIATE_TEST_SUITE_P(Cases, SmallInLockstep, ::testing::ValuesIn(test::small_conv2d_cases()),
                         [](const auto& test) { return test.param.name; });

class SeedInLockstep : public ::testing::TestWithParam<std::uint32_t> {};

// Verifies: models.agree
TEST_P(SeedInLockstep, DoesNotDifferInAnyCycle) {
  const Config config = Config::pynq();
  const Result<Conv2dJob> job =
      make_conv2d_job(config, "seed", topi::find_layer("seed").value(), {}, 1);
  ASSERT_TRUE(job) << job.error().message;
  expect_no_difference(job.value(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Timings, SeedInLockstep, ::testing::Values(0u, 3u, 11u));

class LockstepDeviceTest : public ::testing::Test {
 protected:
  // Adds regions and data of the program and makes its first run.
  Result<RunReport> run(const Program& program, std::optional<std::uint64_t> max_cycles = {}) {
    for (const ProgramRegion& region : program.regions) {
      EXPECT_TRUE(device_->add_region(region.address, region.size));
    }
    for (const ProgramBlob& blob : program.runs[0].memory) {
      EXPECT_TRUE(device_->write(blob.address, blob.bytes));
    }
    return rerun(program, 0, max_cycles);
  }
  Result<RunReport> rerun(const Program& program, std::size_t number,
                          std::optional<std::uint64_t> max_cycles = {}) {
    RunRequest request;
    request.insn_address = program.runs[number].insn_address;
    request.insn_count = program.runs[number].insn_count;
    request.max_cycles = max_cycles;
    return device_->run(request);
  }

  Config config_ = Config::pynq();
  std::unique_ptr<LockstepDevice> device_ = new_device();
};

// A LOAD that takes hundreds of cycles, and what it loaded stored by another run.
Program slow_program() {
  Sketch sketch(Config::pynq(), "slow");
  sketch.load(MemoryType::kAcc, 0, 256);
  sketch.finish();
  sketch.dump(0, 64);
  return sketch.expect(ErrorCode::kNone, 0).program;
}

// Verifies: persist
TEST_F(LockstepDeviceTest, SeveralRunsShareMemoriesAndTokens) {
  const Program program = slow_program();
  ASSERT_TRUE(run(program));
  const Result<RunReport> second = rerun(program, 1);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second.value().outcome, RunOutcome::kFinished);
  EXPECT_EQ(device_->counts().instructions,
            program.runs[0].insn_count + program.runs[1].insn_count);
  EXPECT_FALSE(device_->mismatch());
}

// Golden has executed the LOAD, the RTL a part of it.
TEST_F(LockstepDeviceTest, ATimeoutInTheMiddleOfAnInstructionIsNoDifference) {
  const Program program = slow_program();
  const Result<RunReport> cut = run(program, 400);
  ASSERT_TRUE(cut) << cut.error().message;
  ASSERT_EQ(cut.value().outcome, RunOutcome::kTimeout);
  EXPECT_EQ(device_->counts().instructions, 0u);
  EXPECT_GT(device_->counts().sram_writes, 0u);
  const Result<RunReport> second = rerun(program, 1);  // of what was loaded so far
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second.value().outcome, RunOutcome::kFinished);
}

// What axi_error leaves unspecified is taken over from the RTL and can be used.
TEST_F(LockstepDeviceTest, WhatAnAxiErrorLeavesIsNoDifference) {
  Sketch sketch(config_, "axi");
  const std::uint32_t elements =
      (Sketch::kEnd - Sketch::kDump) / config_.elem_bytes(MemoryType::kAcc);
  MemFields f = sketch.row(MemoryType::kAcc, 0, elements + 8);  // the last eight do not exist
  f.dram_base = sketch.element(MemoryType::kAcc, Sketch::kDump);
  sketch.add(make_load(f));
  sketch.finish();
  sketch.dump(0, 16);
  const Program program = sketch.expect(ErrorCode::kAxiError, 0).program;
  const Result<RunReport> first = run(program);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first.value().error, ErrorCode::kAxiError);
  const Result<RunReport> second = rerun(program, 1);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second.value().outcome, RunOutcome::kFinished);
}

// A host that writes behind the back of golden makes a difference, and the device stays usable.
TEST_F(LockstepDeviceTest, ADifferenceStopsTheRunAndTheNextOneStartsAfresh) {
  const Program program = slow_program();
  for (const ProgramRegion& region : program.regions) {
    ASSERT_TRUE(device_->add_region(region.address, region.size));
  }
  for (const ProgramBlob& blob : program.runs[0].memory) {
    ASSERT_TRUE(device_->write(blob.address, blob.bytes));
  }
  // Bytes that golden does not get.
  std::array<std::byte, 1> byte{};
  ASSERT_TRUE(device_->read(Sketch::kData + 130, byte));
  byte[0] ^= std::byte{1};
  ASSERT_TRUE(device_->rtl().write(Sketch::kData + 130, byte));
  const Result<RunReport> first = rerun(program, 0);
  ASSERT_FALSE(first);
  ASSERT_TRUE(device_->mismatch());
  EXPECT_EQ(device_->mismatch()->place, "ACC element 2, lane 0");
  EXPECT_TRUE(first.error().message.starts_with("lock-step: cycle ")) << first.error().message;

  const Result<RunReport> second = rerun(program, 0);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_FALSE(device_->mismatch());
}

TEST(Lockstep, TwoObserversAreRefused) {
  RtlOptions options;
  options.observer = std::make_shared<lockstep::Checker>(Config::pynq());
  const auto device = make_lockstep_rtl(Config::pynq(), options);
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().message,
            "the RTL has an observer already; lock-step needs to be the only one");
}

}  // namespace
}  // namespace vta
