// SPDX-License-Identifier: Apache-2.0
//
// vta_issue: what it starts, and when. Every cycle is compared with the rules of issue_rules.h.

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/rtl/compute/issue_bench.h"

namespace vta {
namespace {

constexpr std::uint32_t kMin = 0, kMax = 1, kAdd = 2, kShr = 3, kMul = 4;

// --- one rule after the other --------------------------------------------------------------------

TEST_P(Issue, GivesTheTailEngineWhatAPassOverElementsCanDo) {
  const auto unit = [&](const Offer& offer) {
    calm();
    const Decision d = run(offer);
    EXPECT_NE(d.tail, d.exec);
    return d.tail ? "tail" : "pipeline";
  };
  const auto add = [&](LoopFields l, std::uint32_t op, std::uint32_t src_factor_in) {
    l.src_factor_in = src_factor_in;
    return alu(l, op, false);
  };
  for (const std::uint32_t op : {kMin, kMax, kAdd, kShr}) {
    EXPECT_STREQ(unit(alu(loops(2, 3, 2), op, true)), "tail") << op;
  }
  EXPECT_STREQ(unit(alu(loops(2, 3, 2), kMul, true)), "pipeline");
  // Additions: of one operand per step of the outer loop.
  EXPECT_STREQ(unit(add(loops(1, 3, 1), kAdd, 0)), "tail");
  EXPECT_STREQ(unit(add(loops(1, 3, 1), kAdd, 1)), "pipeline");
  EXPECT_STREQ(unit(add(loops(1, 3, 1), kMin, 0)), "pipeline");
  EXPECT_STREQ(unit(add(loops(2, 3, 2), kAdd, 0)), "pipeline");
  // So many micro-ops.
  EXPECT_STREQ(unit(alu(loops(1, 1, 0), kMin, true, 0)), "tail");
  EXPECT_STREQ(unit(alu(loops(63, 1, 0), kMin, true, 0)), "tail");
  EXPECT_STREQ(unit(alu(loops(64, 1, 0), kMin, true, 0)), "tail");
  EXPECT_STREQ(unit(alu(loops(65, 1, 0), kMin, true, 0)), "pipeline");
  EXPECT_STREQ(unit(alu(loops(0, 1, 0), kMin, true, 0)), "pipeline");
  EXPECT_STREQ(unit(alu(loops(1, 0, 0), kMin, true, 0)), "pipeline");
}

// The bounds that go with a start count operands on either side.
TEST_P(Issue, ClaimsElementsAndOperands) {
  for (const std::uint32_t src : {1u, 20u}) {
    calm();
    const Offer offer = alu(loops(1, 3, 1), kAdd, false, 10, src);
    offer_ = offer;
    for (int i = 0; i < 20 && offer_; ++i) {
      const bool starts = cycle().tail;
      EXPECT_EQ(starts, !offer_);
    }
    EXPECT_FALSE(offer_);
    EXPECT_EQ(dut_->tail_lo_o, src == 1 ? 1 : 10);
    EXPECT_EQ(dut_->tail_hi_o, src == 1 ? 12 : 20);
  }
}

TEST_P(Issue, JoinsOnlyTheSameElementsInTheSameOrder) {
  const auto joins = [&](const LoopFields& first, const LoopFields& second,
                         std::uint32_t base = 4) {
    let_wait(alu(first, kShr, true));
    const Decision d = run(alu(second, kMax, true, base), 30);
    EXPECT_NE(d.join, d.go);
    return d.join;
  };
  EXPECT_TRUE(joins(loops(2, 3, 4), loops(2, 3, 4)));
  EXPECT_FALSE(joins(loops(2, 3, 4), loops(2, 3, 4), 5));
  EXPECT_FALSE(joins(loops(2, 3, 4), loops(2, 3, 5)));
  EXPECT_FALSE(joins(loops(2, 3, 4), loops(2, 2, 8)));  // one less between
  EXPECT_TRUE(joins(loops(2, 3, 2), loops(6, 1, 0)));   // none left out
  EXPECT_TRUE(joins(loops(2, 3, 2), loops(1, 3, 1, 2, 3)));
  EXPECT_FALSE(joins(loops(2, 3, 2), loops(1, 2, 5)));  // first and last are the same
  EXPECT_FALSE(joins(loops(1, 2, 5), loops(2, 3, 2)));
  // Loops are compared as they are written, even in a factor that means nothing.
  EXPECT_TRUE(joins(loops(1, 1, 3, 2, 9), loops(1, 1, 3, 2, 9)));
  EXPECT_FALSE(joins(loops(1, 1, 3, 2, 9), loops(1, 1, 2, 2, 9)));
}

TEST_P(Issue, JoinsOnlyWithTheFeatureAndNeitherTokensNorOverflow) {
  const LoopFields l = loops(2, 3, 4);
  const auto joins = [&](auto change) {
    let_wait(alu(l, kShr, true));
    Offer second = alu(l, kMax, true);
    change(second);
    second.walk = walk_of(config_, second.insn, uops_);
    return run(second, 30).join;
  };
  EXPECT_TRUE(joins([](Offer&) {}));
  EXPECT_FALSE(joins([](Offer& o) { o.insn.tokens.pop_prev = true; }));
  EXPECT_FALSE(joins([](Offer& o) { o.insn.tokens.pop_next = true; }));
  EXPECT_TRUE(joins([](Offer& o) { o.insn.tokens.push_prev = o.insn.tokens.push_next = true; }));
  EXPECT_FALSE(joins([&](Offer&) { others_.features &= ~csr::kFeaturesFuse; }));
  EXPECT_FALSE(joins([&](Offer&) { others_.overflow_near = true; }));
  EXPECT_FALSE(joins([&](Offer&) { others_.tokens = false; }));
  EXPECT_TRUE(joins([&](Offer&) { others_.can_shift = false; }));  // a clip
  EXPECT_TRUE(joins([&](Offer&) { others_.can_join = false; }));
  EXPECT_FALSE(joins([&](Offer&) { others_.can_join = others_.can_shift = false; }));
}

TEST_P(Issue, WaitsEightCyclesForTheNextInstruction) {
  let_wait(alu(loops(2, 3, 4), kShr, true));
  for (int i = 0; i < 8; ++i) EXPECT_FALSE(cycle().go) << i;
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(cycle().go) << i;
}

// Only if there are many elements, and not for other LOADs.
TEST_P(Issue, WaitsLongForTheMicroOpsOfTheNextInstruction) {
  const auto cycles = [&](std::uint32_t elements, MemoryType type) {
    let_wait(alu(loops(1, elements, 1), kShr, true, 0));
    others_.engine_ready = false;
    offer_ = load(type, 0, 1);
    int n = 0;
    while (n < 300 && !cycle().go) ++n;
    return n;
  };
  EXPECT_EQ(cycles(std::min(depth_, 256u), MemoryType::kUop), 0);
  EXPECT_EQ(cycles(std::min(depth_, 257u), MemoryType::kUop), depth_ > 256 ? 255 : 0);
  EXPECT_EQ(cycles(std::min(depth_, 257u), MemoryType::kAcc), 0);
}

TEST_P(Issue, LoadsBesideAGemmWhatItDoesNotTouch) {
  const auto starts = [&](MemoryType type, std::uint32_t base, std::uint32_t elems) {
    calm();
    others_.exec_idle = false;
    others_.safe = true;
    others_.exec = {20, 29};
    others_.exec_uops = {30, 39};
    return run(load(type, base, elems), 3).load;
  };
  for (const auto type : {MemoryType::kAcc, MemoryType::kUop, MemoryType::kAcc8bit}) {
    const std::uint32_t first = type == MemoryType::kUop ? 30 : 20;
    EXPECT_TRUE(starts(type, first - 5, 5));
    EXPECT_FALSE(starts(type, first - 5, 6));
    EXPECT_FALSE(starts(type, first + 9, 1));
    EXPECT_TRUE(starts(type, first + 10, 3));
    EXPECT_FALSE(starts(type, first - 5, 25));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Issue, testing::Range(0u, 2u));

}  // namespace
}  // namespace vta
