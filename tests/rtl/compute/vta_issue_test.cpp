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
  // To the left only the pipeline shifts.
  for (const std::int32_t by : {-32768, -1, 0, 32767}) {
    place(loops(2, 3, 2), 4, 0);
    const Offer shift = offer_of(make_alu({loops(2, 3, 2), kShr, true, by}));
    EXPECT_STREQ(unit(shift), by < 0 ? "pipeline" : "tail") << by;
    EXPECT_STREQ(unit(offer_of(make_alu({loops(2, 3, 2), kAdd, true, by}))), "tail") << by;
  }
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
  EXPECT_FALSE(joins(loops(2, 3, 2), loops(5, 1, 0), 5));  // all but the first
  EXPECT_FALSE(joins(loops(2, 3, 2), loops(5, 1, 0)));     // all but the last
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

TEST_P(Issue, StartsInTheTailEngineBesideASafeGemmElsewhere) {
  const auto starts = [&](std::uint32_t base, std::uint32_t src, auto change) {
    calm();
    others_.exec_idle = false;
    others_.safe = true;
    others_.exec = {20, 29};
    change(others_);
    return run(alu(loops(1, 3, 1), kAdd, false, base, src), 20).tail;
  };
  const auto nothing = [](Others&) {};
  EXPECT_TRUE(starts(17, 10, nothing));
  EXPECT_FALSE(starts(18, 10, nothing));
  EXPECT_TRUE(starts(30, 40, nothing));
  EXPECT_FALSE(starts(29, 40, nothing));
  EXPECT_FALSE(starts(17, 20, nothing));  // an operand that the GEMM writes
  EXPECT_TRUE(starts(40, 30, nothing));
  EXPECT_FALSE(starts(40, 29, nothing));
  EXPECT_FALSE(starts(17, 10, [](Others& o) { o.safe = false; }));
  EXPECT_FALSE(starts(17, 10, [](Others& o) { o.overflow_near = true; }));
  EXPECT_FALSE(starts(17, 10, [](Others& o) { o.features &= ~csr::kFeaturesBeside; }));
  EXPECT_FALSE(starts(17, 10, [](Others& o) { o.engine_empty = false; }));
  EXPECT_FALSE(starts(17, 10, [](Others& o) { o.tail_ready = false; }));
  // Behind one that has ended and not retired.
  const auto ended = [](Others& o) { o.exec_idle = o.exec_behind = true; };
  EXPECT_TRUE(starts(20, 10, ended));
  EXPECT_FALSE(starts(20, 10, [&](Others& o) {
    ended(o);
    o.features &= ~csr::kFeaturesBeside;
  }));
}

TEST_P(Issue, ResetsInThePipelineRatherThanWaitForAnAluOperation) {
  const auto starts = [&](bool idle, bool tail_ready, bool zeroing) {
    calm();
    others_.exec_idle = idle;
    others_.tail_ready = tail_ready;
    others_.tail_busy = !tail_ready;
    others_.tail_zeroing = zeroing;
    LoopFields l = loops(2, 3, 2);
    l.reset = true;
    place(l, 4, 0);
    return run(offer_of(make_gemm({l, 0, 0})), 20);
  };
  EXPECT_TRUE(starts(true, false, false).exec);
  EXPECT_FALSE(starts(true, false, true).exec);    // a reset there: that is faster
  EXPECT_FALSE(starts(false, false, false).exec);  // the pipeline has something to do
  EXPECT_TRUE(starts(true, true, false).tail);
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

// --- all rules at once ---------------------------------------------------------------------------

class IssueRandom : public Issue {
 protected:
  // About `value`, as far as a factor can have it.
  std::uint32_t near(std::uint32_t value) {
    if (random_.percent(10)) return random_.below(depth_);
    if (random_.percent(20)) value += between(random_, 0, 2) - 1;
    return std::min(value, depth_ - 1);
  }

  // A nest that rises, or nearly.
  LoopFields random_loops() {
    Random& r = random_;
    std::uint32_t uops = r.percent(60) ? 1 : between(r, 1, 8);
    if (r.percent(8)) uops = between(r, 62, 66);
    LoopFields l = loops(uops, between(r, 1, 3), near(uops), between(r, 1, 3));
    if (r.percent(20)) l.iter_in = between(r, 1, depth_);
    l.dst_factor_out = near(l.dst_factor_in * (l.iter_in - 1) + uops);
    if (r.percent(3)) (r.percent(50) ? l.iter_in : l.iter_out) = 0;
    l.uop_bgn = r.below(static_cast<std::uint32_t>(uops_.size()) - uops + 1);
    l.uop_end = l.uop_bgn + uops;
    if (r.percent(3)) l.uop_bgn = static_cast<std::uint32_t>(uops_.size()) - 1;
    if (r.percent(3)) l.uop_end = static_cast<std::uint32_t>(uops_.size()) + between(r, 0, 1);
    return l;
  }

  // Loops over what waits in the tail engine, or nearly, in this or another shape.
  LoopFields similar_loops(std::uint32_t& base) {
    Random& r = random_;
    LoopFields l = *waiting_->offer.loop();
    const std::vector<std::uint32_t>& elements = waiting_->offer.walk.elements;
    base = elements.front();
    const std::uint32_t size = elements.back() - base + 1;
    const auto change = [&](std::uint32_t& field) { field = std::min(field + 1, depth_ - 1); };
    switch (r.below(12)) {
      case 0:
        return loops(1, size, 1);  // all between
      case 1:
        return size < 3 ? l : loops(1, 2, size - 1);  // none between
      case 2:
        base = (base + 1) % depth_;
        return l;
      case 3:
        change(r.percent(50) ? l.iter_in : l.iter_out);
        return l;
      case 4:
        change(r.percent(50) ? l.dst_factor_in : l.dst_factor_out);
        return l;
      case 5:  // all but the last or the first
        if (size == 1) return l;
        if (r.percent(50)) ++base;
        return loops(1, size - 1, 1);
      default:
        return l;
    }
  }

  Offer random_offer() {
    Random& r = random_;
    if (r.percent(25)) return random_load();
    LoopFields l = random_loops();
    const std::uint32_t size = l.dst_factor_out * (std::max(l.iter_out, 1u) - 1) +
                               l.dst_factor_in * (std::max(l.iter_in, 1u) - 1) + 1;
    std::uint32_t base = r.percent(80) && size < depth_ ? r.below(depth_ - size) : r.below(depth_);
    if (waiting_ && r.percent(60)) l = similar_loops(base);
    l.reset = r.percent(50);
    l.src_factor_in = r.percent(80) ? 0 : r.below(depth_);
    l.src_factor_out = r.percent(70) ? r.below(3) : r.below(depth_);
    place(l, base, r.percent(50) ? base / 2 : r.below(depth_));
    if (r.percent(10)) uops_[l.uop_bgn] = r.below(depth_);  // one that is out of the row
    const TokenFlags tokens = {r.percent(15), r.percent(15), r.percent(50), r.percent(50)};
    Insn insn =
        make_alu({l, r.below(r.percent(80) ? 4 : 8), r.percent(70), one_of(r, 7, -7)}, tokens);
    if (r.percent(25)) {
      insn = make_gemm({l, r.below(2), r.below(2)}, tokens);
    } else if (r.percent(5)) {
      insn = make_finish(tokens);
    }
    Offer o = offer_of(insn);
    o.legal = !r.percent(3);
    return o;
  }

  Offer random_load() {
    Random& r = random_;
    const auto type = one_of(r, MemoryType::kUop, MemoryType::kAcc, MemoryType::kAcc8bit);
    const std::uint32_t depth = config_.depth(type);
    const std::uint32_t elems = between(r, 1, r.percent(70) ? 9 : depth);
    Offer o = load(type, r.below(depth - elems + 1), elems);
    o.desc.has_data = !r.percent(10);
    o.desc.has_pads = r.percent(10);
    if (!o.desc.has_data) o.desc.elems = 0;
    if (r.percent(10)) o.desc.error = ErrorCode::kSramOutOfRange;
    return o;
  }

  // Below or above `other`, next to it more often than not, or across an end of it.
  Span random_span(const Span& other, std::uint32_t depth) {
    Random& r = random_;
    const auto size = static_cast<std::int64_t>(r.below(r.percent(70) ? 5 : depth));
    std::int64_t first = r.below(depth);
    if (r.percent(40)) first = other.last + 1 - r.below(2);
    if (r.percent(40)) first = other.first - 1 - size + r.below(2);
    const std::int64_t most = depth - 1;
    first = std::clamp(first, std::int64_t{0}, most);
    return {first, std::min(first + size, most)};
  }

  // What the others do from now on.
  void random_others() {
    Random& r = random_;
    Others& o = others_;
    o.tokens = !r.percent(20);
    o.stopped = r.percent(5);
    o.overflow_near = r.percent(15);
    o.engine_ready = r.percent(60);
    o.engine_empty = r.percent(80);
    o.loads_wait = r.percent(25);
    o.exec_ready = r.percent(70);
    o.exec_idle = r.percent(40);
    o.exec_behind = r.percent(30);
    o.safe = r.percent(70);
    Span own{random_.below(depth_), 0};
    own.last = own.first;
    if (offer_ && offer_->load) {
      own = {offer_->desc.sram_base, std::int64_t{offer_->desc.sram_base} + offer_->desc.elems - 1};
    } else if (offer_ && offer_->walk.dense) {
      own = offer_->walk.touched();
    }
    o.exec = random_span(own, depth_);
    o.tail = random_span(own, depth_);
    o.exec_uops = random_span(own, static_cast<std::uint32_t>(uops_.size()));
    // The tail engine: free, waiting for others that may join, at work, or done.
    const std::uint32_t state = r.below(waiting_ ? 100 : 30);
    o.tail_ready = state < 30;
    o.can_join = state >= 30 && state < 75 && r.percent(80);
    o.can_shift = state >= 30 && state < 75 && r.percent(50);
    o.tail_busy = state >= 30 && state < 90;
    o.tail_zeroing = state >= 75 && state < 90 && r.percent(50);
  }
};

TEST_P(IssueRandom, DecidesByTheRulesInEveryCycle) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  int loads = 0, execs = 0, tails = 0, joins = 0, gone = 0, held = 0, gap = 0;
  std::uint32_t lazy = 20;
  for (int n = 0; n < 200000 && !HasFailure(); ++n) {
    if (!offer_ && gap-- <= 0) {
      others_.features = random_.percent(70) ? kAllFeatures : random_.below(kAllFeatures + 1);
      offer_ = random_offer();
      gap = random_.percent(70) ? 0 : static_cast<int>(random_.below(14));
      port_free_ = one_of(random_, 100u, 60u, 10u);
      lazy = random_.percent(3) ? 1 : one_of(random_, 20u, 50u, 90u);
      random_others();
    } else if (random_.percent(lazy)) {
      random_others();
    }
    const Decision d = cycle();
    loads += d.load;
    execs += d.exec;
    tails += d.tail;
    joins += d.join;
    gone += d.go;
    held += !d.go;
  }
  EXPECT_GT(loads, 500);
  EXPECT_GT(execs, 500);
  EXPECT_GT(tails, 300);
  EXPECT_GT(joins, 50);
  EXPECT_GT(gone, 500);
  EXPECT_GT(held, 500);
}

INSTANTIATE_TEST_SUITE_P(Seeds, IssueRandom, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
