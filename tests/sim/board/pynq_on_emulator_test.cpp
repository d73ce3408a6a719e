// SPDX-License-Identifier: Apache-2.0
//
// Programs through the whole board driver: system calls, registers, interrupt and contiguous memory
// of an emulated board with the RTL in it, compared with the RTL driven directly.

#include <gtest/gtest.h>

#include <memory>

#include "compiler/topi/layers.h"
#include "driver/board/loaded_design.h"
#include "sim/rtl/rtl_device.h"
#include "tests/compiler/topi/conv2d_cases.h"
#include "tests/sim/board/emulated_board.h"
#include "tools/conv2d_job.h"

namespace vta::board {
namespace {

Conv2dJob small_job() {
  const test::Conv2dCase c = test::small_conv2d_cases().front();
  Result<Conv2dJob> job = make_conv2d_job(Config::pynq(), c.name, c.layer, c.schedule, 5);
  VTA_CHECK(job.ok());
  return std::move(job).value();
}

Conv2dRun run_on_rtl(const Conv2dJob& job) {
  Result<std::unique_ptr<Device>> rtl = make_rtl(job.config, {});
  VTA_CHECK(rtl.ok());
  Result<Conv2dRun> run = run_conv2d_job(job, *rtl.value());
  VTA_CHECK(run.ok());
  return std::move(run).value();
}

void expect_same(const Conv2dRun& run, const Conv2dRun& rtl) {
  ASSERT_EQ(run.report.outcome, RunOutcome::kFinished) << run.report.detail;
  EXPECT_EQ(run.memory, rtl.memory);
  EXPECT_EQ(run.result, rtl.result);
  EXPECT_EQ(run.report.statistics, rtl.report.statistics);
  ASSERT_TRUE(run.report.cycle_report && rtl.report.cycle_report);
  EXPECT_EQ(run.report.cycle_report->cycles, rtl.report.cycle_report->cycles);
  EXPECT_EQ(run.report.cycle_report->fetch, rtl.report.cycle_report->fetch);
  EXPECT_EQ(run.report.cycle_report->load, rtl.report.cycle_report->load);
  EXPECT_EQ(run.report.cycle_report->compute, rtl.report.cycle_report->compute);
  EXPECT_EQ(run.report.cycle_report->store, rtl.report.cycle_report->store);
}

class PynqOnEmulator : public EmulatedBoardTest {
 protected:
  // Runs the job on a board of this kind, and compares. Returns how the end was noticed.
  WaitCounters run_and_compare(const Conv2dJob& job, MachineOptions machine,
                               const PynqOptions& options) {
    start(std::move(machine));
    EXPECT_EQ(load(small_bitstream()), 0);
    Result<std::unique_ptr<PynqDevice>> device = open(options);
    if (!device) {
      ADD_FAILURE() << device.error().message;
      return {};
    }
    const Result<Conv2dRun> run = run_conv2d_job(job, *device.value());
    if (!run) {
      ADD_FAILURE() << run.error().message;
      return {};
    }
    expect_same(run.value(), run_on_rtl(job));
    return device.value()->wait_counters();
  }
};

TEST_F(PynqOnEmulator, TheSeedsConvolutionIsThatOfTheRtlByteForByteAndCycleForCycle) {
  const Result<topi::Conv2dLayer> layer = topi::find_layer("seed");
  ASSERT_TRUE(layer);
  const Result<Conv2dJob> job = make_conv2d_job(Config::pynq(), "seed", layer.value(), {}, 1);
  ASSERT_TRUE(job) << job.error().message;
  PynqOptions options;
  options.timeout = std::chrono::minutes(10);
  const WaitCounters counters = run_and_compare(job.value(), {}, options);
  EXPECT_EQ(counters.interrupts, 1u);
  EXPECT_EQ(counters.polled, 0u);
}

TEST_F(PynqOnEmulator, ACoherentPortNeedsNoSync) {
  MachineOptions machine;
  machine.coherent = true;
  PynqOptions options;
  options.coherent = true;
  run_and_compare(small_job(), machine, options);
}

// The port is that of the description, and nobody has to say it again.
TEST_F(PynqOnEmulator, TheDescriptionOfTheDesignSaysWhichPortItHas) {
  const Conv2dJob job = small_job();
  const Conv2dRun rtl = run_on_rtl(job);
  for (const bool coherent : {false, true}) {
    MachineOptions machine;
    machine.coherent = coherent;
    start(machine);
    ASSERT_EQ(load(small_bitstream()), 0);
    Sidecar sidecar;
    sidecar.port = coherent ? PortKind::kAcp : PortKind::kHp;
    sidecar.coherent = coherent;
    sidecar.bitstream_sha256 = std::string(64, 'a');
    ASSERT_TRUE(write_loaded_design(*connect(), sidecar));
    {
      Result<std::unique_ptr<PynqDevice>> device = open();
      ASSERT_TRUE(device) << device.error().message;
      const Result<Conv2dRun> run = run_conv2d_job(job, *device.value());
      ASSERT_TRUE(run) << run.error().message;
      expect_same(run.value(), rtl);
    }
    PynqOptions other;
    other.coherent = !coherent;
    const Result<std::unique_ptr<PynqDevice>> refused = open(other);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              std::string("the memory port of the device is to be ") +
                  (coherent ? "not coherent, but the loaded design was described with one that is "
                              "coherent"
                            : "coherent, but the loaded design was described with one that is not "
                              "coherent") +
                  "; open the device without the option port");
    kill_emulator();
  }
}

// An acp port that does not look at the caches needs what an hp port needs.
TEST_F(PynqOnEmulator, AnAcpPortThatIsNotCoherentIsSynced) {
  start();
  ASSERT_EQ(load(small_bitstream()), 0);
  Sidecar sidecar;
  sidecar.port = PortKind::kAcp;
  sidecar.bitstream_sha256 = std::string(64, 'a');
  ASSERT_TRUE(write_loaded_design(*connect(), sidecar));
  Result<std::unique_ptr<PynqDevice>> device = open();
  ASSERT_TRUE(device) << device.error().message;
  const Conv2dJob job = small_job();
  const Result<Conv2dRun> run = run_conv2d_job(job, *device.value());
  ASSERT_TRUE(run) << run.error().message;
  expect_same(run.value(), run_on_rtl(job));
}

// What the accelerator wrote into the caches is dropped from there.
TEST_F(PynqOnEmulator, ADriverThatSyncsBehindACoherentPortGetsWrongResults) {
  MachineOptions machine;
  machine.coherent = true;
  start(machine);
  ASSERT_EQ(load(small_bitstream()), 0);
  Result<std::unique_ptr<PynqDevice>> device = open();  // takes it for one that is not
  ASSERT_TRUE(device) << device.error().message;
  const Conv2dJob job = small_job();
  const Result<Conv2dRun> run = run_conv2d_job(job, *device.value());
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run.value().report.outcome, RunOutcome::kFinished) << run.value().report.detail;
  EXPECT_NE(run.value().result, run_on_rtl(job).result);
}

TEST_F(PynqOnEmulator, MemoryMayComeFromUdmabuf) {
  MachineOptions machine;
  machine.zocl = false;
  run_and_compare(small_job(), machine, {});
}

TEST_F(PynqOnEmulator, WithoutUioTheEndIsSeenThroughDevMem) {
  MachineOptions machine;
  machine.uio = false;
  const WaitCounters counters = run_and_compare(small_job(), machine, {});
  EXPECT_EQ(counters.interrupts, 0u);
  EXPECT_EQ(counters.polled, 1u);
  EXPECT_EQ(counters.lost, 0u);
}

TEST_F(PynqOnEmulator, ALostInterruptCostsTimeAndNothingElse) {
  MachineOptions machine;
  machine.injections = {Injection::kMissingInterrupt};
  const WaitCounters counters = run_and_compare(small_job(), machine, {});
  EXPECT_EQ(counters.interrupts, 0u);
  EXPECT_EQ(counters.polled, 1u);
  EXPECT_EQ(counters.lost, 1u);
}

// The caches of the emulator are real enough to notice a driver that trusts a port too much.
TEST_F(PynqOnEmulator, ADriverThatTakesThePortForCoherentGetsWrongResults) {
  start();
  ASSERT_EQ(load(small_bitstream()), 0);
  PynqOptions options;
  options.coherent = true;
  Result<std::unique_ptr<PynqDevice>> device = open(options);
  ASSERT_TRUE(device) << device.error().message;
  const Conv2dJob job = small_job();
  const Result<Conv2dRun> run = run_conv2d_job(job, *device.value());
  ASSERT_TRUE(run) << run.error().message;
  // The instructions never reached memory: what the accelerator reads are zeros.
  EXPECT_NE(run.value().report.outcome, RunOutcome::kFinished);
}

TEST_F(PynqOnEmulator, ManyRunsOnOneDevice) {
  start();
  ASSERT_EQ(load(small_bitstream()), 0);
  const Conv2dJob job = small_job();
  const Conv2dRun rtl = run_on_rtl(job);
  for (int i = 0; i < 3; ++i) {
    Result<std::unique_ptr<PynqDevice>> device = open();
    ASSERT_TRUE(device) << device.error().message;
    const Result<Conv2dRun> run = run_conv2d_job(job, *device.value());
    ASSERT_TRUE(run) << run.error().message;
    expect_same(run.value(), rtl);
  }
}

}  // namespace
}  // namespace vta::board
