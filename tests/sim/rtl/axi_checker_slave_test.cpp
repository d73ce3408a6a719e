// SPDX-License-Identifier: Apache-2.0
//
// The rules of AxiChecker that bind the slave fire on hand-made violations.

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "tests/sim/rtl/axi_checker_fixture.h"

namespace vta {
namespace {

// Verifies: axi.reads
TEST_F(AxiCheckerTest, ReadBeatsAnswerReadsInFlight) {
  r(0, true);
  expect_broken("R_EXPECTED", "id 0");
  start();
  ar(address(0, 0, 1));
  r(1, true);  // in the same cycle: too early
  expect_broken("R_EXPECTED", "id 1");
  start();
  ar(address(0, 0, 1));
  ASSERT_TRUE(cycle());
  r(2, true);
  expect_broken("R_EXPECTED", "id 2");
  start();
  ar(address(0, 0, 1));
  ASSERT_TRUE(cycle());
  r(1, true);
  ASSERT_TRUE(cycle());
  r(1, true);
  expect_broken("R_EXPECTED", "id 1");
}

TEST_F(AxiCheckerTest, RlastIsExactlyOnTheLastBeat) {
  ar(address(0, 1, 1));
  ASSERT_TRUE(cycle());
  r(1, true);
  expect_broken("RLAST", "RLAST is 1 in beat 1 of a burst of 2 of id 1");
  start();
  ar(address(0, 0, 1));
  ASSERT_TRUE(cycle());
  r(1, false);
  expect_broken("RLAST", "RLAST is 0 in beat 1 of a burst of 1");
}

TEST_F(AxiCheckerTest, BeatsOfABurstStayTogether) {
  ar(address(0, 1, 1));
  ASSERT_TRUE(cycle());
  ar(address(0, 1, 2));
  ASSERT_TRUE(cycle());
  r(1, false);
  ASSERT_TRUE(cycle());
  r(2, false);
  expect_broken("R_TOGETHER", "id 2 within a burst of id 1");
}

// Verifies: axi.writes
TEST_F(AxiCheckerTest, WriteResponsesAnswerCompleteWrites) {
  b(0);
  expect_broken("B_EXPECTED", "id 0");
  start();
  aw(address(0, 0));
  w(true);
  b(0);  // in the same cycle: too early
  expect_broken("B_EXPECTED");
  start();
  aw(address(0, 1, 3));
  w(false);
  ASSERT_TRUE(cycle());
  b(3);
  expect_broken("B_EXPECTED", "id 3");
  start();
  aw(address(0, 0, 3));
  w(true);
  ASSERT_TRUE(cycle());
  b(2);
  expect_broken("B_EXPECTED", "id 2");
}

TEST_F(AxiCheckerTest, ExclusiveResponsesAreWrong) {
  ar(address(0, 0));
  aw(address(0, 0));
  w(true);
  ASSERT_TRUE(cycle());
  s_.r.resp = AxiResp::kExOkay;
  r(0, true);
  expect_broken("RESP", "RRESP");
  start();
  aw(address(0, 0));
  w(true);
  ASSERT_TRUE(cycle());
  b(0, AxiResp::kExOkay);
  expect_broken("RESP", "BRESP");
}

TEST_F(AxiCheckerTest, ReadyComesInTime) {
  const auto wait = [&](const std::function<void()>& offer, const char* words) {
    offer();
    for (unsigned i = 0; i <= 100; ++i) {
      offer();
      ASSERT_TRUE(cycle()) << checker_->violation();
    }
    offer();
    expect_broken("READY_IN_TIME", words);
  };
  s_.ar_ready = false;
  wait([&] { ar(address(0, 0)); }, "ARVALID has waited for ARREADY since cycle 0");
  start();
  aw(address(0, 0));
  ASSERT_TRUE(cycle());
  s_.w_ready = false;
  wait([&] { w(true); }, "WVALID has waited for WREADY since cycle 1");
  start();
  ar(address(0, 0));
  ASSERT_TRUE(cycle());
  m_.r_ready = false;
  wait([&] { r(0, true); }, "RVALID has waited for RREADY since cycle 1");
  start();
  aw(address(0, 0));
  w(true);
  ASSERT_TRUE(cycle());
  m_.b_ready = false;
  wait([&] { b(0); }, "BVALID has waited for BREADY since cycle 1");
}

TEST_F(AxiCheckerTest, ResetForgetsWhatWasInFlight) {
  ar(address(0, 0));
  ASSERT_TRUE(cycle());
  r(1, true);
  expect_broken("R_EXPECTED");
  checker_->reset(500);
  EXPECT_EQ(checker_->reads_outstanding(), 0u);
  EXPECT_TRUE(cycle());
  r(0, true);
  expect_broken("R_EXPECTED");
}

}  // namespace
}  // namespace vta
