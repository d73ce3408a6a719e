// SPDX-License-Identifier: Apache-2.0
//
// vta_yield: a request that waits while others ask, but for VTA_TEST_PATIENCE cycles at most.

#include <gtest/gtest.h>

#include "Vvta_yield.h"
#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"

namespace vta {
namespace {

constexpr unsigned kPatience = VTA_TEST_PATIENCE;

class Yield : public testing::TestWithParam<std::uint32_t> {
 protected:
  Yield() {
    dut_->valid_i = dut_->others_i = dut_->ready_i = 0;
    dut_.reset();
  }

  // One cycle; compares with what a request may expect. Returns whether it was taken.
  bool cycle(bool valid, bool others, bool ready) {
    dut_->valid_i = valid;
    dut_->others_i = others;
    dut_->ready_i = ready;
    dut_.eval();
    const bool shows = valid && (shown_ || !others || waited_ >= kPatience);
    EXPECT_EQ(dut_->valid_o, shows) << "cycle " << dut_.cycle() << ", waited " << waited_;
    EXPECT_EQ(dut_->ready_o, shows && ready) << "cycle " << dut_.cycle();
    const bool taken = shows && ready;
    shown_ = shows && !taken;
    waited_ = valid && !taken ? waited_ + 1 : 0;
    dut_.tick();
    return taken;
  }

  Rng rng_{GetParam()};
  Dut<Vvta_yield> dut_;
  bool shown_ = false;   // the request has been on the other side
  unsigned waited_ = 0;  // cycles of the request so far
};

TEST_P(Yield, ShowsWhatTheRulesSayInEveryCycle) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  bool valid = false;
  unsigned taken = 0;
  for (unsigned i = 0; i < 20000 && !HasFailure(); ++i) {
    const unsigned crowd = i % 4000 < 2000 ? 95 : 50;
    valid = valid || rng_.chance(40);  // a request stays until it is taken
    if (!cycle(valid, rng_.chance(crowd), rng_.chance(i % 1000 < 500 ? 30 : 90))) continue;
    ++taken;
    valid = false;
  }
  EXPECT_GT(taken, 100u);
}

TEST_P(Yield, PassesAtOnceWhenNobodyElseAsks) {
  for (unsigned i = 0; i < 10; ++i) EXPECT_TRUE(cycle(true, false, true));
}

// The one that goes first does not shorten the wait of the next.
TEST_P(Yield, WaitsForAllItsPatienceEveryTime) {
  for (unsigned n = 0; n < 5; ++n) {
    for (unsigned i = 0; i < kPatience; ++i) ASSERT_FALSE(cycle(true, true, true)) << i;
    ASSERT_TRUE(cycle(true, true, true));
    if (rng_.coin()) cycle(false, true, true);
  }
}

TEST_P(Yield, WhatHasBeenShownStaysWhoeverAsks) {
  for (unsigned n = 0; n < 5; ++n) {
    cycle(true, false, false);
    for (unsigned i = rng_() % 8; i > 0; --i) cycle(true, true, false);
    EXPECT_TRUE(cycle(true, true, true));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Yield, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
