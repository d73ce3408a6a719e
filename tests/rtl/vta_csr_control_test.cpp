// SPDX-License-Identifier: Apache-2.0
//
// vta_csr: start, end, error, interrupt and soft reset.

#include <gtest/gtest.h>

#include "tests/rtl/csr_bench.h"

namespace vta {
namespace {

constexpr std::uint32_t kStart = 1, kSoftReset = 8;                                       // written
constexpr std::uint32_t kBusy = 1, kDone = 2, kError = 4, kResetting = 8, kIgnored = 16;  // read

// Runs into an error, so that there is something to reset.
void fail(CsrBench& bench) {
  bench.write(csr::kControl, kStart);
  bench.end_run(ErrorCode::kSramOutOfRange, 1234);
}

TEST(CsrControlTest, ARunStartsOnceAndIsDone) {
  CsrBench bench;
  bench.write(csr::kControl, kStart);
  EXPECT_EQ(bench.starts, 1u);
  EXPECT_EQ(bench.read(csr::kControl), kBusy);
  EXPECT_EQ(bench.dut->running_o, 1);
  bench.end_run(ErrorCode::kNone, 99);
  EXPECT_EQ(bench.dut->running_o, 0);
  EXPECT_EQ(bench.read(csr::kControl), kDone);
  EXPECT_EQ(bench.read(csr::kErrorCode), 0u);
  EXPECT_EQ(bench.read(csr::kErrorInsn), 0u);
  bench.write(csr::kControl, kStart);  // the next one
  EXPECT_EQ(bench.starts, 2u);
  EXPECT_EQ(bench.read(csr::kControl), kBusy);
}

// The write of a start, and no wait for its response: the pulse is still to come.
void offer_start(CsrBench& bench) {
  bench.dut->s_axil_awvalid_i = bench.dut->s_axil_wvalid_i = 1;
  bench.dut->s_axil_awaddr_i = csr::kControl;
  bench.dut->s_axil_wdata_i = kStart;
  bench.dut->s_axil_wstrb_i = 15;
  bench.tick();
  bench.dut->s_axil_awvalid_i = bench.dut->s_axil_wvalid_i = 0;
}

TEST(CsrControlTest, RunningBeginsWithTheStartPulse) {
  CsrBench bench;
  offer_start(bench);
  for (int i = 0; i < 10 && !bench.dut->start_o; ++i) {
    EXPECT_EQ(bench.dut->running_o, 0);
    bench.tick();
  }
  EXPECT_EQ(bench.dut->start_o, 1);
  EXPECT_EQ(bench.dut->running_o, 1);
  bench.tick();
  EXPECT_EQ(bench.dut->start_o, 0);
}

// Verifies: reset.soft
TEST(CsrControlTest, AnErrorIsKeptUntilSoftReset) {
  CsrBench bench;
  fail(bench);
  EXPECT_EQ(bench.read(csr::kControl), kError);
  EXPECT_EQ(bench.read(csr::kErrorCode), static_cast<std::uint32_t>(ErrorCode::kSramOutOfRange));
  EXPECT_EQ(bench.read(csr::kErrorInsn), 1234u);
  bench.write(csr::kControl, kStart);
  EXPECT_EQ(bench.starts, 1u) << "started over an error";
  EXPECT_EQ(bench.read(csr::kControl), kError | kIgnored);
  bench.write(csr::kControl, kSoftReset);
  for (int i = 0; i < 50; ++i) bench.tick();
  EXPECT_EQ(bench.read(csr::kControl), 0u);
  EXPECT_EQ(bench.read(csr::kErrorCode), 0u);
  EXPECT_EQ(bench.read(csr::kErrorInsn), 0u);
  bench.write(csr::kControl, kStart);
  EXPECT_EQ(bench.starts, 2u);
}

TEST(CsrControlTest, ShowsEveryErrorAtAnyIndex) {
  CsrBench bench;
  for (std::uint32_t round = 0; round < 24; ++round) {
    const auto code = static_cast<ErrorCode>(1 + round % (kErrorCodeCount - 1));
    const auto index = static_cast<std::uint32_t>(bench.rng());
    bench.write(csr::kControl, kStart);
    bench.end_run(code, index);
    EXPECT_EQ(bench.read(csr::kControl), kError);
    EXPECT_EQ(bench.read(csr::kErrorCode), static_cast<std::uint32_t>(code));
    EXPECT_EQ(bench.read(csr::kErrorInsn), index);
    bench.write(csr::kControl, kSoftReset);
    for (int i = 0; i < 50; ++i) bench.tick();
  }
}

// The compute stage relies on them while it works.
TEST(CsrControlTest, FeaturesStayAsTheyAreDuringARun) {
  CsrBench bench;
  bench.write(csr::kFeatures, 0x15);
  EXPECT_EQ(bench.dut->features_o, 0x15);
  bench.write(csr::kControl, kStart);
  for (const unsigned strobes : {1u, 15u}) {
    for (const std::uint32_t data : {0x0u, 0xau, 0xffffffffu}) {
      bench.write(csr::kFeatures, data, strobes);
      EXPECT_EQ(bench.dut->features_o, 0x15);
      EXPECT_EQ(bench.read(csr::kFeatures), 0x15u);
    }
  }
  bench.end_run(ErrorCode::kNone);
  EXPECT_EQ(bench.read(csr::kFeatures), 0x15u) << "a write during the run came late";
  bench.write(csr::kFeatures, 0xfa, 14);
  EXPECT_EQ(bench.dut->features_o, 0x15) << "written without its strobe";
  bench.write(csr::kFeatures, 0xfa, 1);
  EXPECT_EQ(bench.dut->features_o, 0x1a);
  EXPECT_EQ(bench.read(csr::kFeatures), 0x1au);
}

// Verifies: registers.access
TEST(CsrControlTest, AStartWhileBusyIsIgnoredAndToldSo) {
  CsrBench bench;
  bench.write(csr::kControl, kStart);
  bench.write(csr::kControl, kStart);
  EXPECT_EQ(bench.starts, 1u);
  EXPECT_EQ(bench.read(csr::kControl), kBusy | kIgnored);
  bench.end_run(ErrorCode::kNone);
  EXPECT_EQ(bench.read(csr::kControl), kDone | kIgnored);
  bench.write(csr::kControl, kStart);  // taken: forgotten
  EXPECT_EQ(bench.read(csr::kControl), kBusy);
}

TEST(CsrControlTest, OtherBitsAndDisabledBytesDoNothing) {
  CsrBench bench;
  bench.write(csr::kControl, 0xfffffff6);
  bench.write(csr::kControl, 0xffffffff, 14);
  EXPECT_EQ(bench.starts, 0u);
  EXPECT_EQ(bench.read(csr::kControl), 0u);
}

TEST(CsrControlTest, AnEndOutsideARunMeansNothing) {
  CsrBench bench;
  bench.end_run(ErrorCode::kDeadlock, 5);
  EXPECT_EQ(bench.read(csr::kControl), 0u);
  EXPECT_EQ(bench.read(csr::kErrorCode), 0u);
  EXPECT_EQ(bench.read(csr::kIrqStatus), 0u);
}

TEST(CsrInterruptTest, RisesAtTheEndOfARunWhenEnabled) {
  CsrBench bench;
  bench.write(csr::kControl, kStart);
  EXPECT_EQ(bench.dut->irq_o, 0);
  bench.end_run(ErrorCode::kNone);
  EXPECT_EQ(bench.dut->irq_o, 0) << "not enabled";
  EXPECT_EQ(bench.read(csr::kIrqStatus), 1u);
  bench.write(csr::kIrqEnable, 1);
  EXPECT_EQ(bench.dut->irq_o, 1);
  bench.write(csr::kIrqStatus, 0);  // write one to clear
  EXPECT_EQ(bench.dut->irq_o, 1);
  bench.write(csr::kIrqStatus, 1, 14);
  EXPECT_EQ(bench.dut->irq_o, 1);
  bench.write(csr::kIrqStatus, 1);
  EXPECT_EQ(bench.dut->irq_o, 0);
  EXPECT_EQ(bench.read(csr::kIrqStatus), 0u);
  fail(bench);
  EXPECT_EQ(bench.dut->irq_o, 1) << "an error ends a run, too";
}

TEST(CsrInterruptTest, IsClearedByItsOwnRegisterOnly) {
  CsrBench bench;
  bench.write(csr::kControl, kStart);
  bench.end_run(ErrorCode::kNone);
  for (std::uint32_t address = 0; address < 0x200; address += 4) {
    if (address == csr::kControl || address == csr::kIrqStatus) continue;
    bench.write(address, 1);
    ASSERT_EQ(bench.read(csr::kIrqStatus), 1u) << "address " << address;
  }
  bench.write(csr::kIrqStatus, 1);
  EXPECT_EQ(bench.read(csr::kIrqStatus), 0u);
}

TEST(CsrControlTest, AHardResetForgetsTheError) {
  CsrBench bench;
  fail(bench);
  EXPECT_NE(bench.read(csr::kErrorCode), 0u);
  EXPECT_NE(bench.read(csr::kErrorInsn), 0u);
  bench.dut.reset();
  EXPECT_EQ(bench.read(csr::kControl), 0u);
  EXPECT_EQ(bench.read(csr::kErrorCode), 0u);
  EXPECT_EQ(bench.read(csr::kErrorInsn), 0u);
}

// The pulse that begins a run does not outlive a reset: the machine would run.
TEST(CsrControlTest, AHardResetForgetsAStart) {
  CsrBench bench;
  offer_start(bench);
  for (int i = 0; i < 10 && !bench.dut->start_o; ++i) bench.tick();
  ASSERT_EQ(bench.dut->start_o, 1);
  bench.dut.reset();
  EXPECT_EQ(bench.dut->start_o, 0);
  EXPECT_EQ(bench.read(csr::kControl), 0u);
}

class CsrSoftResetTest : public testing::TestWithParam<std::pair<bool, bool>> {};

// Verifies: reset.soft
TEST_P(CsrSoftResetTest, WaitsForBothPortsThenResetsTheCore) {
  const auto [read_busy, write_busy] = GetParam();
  CsrBench bench;
  bench.write(csr::kInsnCount, 55);
  bench.write(csr::kFeatures, 6);
  bench.write(csr::kOutBase, 0x1240);
  bench.write(csr::kIrqEnable, 1);
  bench.write(csr::kControl, kStart);
  bench.dut->read_idle_i = !read_busy;
  bench.dut->write_idle_i = !write_busy;
  bench.write(csr::kControl, kSoftReset);
  if (read_busy || write_busy) {
    for (int i = 0; i < 60; ++i) {
      EXPECT_EQ(bench.dut->flush_o, 1);
      EXPECT_EQ(bench.dut->core_rst_o, 0) << "reset with a transfer in flight";
      bench.tick();
    }
    EXPECT_EQ(bench.read(csr::kControl), kResetting);
    bench.write(csr::kControl, kStart);
    EXPECT_EQ(bench.read(csr::kControl), kResetting | kIgnored);
    for (int i = 0; i < 30; ++i) {  // a port that is idle for moments only
      bench.dut->read_idle_i = !read_busy || i % 3 == 0;
      bench.dut->write_idle_i = !write_busy || i % 3 == 0;
      EXPECT_EQ(bench.dut->core_rst_o, 0);
      bench.tick();
    }
    bench.dut->read_idle_i = bench.dut->write_idle_i = 1;
  }
  unsigned reset_cycles = 0;
  for (int i = 0; i < 40 && bench.dut->flush_o; ++i) {
    reset_cycles += bench.dut->core_rst_o;
    bench.tick();
  }
  if (read_busy || write_busy) {
    EXPECT_GE(reset_cycles, 2u);
  }
  EXPECT_EQ(bench.dut->flush_o, 0);
  EXPECT_EQ(bench.dut->core_rst_o, 0);
  EXPECT_EQ(bench.dut->running_o, 0);
  EXPECT_EQ(bench.read(csr::kControl) & ~kIgnored, 0u);
  EXPECT_EQ(bench.starts, 1u);
  EXPECT_EQ(bench.read(csr::kInsnCount), 55u) << "configuration must survive";
  EXPECT_EQ(bench.read(csr::kOutBase), 0x1240u);
  EXPECT_EQ(bench.read(csr::kFeatures), 6u);
  EXPECT_EQ(bench.read(csr::kIrqEnable), 1u);
  bench.write(csr::kControl, kStart);
  EXPECT_EQ(bench.starts, 2u);
  EXPECT_EQ(bench.read(csr::kControl), kBusy);
}
INSTANTIATE_TEST_SUITE_P(Ports, CsrSoftResetTest,
                         testing::Values(std::pair(false, false), std::pair(true, false),
                                         std::pair(false, true), std::pair(true, true)));

// The reset of the core begins when both ports have been idle for four cycles, and has four.
// Verifies: reset.soft
TEST(CsrSoftResetTest, FollowsFourIdleCyclesAndTakesFour) {
  constexpr int kIdleCycles = 4, kResetCycles = 4;
  CsrBench bench;
  bench.dut->read_idle_i = 0;
  bench.write(csr::kControl, kSoftReset);
  for (const int idle : {kIdleCycles - 1, 1, kIdleCycles}) {
    bench.dut->read_idle_i = 0;
    bench.tick();
    bench.dut->read_idle_i = 1;
    for (int i = 0; i < idle; ++i) {
      EXPECT_EQ(bench.dut->core_rst_o, 0) << idle << " idle cycles, " << i;
      bench.tick();
    }
  }
  for (int i = 0; i < kResetCycles; ++i) {
    EXPECT_EQ(bench.dut->core_rst_o, 1) << i;
    EXPECT_EQ(bench.dut->flush_o, 1);
    bench.tick();
  }
  EXPECT_EQ(bench.dut->core_rst_o, 0);
  EXPECT_EQ(bench.dut->flush_o, 0);
}

TEST(CsrSoftResetTest, ClearsDoneAndIgnored) {
  CsrBench bench;
  bench.write(csr::kControl, kStart);
  bench.write(csr::kControl, kStart);
  bench.end_run(ErrorCode::kNone);
  EXPECT_EQ(bench.read(csr::kControl), kDone | kIgnored);
  bench.write(csr::kControl, kSoftReset);
  for (int i = 0; i < 40; ++i) bench.tick();
  EXPECT_EQ(bench.read(csr::kControl), 0u);
}

TEST(CsrSoftResetTest, ComesBeforeAStartInTheSameWrite) {
  CsrBench bench;
  bench.write(csr::kControl, kStart | kSoftReset);
  for (int i = 0; i < 40; ++i) bench.tick();
  EXPECT_EQ(bench.starts, 0u);
  EXPECT_EQ(bench.read(csr::kControl), kIgnored);
}

TEST(CsrSoftResetTest, AnEndInItsTimeMeansNothing) {
  CsrBench bench;
  bench.write(csr::kControl, kStart);
  bench.dut->read_idle_i = 0;
  bench.write(csr::kControl, kSoftReset);
  bench.end_run(ErrorCode::kAxiError, 3);
  bench.dut->read_idle_i = 1;
  for (int i = 0; i < 40; ++i) bench.tick();
  EXPECT_EQ(bench.read(csr::kControl), 0u);
  EXPECT_EQ(bench.read(csr::kErrorCode), 0u);
}

}  // namespace
}  // namespace vta
