// SPDX-License-Identifier: Apache-2.0
//
// vta_run_control: when a run ends and with which verdict.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>

#include VTA_TEST_HEADER
#include "tests/rtl/compute/bits.h"
#include "tests/rtl/rng.h"

namespace vta {
namespace {

constexpr unsigned kUnits = 4;  // fetch, load, compute, store
constexpr std::uint64_t kQuietCycles = 16;
constexpr std::uint64_t kVerdictCycles = 2;  // from the last quiet cycle to end_o
constexpr std::uint32_t kInsnCount = 77;

struct Unit {
  bool quiet = true, error = false, head_valid = false;
  ErrorCode code = ErrorCode::kNone;
  std::uint32_t error_index = 0, head_index = 0;
};

class RunControl : public testing::Test {
 protected:
  RunControl() {
    dut_->start_i = 0;
    dut_->finish_i = 0;
    dut_->insn_count_i = kInsnCount;
    axi_idle_ = true;
    drive();
    dut_.reset();
  }

  void drive() {
    for (unsigned u = 0; u < kUnits; ++u) {
      set_bits(dut_->quiet_i, u, 1, units_[u].quiet);
      set_bits(dut_->error_i, u, 1, units_[u].error);
      set_bits(dut_->head_valid_i, u, 1, units_[u].head_valid);
      set_bits(dut_->error_code_i, 4 * u, 4, static_cast<std::uint64_t>(units_[u].code));
      set_bits(dut_->error_index_i, 32 * u, 32, units_[u].error_index);
      set_bits(dut_->head_index_i, 32 * u, 32, units_[u].head_index);
    }
    dut_->axi_idle_i = axi_idle_;
  }

  void cycle(bool start = false, bool finish = false) {
    dut_->start_i = start;
    dut_->finish_i = finish;
    drive();
    dut_.tick();
    dut_->start_i = 0;
    dut_->finish_i = 0;
    dut_.eval();
  }

  void start() {
    cycle(true);
    EXPECT_EQ(dut_->running_o, 1);
    EXPECT_EQ(dut_->end_o, 0);
  }

  // All is quiet from here on: the run ends after exactly the quiet time, with this verdict.
  void expect_end(ErrorCode code, std::uint32_t index) {
    for (std::uint64_t i = 0; i < kQuietCycles + kVerdictCycles; ++i) {
      EXPECT_EQ(dut_->end_o, 0) << "after " << i << " quiet cycles";
      cycle();
    }
    EXPECT_EQ(dut_->end_o, 1);
    EXPECT_EQ(dut_->running_o, 0);
    EXPECT_EQ(static_cast<ErrorCode>(dut_->end_code_o), code);
    if (code != ErrorCode::kNone) {
      EXPECT_EQ(dut_->end_index_o, index);
    }
    for (int i = 0; i < 60; ++i) {
      cycle();
      EXPECT_EQ(dut_->end_o, 0) << "a second end";
      EXPECT_EQ(static_cast<ErrorCode>(dut_->end_code_o), code);
    }
  }

  Unit& unit(std::size_t u) { return units_.at(u); }

  Dut<VTA_TEST_MODEL> dut_;
  std::array<Unit, kUnits> units_;
  bool axi_idle_ = true;
};

// Verifies: done.idle
TEST_F(RunControl, DoneWhenAFinishHasRetiredAndAllIsQuiet) {
  start();
  unit(2).quiet = false;
  cycle(false, true);
  unit(2).quiet = true;
  expect_end(ErrorCode::kNone, 0);
}

// Verifies: error.missing_finish
TEST_F(RunControl, MissingFinishNamesTheInstructionCount) {
  start();
  expect_end(ErrorCode::kMissingFinish, kInsnCount);
}

TEST_F(RunControl, AFinishOfTheRunBeforeDoesNotCount) {
  start();
  cycle(false, true);
  unit(0).quiet = false;
  cycle();
  unit(0).quiet = true;
  expect_end(ErrorCode::kNone, 0);
  start();
  expect_end(ErrorCode::kMissingFinish, kInsnCount);
}

TEST_F(RunControl, NothingEndsWithoutAStart) {
  for (int i = 0; i < 100; ++i) {
    cycle();
    EXPECT_EQ(dut_->end_o, 0);
    EXPECT_EQ(dut_->running_o, 0);
  }
}

// Verifies: done.idle
TEST_F(RunControl, EveryUnitAndTheBusKeepTheRunGoing) {
  for (unsigned u = 0; u <= kUnits; ++u) {
    start();
    for (int i = 0; i < 100; ++i) {
      (u < kUnits ? unit(u).quiet : axi_idle_) = i % 16 == 15;  // quiet for a moment
      cycle();
      ASSERT_EQ(dut_->end_o, 0) << "unit " << u;
      ASSERT_EQ(dut_->running_o, 1);
    }
    (u < kUnits ? unit(u).quiet : axi_idle_) = true;
    // The last cycle of the loop was not quiet.
    expect_end(ErrorCode::kMissingFinish, kInsnCount);
  }
}

TEST_F(RunControl, AMomentOfWorkStartsTheQuietTimeAgain) {
  for (unsigned u = 0; u <= kUnits; ++u) {
    bool& quiet = u < kUnits ? unit(u).quiet : axi_idle_;
    for (std::uint64_t at = 1; at <= kQuietCycles; ++at) {
      start();
      for (std::uint64_t i = 0; i < at; ++i) cycle();
      quiet = false;
      cycle();
      quiet = true;
      expect_end(ErrorCode::kMissingFinish, kInsnCount);
    }
  }
}

// Verifies: error.deadlock
TEST_F(RunControl, DeadlockNamesTheLowestHead) {
  for (unsigned low = 0; low < kUnits; ++low) {
    for (unsigned u = 0; u < kUnits; ++u) {
      unit(u).head_valid = true;
      unit(u).head_index = u == low ? 0x10 : 0x8000'0000 + u;
    }
    start();
    cycle(false, true);  // a FINISH does not help
    unit(0).quiet = false;
    cycle();
    unit(0).quiet = true;
    expect_end(ErrorCode::kDeadlock, 0x10);
  }
}

// Verifies: error.lowest
TEST_F(RunControl, AnErrorComesBeforeADeadlockOfALowerIndex) {
  unit(1) = {.error = true, .head_valid = true, .code = ErrorCode::kAxiError, .error_index = 9};
  unit(2).head_valid = true;
  unit(2).head_index = 3;
  start();
  expect_end(ErrorCode::kAxiError, 9);
}

// Verifies: error.lowest
TEST_F(RunControl, TheErrorOfTheLowestIndexCounts) {
  const ErrorCode codes[] = {ErrorCode::kAxiError, ErrorCode::kTokenOverflow,
                             ErrorCode::kIllegalOpcode, ErrorCode::kIllegalPadding};
  std::array<std::uint32_t, kUnits> order = {1, 2, 3, 0xffff'fff0};
  do {
    for (unsigned mask = 1; mask < 1u << kUnits; ++mask) {
      unsigned low = kUnits;
      for (unsigned u = 0; u < kUnits; ++u) {
        units_[u].error = (mask >> u & 1) != 0;
        units_[u].code = codes[u];
        units_[u].error_index = order[u];
        if (units_[u].error && (low == kUnits || order[u] < order[low])) low = u;
      }
      start();
      expect_end(codes[low], order[low]);
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

// Verifies: error.lowest, error.deadlock, error.missing_finish
TEST_F(RunControl, TheLowestOfIndicesOfAnySizeCounts) {
  Rng rng(3);
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    // Some differ in one bit only.
    const std::uint32_t common = rng();
    std::optional<std::uint32_t> low_error, low_head;
    dut_->insn_count_i = rng();
    for (unsigned u = 0; u < kUnits; ++u) {
      units_[u] = {.error = rng.coin(), .head_valid = rng.coin(), .code = ErrorCode::kAxiError};
      units_[u].error_index = rng.coin() ? rng() : common ^ (1u << rng() % 32);
      units_[u].head_index = rng.coin() ? rng() : common ^ (1u << rng() % 32);
      const Unit& now = units_[u];
      if (now.error) low_error = std::min(low_error.value_or(now.error_index), now.error_index);
      if (now.head_valid) low_head = std::min(low_head.value_or(now.head_index), now.head_index);
    }
    start();
    if (low_error) {
      expect_end(ErrorCode::kAxiError, *low_error);
    } else if (low_head) {
      expect_end(ErrorCode::kDeadlock, *low_head);
    } else {
      expect_end(ErrorCode::kMissingFinish, dut_->insn_count_i);
    }
  }
}

// The end of a run is no obstacle to the next one, and is not told again in it.
TEST_F(RunControl, ARunMayStartInTheCycleInWhichTheLastOneEnds) {
  start();
  for (std::uint64_t i = 0; i < kQuietCycles + kVerdictCycles; ++i) cycle();
  EXPECT_EQ(dut_->end_o, 1);
  start();
  expect_end(ErrorCode::kMissingFinish, kInsnCount);
}

TEST_F(RunControl, ResetForgetsTheRun) {
  start();
  for (int i = 0; i < 5; ++i) cycle();
  dut_.reset();
  EXPECT_EQ(dut_->running_o, 0);
  for (int i = 0; i < 100; ++i) {
    cycle();
    EXPECT_EQ(dut_->end_o, 0);
  }
}

// One cycle of it is enough, also between the verdict and its announcement.
TEST_F(RunControl, ResetAtTheEndOfARunLeavesNothingToTell) {
  for (std::uint64_t at = kQuietCycles; at <= kQuietCycles + kVerdictCycles; ++at) {
    start();
    for (std::uint64_t i = 0; i < at; ++i) cycle();
    dut_.reset(1);
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(dut_->end_o, 0) << "reset after " << at << " cycles, " << i;
      EXPECT_EQ(dut_->running_o, 0);
      cycle();
    }
  }
}

}  // namespace
}  // namespace vta
