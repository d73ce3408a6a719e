// SPDX-License-Identifier: Apache-2.0
//
// vta_token_counter: counts to 1023, never loses or invents a token.

#include <gtest/gtest.h>

#include "Vvta_token_counter.h"
#include "hw/isa/isa_tables.h"
#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"

namespace vta {
namespace {

class TokenCounterTest : public testing::Test {
 protected:
  TokenCounterTest() {
    dut_->post_i = 0;
    dut_->take_i = 0;
    dut_.reset();
  }
  void cycle(bool post, bool take) {
    dut_->post_i = post;
    dut_->take_i = take;
    dut_.tick();
    count_ = count_ + (post ? 1 : 0) - (take ? 1 : 0);
    dut_->post_i = 0;
    dut_->take_i = 0;
    dut_.eval();
    ASSERT_EQ(dut_->count_o, count_) << "cycle " << dut_.cycle();
    ASSERT_EQ(dut_->avail_o, count_ != 0);
    ASSERT_EQ(dut_->full_o, count_ == kTokenMax);
  }
  Dut<Vvta_token_counter> dut_;
  unsigned count_ = 0;
};

TEST_F(TokenCounterTest, StartsEmpty) {
  EXPECT_EQ(dut_->count_o, 0);
  EXPECT_EQ(dut_->avail_o, 0);
  EXPECT_EQ(dut_->full_o, 0);
}

// Verifies: tokens.capacity
TEST_F(TokenCounterTest, CountsToTheMaximumAndBack) {
  for (unsigned i = 0; i < kTokenMax; ++i) cycle(true, false);
  EXPECT_EQ(dut_->full_o, 1);
  cycle(true, true);  // taken and posted in one cycle: still full
  EXPECT_EQ(dut_->full_o, 1);
  for (unsigned i = 0; i < kTokenMax; ++i) cycle(false, true);
  EXPECT_EQ(dut_->avail_o, 0);
}

TEST_F(TokenCounterTest, ForgetsItsTokensInReset) {
  cycle(true, false);
  dut_.reset();
  EXPECT_EQ(dut_->avail_o, 0);
}

class TokenCounterRandomTest : public TokenCounterTest,
                               public testing::WithParamInterface<std::uint32_t> {};

TEST_P(TokenCounterRandomTest, FollowsEveryPostAndTake) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  Rng rng(GetParam());
  for (int phase = 0; phase < 20; ++phase) {
    const unsigned bias = rng() % 5;
    for (int i = 0; i < 400; ++i) {
      const bool take = count_ != 0 && rng() % 5 < bias;
      const bool post = (count_ != kTokenMax || take) && rng() % 5 >= bias;
      cycle(post, take);
      if (HasFatalFailure()) return;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, TokenCounterRandomTest, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
