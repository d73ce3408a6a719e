// SPDX-License-Identifier: Apache-2.0
//
// vta_footprint: what it says of a GEMM at work against all micro-ops of its loop nest.

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include VTA_TEST_HEADER
#include "tests/rtl/compute/bits.h"

namespace vta {
namespace {

// After so many cycles, counted from the start, all offsets are known; and a verdict is one cycle
// behind what it is about.
constexpr std::uint64_t kSums = 28, kBehind = 2;

struct Indices {
  std::uint64_t dst = 0, src = 0, wgt = 0;
};

class Footprint : public testing::TestWithParam<std::uint32_t> {
 protected:
  Footprint() : uops_(config_.depth(MemoryType::kUop)) {
    dut_->start_i = dut_->seen_i = 0;
    dut_.reset();
  }

  [[nodiscard]] Indices indices(const GemmFields& g, std::uint64_t i, std::uint64_t j,
                                std::uint32_t k) const {
    const LoopFields& l = g.loop;
    const Uop u = uops_[k % uops_.size()];
    return {u.dst + i * l.dst_factor_out + j * l.dst_factor_in,
            u.src + i * l.src_factor_out + j * l.src_factor_in,
            u.wgt + i * g.wgt_factor_out + j * g.wgt_factor_in};
  }

  [[nodiscard]] bool exists(const GemmFields& g, const Indices& at, std::uint32_t k) const {
    return k < uops_.size() && at.dst < acc_ &&
           (g.loop.reset ||
            (at.src < config_.depth(MemoryType::kInp) && at.wgt < config_.depth(MemoryType::kWgt)));
  }

  // A GEMM or reset that is legal more often than not; some with as many trips as a loop can have.
  GemmFields random_gemm() {
    Random& r = random_;
    const std::uint32_t inp = config_.depth(MemoryType::kInp),
                        wgt = config_.depth(MemoryType::kWgt);
    GemmFields g;
    LoopFields& l = g.loop;
    const std::uint32_t count = between(r, 1, 6);
    l.uop_bgn = r.below(static_cast<std::uint32_t>(uops_.size()) - count + 1);
    l.uop_end = l.uop_bgn + count;
    if (r.percent(5)) l.uop_end = static_cast<std::uint32_t>(uops_.size()) + between(r, 0, 1);
    l.reset = r.percent(30);
    l.iter_in = between(r, 1, 6);
    l.iter_out = between(r, 1, 6);
    if (r.percent(30)) {
      const std::uint32_t trips = r.percent(50) ? between(r, 1, (1u << 14) - 1)
                                                : (1u << between(r, 3, 13)) + between(r, 0, 3);
      l.iter_in = l.iter_out = between(r, 1, 2);
      (r.percent(50) ? l.iter_in : l.iter_out) = trips;
    }
    // Factors so that the offsets at the end may reach the depth.
    const auto factor = [&](std::uint32_t depth, std::uint32_t trips) {
      const std::uint32_t most = std::max(1u, depth / std::max(1u, trips));
      return std::min(depth - 1, r.below(r.percent(80) ? most : 2 * most + 1));
    };
    l.dst_factor_in = factor(acc_, 2 * l.iter_in);
    l.dst_factor_out = factor(acc_, 2 * l.iter_out);
    l.src_factor_in = factor(inp, 2 * l.iter_in);
    l.src_factor_out = factor(inp, 2 * l.iter_out);
    g.wgt_factor_in = factor(wgt, 2 * l.iter_in);
    g.wgt_factor_out = factor(wgt, 2 * l.iter_out);
    const Indices end = indices_of_offsets(g);
    for (std::uint32_t k = l.uop_bgn; k < l.uop_end && k < uops_.size(); ++k) {
      uops_[k] = {place(end.dst, acc_), place(end.src, inp), place(end.wgt, wgt)};
    }
    return g;
  }

  static Indices indices_of_offsets(const GemmFields& g) {
    const std::uint64_t i = g.loop.iter_out - 1, j = g.loop.iter_in - 1;
    return {i * g.loop.dst_factor_out + j * g.loop.dst_factor_in,
            i * g.loop.src_factor_out + j * g.loop.src_factor_in,
            i * g.wgt_factor_out + j * g.wgt_factor_in};
  }

  // With the offset at the end mostly inside the memory, now and then the first one outside.
  std::uint32_t place(std::uint64_t end, std::uint32_t depth) {
    if (end >= depth || random_.percent(3)) return random_.below(depth);
    const auto room = static_cast<std::uint32_t>(depth - end);
    if (random_.percent(3)) return std::min(room, depth - 1);
    return random_.percent(10) ? room - 1 : random_.below(room);
  }

  void start(const Insn& insn, bool gemm) {
    put_insn(dut_->insn_i, config_, insn);
    dut_->gemm_i = gemm;
    dut_->start_i = 1;
    if (random_.percent(50)) show(old_, random_.percent(50));  // of the one before, still
    dut_.tick();
    dut_->start_i = 0;
    dut_->seen_i = 0;
    put_bytes(dut_->insn_i, random_bytes(random_, 16));
    dut_->gemm_i = random_.percent(50);
    started_ = dut_.cycle();
    dut_.eval();
    EXPECT_EQ(dut_->safe_o, 0) << "right after a start";
  }

  void show(const Indices& at, bool first) {
    dut_->seen_i = 1;
    dut_->first_sweep_i = first;
    dut_->dst_i = static_cast<std::uint32_t>(at.dst);
    dut_->src_i = static_cast<std::uint32_t>(at.src);
    dut_->wgt_i = static_cast<std::uint32_t>(at.wgt);
    old_ = at;
  }

  const Config config_ = test_config();
  const std::uint32_t acc_ = config_.depth(MemoryType::kAcc);
  Random random_{GetParam()};
  Dut<VTA_TEST_MODEL> dut_;
  std::vector<Uop> uops_;
  Indices old_;
  std::uint64_t started_ = 0;
};

TEST_P(Footprint, IsThatOfTheWholeNestOnceASweepHasPassed) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  int safe_ones = 0, illegal_ones = 0, cut_short = 0;
  for (int n = 0; n < 1200 && !HasFailure(); ++n) {
    SCOPED_TRACE(testing::Message() << "instruction " << n);
    const GemmFields g = random_gemm();
    const LoopFields& l = g.loop;
    // All of the nest, before anything is shown.
    bool legal = true;
    std::uint64_t lo = ~std::uint64_t{0}, hi = 0;
    for (std::uint64_t i = 0; i < l.iter_out; ++i) {
      for (std::uint64_t j = 0; j < l.iter_in; ++j) {
        for (std::uint32_t k = l.uop_bgn; k < l.uop_end; ++k) {
          const Indices at = indices(g, i, j, k);
          legal = legal && exists(g, at, k);
          lo = std::min(lo, at.dst);
          hi = std::max(hi, at.dst);
        }
      }
    }
    start(make_gemm(g), true);
    const std::uint32_t gaps = one_of(random_, 0u, 30u, 90u);
    const std::uint64_t most = random_.percent(30) ? random_.below(40) : 200;
    std::uint64_t second = 0;  // the cycle of the first micro-op behind the first sweep
    bool safe = false, failed = false;
    std::uint64_t shown = 0, i = 0, j = 0;
    std::uint32_t k = l.uop_bgn;
    for (std::uint64_t c = 0; c < most; ++c) {
      const bool over = failed || i == l.iter_out;
      dut_->seen_i = 0;
      const Indices at = over ? Indices{} : indices(g, i, j, k);
      const bool shows = !over && !random_.percent(gaps);
      if (shows) {
        show(at, i == 0 && j == 0);
        if (second == 0 && (i != 0 || j != 0)) second = dut_.cycle();
        failed = !exists(g, at, k);  // the stage stops here
      }
      dut_.eval();
      ASSERT_EQ(dut_->uop_bgn_o, l.uop_bgn);
      ASSERT_EQ(dut_->uop_end_o, l.uop_end);
      if (dut_->safe_o) {
        ASSERT_TRUE(legal) << "cycle " << dut_.cycle() << ": an index will leave its memory";
        ASSERT_TRUE(second != 0 && second < dut_.cycle()) << "before the first sweep has passed";
        EXPECT_EQ(dut_->lo_o, lo) << "cycle " << dut_.cycle();
        EXPECT_EQ(dut_->hi_o, hi) << "cycle " << dut_.cycle();
      }
      const bool due = legal && second != 0 && dut_.cycle() >= second + kBehind &&
                       dut_.cycle() >= started_ + kSums + kBehind;
      ASSERT_TRUE(!due || dut_->safe_o) << "cycle " << dut_.cycle() << ": late";
      ASSERT_TRUE(!safe || dut_->safe_o) << "cycle " << dut_.cycle() << ": taken back";
      safe = dut_->safe_o;
      dut_.tick();
      // A micro-op that is held up shows itself again.
      if (!shows || random_.percent(20)) continue;
      ++shown;
      if (++k < l.uop_end) continue;
      k = l.uop_bgn;
      if (++j < l.iter_in) continue;
      j = 0;
      ++i;
    }
    safe_ones += safe;
    illegal_ones += !legal;
    cut_short += shown < l.trips();
  }
  EXPECT_GT(safe_ones, 250);
  EXPECT_GT(illegal_ones, 100);
  EXPECT_GT(cut_short, 100);
}

// An instruction with a single sweep is never safe, nor is one that is no GEMM.
TEST_P(Footprint, NothingIsSafeWithoutASecondSweepOrWithoutAGemm) {
  for (const bool gemm : {true, false}) {
    GemmFields g;
    g.loop.uop_bgn = 1;
    g.loop.uop_end = 4;
    g.loop.iter_in = 1;
    g.loop.iter_out = gemm ? 1 : 2;
    start(make_gemm(g), gemm);
    for (std::uint32_t n = 0; n < 100; ++n) {
      if (n < 3 || !gemm) show({n % 4, 0, 0}, n < 3);
      dut_.tick();
      dut_->seen_i = 0;
      ASSERT_EQ(dut_->safe_o, 0);
    }
  }
}

// Loops of any length with any factors, whose offsets no nest could be walked for: the end of both
// loops decides. What is shown may be anything, too; only its extremes count.
TEST_P(Footprint, AddsUpWhateverTheLoopsSay) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  constexpr std::uint32_t kMostTrips = (1u << 14) - 1;
  const std::uint32_t inp = config_.depth(MemoryType::kInp), wgt = config_.depth(MemoryType::kWgt);
  // More than any index of any nest, and no more than the ports can carry.
  const std::uint32_t most_index = 4 * (kMostTrips + 1) * std::max({inp, wgt, acc_});
  int safe_ones = 0;
  for (int n = 0; n < 400 && !HasFailure(); ++n) {
    SCOPED_TRACE(testing::Message() << "instruction " << n);
    const auto any = [this](std::uint32_t bound) {
      const std::uint32_t small = random_.percent(50) ? bound : 2u;
      return random_.percent(25) ? bound - 1 : random_.below(small);
    };
    GemmFields g;
    LoopFields& l = g.loop;
    l.uop_bgn = 1;
    l.uop_end = 2;
    l.reset = random_.percent(50);
    l.iter_in = 1 + any(kMostTrips);
    l.iter_out = 1 + any(kMostTrips);
    for (std::uint32_t* factor : {&l.dst_factor_in, &l.dst_factor_out}) *factor = any(acc_);
    for (std::uint32_t* factor : {&l.src_factor_in, &l.src_factor_out}) *factor = any(inp);
    for (std::uint32_t* factor : {&g.wgt_factor_in, &g.wgt_factor_out}) *factor = any(wgt);
    const Indices end = indices_of_offsets(g);
    start(make_gemm(g), true);
    Indices low{~std::uint64_t{0}, 0, 0}, high;
    const int shown = 1 + static_cast<int>(random_.below(3));
    for (int i = 0; i <= shown; ++i) {  // the last one is of the second sweep
      const Indices at = {any(random_.percent(60) ? acc_ : most_index),
                          any(random_.percent(60) ? inp : most_index),
                          any(random_.percent(60) ? wgt : most_index)};
      show(at, i < shown);
      dut_.tick();
      if (i == shown) break;
      low.dst = std::min(low.dst, at.dst);
      high = {std::max(high.dst, at.dst), std::max(high.src, at.src), std::max(high.wgt, at.wgt)};
    }
    dut_->seen_i = 0;
    while (dut_.cycle() < started_ + kSums + kBehind + 3) dut_.tick();
    dut_.eval();
    const bool safe = high.dst + end.dst < acc_ &&
                      (l.reset || (high.src + end.src < inp && high.wgt + end.wgt < wgt));
    ASSERT_EQ(dut_->safe_o, safe);
    if (!safe) continue;
    ++safe_ones;
    EXPECT_EQ(dut_->lo_o, low.dst);
    EXPECT_EQ(dut_->hi_o, high.dst + end.dst);
  }
  EXPECT_GT(safe_ones, 10);
  EXPECT_LT(safe_ones, 300);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Footprint, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
