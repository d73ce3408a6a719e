// SPDX-License-Identifier: Apache-2.0
//
// vta_scan: its verdict against the loop nest, walked one micro-op after the other.

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

#include VTA_TEST_HEADER
#include "tests/rtl/compute/bits.h"

namespace vta {
namespace {

struct Verdict {
  bool dense = false, solid = false;
  std::uint32_t base = 0, last = 0, uops = 0, src = 0;
  std::uint64_t lo = 0, hi = 0;  // everything that is read or written lies between these
};

const LoopFields& loop_of(const Insn& insn) {
  return std::holds_alternative<AluFields>(insn.body) ? insn.alu().loop : insn.gemm().loop;
}

bool adds(const Insn& insn) {
  return std::holds_alternative<AluFields>(insn.body) && !insn.alu().use_imm;
}

class Scan : public testing::TestWithParam<std::uint32_t> {
 protected:
  Scan() : uops_(config_.depth(MemoryType::kUop)) {
    dut_->want_i = dut_->taken_i = dut_->rready_i = 0;
    dut_.reset();
  }

  // Dense: every element is one above the last one within a sweep over the micro-ops, and above all
  // before it anyway; none lies beyond the memory. Of an addition: the operands, one per step of
  // the outer loop, lie in the memory and all below or all above the elements. Operands on both
  // sides would do as well, but the module does not look at them one by one; it says no.
  Verdict verdict(const Insn& insn) const {
    const LoopFields& l = loop_of(insn);
    Verdict v;
    v.dense = true;
    const Uop first = decode_uop(config_, uops_[l.uop_bgn]);
    v.base = first.dst;
    v.src = first.src;
    v.uops = l.uop_end - l.uop_bgn;
    std::optional<std::uint64_t> before;
    std::uint64_t visited = 0;
    for (std::uint64_t i = 0; i < l.iter_out && v.dense; ++i) {
      for (std::uint64_t j = 0; j < l.iter_in && v.dense; ++j) {
        for (std::uint32_t k = l.uop_bgn; k < l.uop_end && v.dense; ++k, ++visited) {
          const std::uint64_t dst =
              decode_uop(config_, uops_[k]).dst + i * l.dst_factor_out + j * l.dst_factor_in;
          const bool rises = !before || dst > *before;
          const bool follows = k == l.uop_bgn || dst == *before + 1;
          v.dense = rises && follows && dst < depth_;
          before = dst;
        }
      }
    }
    if (!v.dense) return v;
    v.last = static_cast<std::uint32_t>(*before);
    v.solid = visited == v.last - v.base + 1;
    v.lo = v.base;
    v.hi = v.last;
    if (!adds(insn)) return v;
    bool below = true, above = true;
    for (std::uint64_t i = 0; i < l.iter_out; ++i) {
      const std::uint64_t src = v.src + i * l.src_factor_out;
      below = below && src < v.base;
      above = above && src > v.last && src < depth_;
      v.lo = std::min(v.lo, src);
      v.hi = std::max(v.hi, src);
    }
    v.dense = below || above;
    return v;
  }

  // An instruction that is dense, or nearly, and its micro-ops.
  Insn random_insn() {
    Random& r = random_;
    LoopFields l;
    std::uint32_t count = r.percent(80) ? between(r, 1, 8) : between(r, 1, 64);
    if (r.percent(1)) count = between(r, 1, static_cast<std::uint32_t>(uops_.size()));
    l.uop_bgn = r.below(static_cast<std::uint32_t>(uops_.size()) - count + 1);
    l.uop_end = l.uop_bgn + count;
    l.iter_in = loop_count();
    l.iter_out = loop_count();
    l.dst_factor_in = near(count);
    const std::uint32_t row = l.dst_factor_in * (l.iter_in - 1) + count;
    l.dst_factor_out = near(row);
    l.reset = r.percent(50);
    if (r.percent(10)) {  // far beyond the memory, mostly
      l.iter_in = between(r, 1, (1u << 14) - 1);
      l.iter_out = between(r, 1, (1u << 14) - 1);
      l.dst_factor_in = r.below(depth_);
      l.dst_factor_out = r.below(depth_);
    }
    const std::uint32_t whole = l.dst_factor_out * (l.iter_out - 1) + row;
    std::uint32_t base = r.below(depth_);
    if (r.percent(60)) base = whole < depth_ ? r.below(depth_ - whole) : 0;
    if (r.percent(20)) base = (depth_ - whole + r.below(2)) % depth_;  // up to the end, or beyond
    const std::uint32_t sources = std::max(depth_, config_.depth(MemoryType::kInp));
    std::uint32_t src = r.below(r.percent(80) ? depth_ : sources);
    if (r.percent(30)) src = (base + depth_ + r.below(4) - 2) % depth_;
    if (r.percent(30)) src = (base + whole + r.below(4) - 2) % depth_;
    l.src_factor_out = r.percent(70) ? r.below(3) : r.below(depth_);
    l.src_factor_in = r.below(std::min(depth_, config_.depth(MemoryType::kInp)));
    if (r.percent(70)) l.src_factor_out %= config_.depth(MemoryType::kInp);
    const std::uint32_t odd = r.percent(20) ? r.below(count) : count;  // one that breaks the row
    for (std::uint32_t k = 0; k < count; ++k) {
      const std::uint32_t dst = k == odd ? r.below(depth_) : (base + k) % depth_;
      const Uop uop = {dst, k == 0 ? src : r.below(sources),
                       r.below(config_.depth(MemoryType::kWgt))};
      uops_[l.uop_bgn + k] = encode_uop(config_, uop).value();
    }
    if (r.percent(40)) {
      l.src_factor_out %= config_.depth(MemoryType::kInp);
      return make_gemm({l, 0, 0});
    }
    return make_alu({l, r.below(4), r.percent(40), 7});
  }

  std::uint32_t loop_count() {
    if (random_.percent(5)) return between(random_, 1, (1u << 14) - 1);
    return random_.percent(50) ? 1 : between(random_, 1, 5);
  }

  // About `value`, as far as a factor can have it.
  std::uint32_t near(std::uint32_t value) {
    if (random_.percent(15)) return random_.below(depth_);
    if (random_.percent(20)) value += between(random_, 0, 2) - 1;
    return std::min(value, depth_ - 1);
  }

  // One cycle, with the micro-op memory behind it: garbage without a read.
  void cycle(bool ready) {
    dut_->rready_i = ready;
    dut_.eval();
    std::uint32_t word = static_cast<std::uint32_t>(random_.next());
    if (dut_->re_o && ready) {
      word = uops_.at(dut_->raddr_o);
      reads_.push_back(dut_->raddr_o);
    }
    dut_.tick();
    dut_->rdata_i = word;
    dut_->taken_i = 0;
    dut_.eval();
  }

  void expect(const Verdict& want) {
    ASSERT_EQ(dut_->done_o, 1) << "cycle " << dut_.cycle();
    ASSERT_EQ(dut_->dense_o, want.dense) << "cycle " << dut_.cycle();
    if (!want.dense) return;
    EXPECT_EQ(dut_->base_o, want.base);
    EXPECT_EQ(dut_->last_o, want.last);
    EXPECT_EQ(dut_->uops_o, want.uops);
    EXPECT_EQ(dut_->solid_o, want.solid);
    EXPECT_EQ(dut_->lo_o, want.lo);
    EXPECT_EQ(dut_->hi_o, want.hi);
  }

  // Without a wish nothing happens, whatever the instruction.
  void pause() {
    for (std::uint32_t i = random_.below(4); i > 0; --i) {
      dut_->want_i = 0;
      put_bytes(dut_->insn_i, random_bytes(random_, 16));
      cycle(random_.percent(50));
      EXPECT_EQ(dut_->done_o, 0);
      EXPECT_EQ(dut_->re_o, 0);
    }
  }

  void take() {
    dut_->taken_i = 1;
    cycle(random_.percent(50));
    EXPECT_EQ(dut_->done_o, 0);
    EXPECT_EQ(dut_->re_o, 0);
    dut_->want_i = 0;
  }

  const Config config_ = test_config();
  const std::uint32_t depth_ = config_.depth(MemoryType::kAcc);
  Random random_{GetParam()};
  Dut<VTA_TEST_MODEL> dut_;
  std::vector<std::uint32_t> uops_, reads_;
};

TEST_P(Scan, SaysOfEveryNestWhetherItRises) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  int dense = 0, solid = 0, additions = 0;
  for (int n = 0; n < 3000 && !HasFailure(); ++n) {
    SCOPED_TRACE(testing::Message() << "instruction " << n);
    const std::uint32_t free = one_of(random_, 100u, 60u, 10u);
    pause();
    const Insn insn = random_insn();
    const LoopFields& l = loop_of(insn);
    const std::uint32_t count = l.uop_end - l.uop_bgn;
    put_insn(dut_->insn_i, config_, insn);
    dut_->want_i = 1;
    reads_.clear();
    // Now and then the instruction starts before there is a verdict.
    const std::uint32_t most = random_.percent(5) ? random_.below(count + 4) : 100 * count + 100;
    std::uint32_t cycles = 0;
    while (!dut_->done_o && cycles < most) {
      cycle(random_.percent(free));
      ++cycles;
    }
    if (!dut_->done_o) {
      ASSERT_LT(most, count + 4) << "no verdict";
      take();
      continue;
    }
    if (free == 100) {
      EXPECT_EQ(cycles, count + 4) << "one micro-op per cycle";
    }
    ASSERT_EQ(reads_.size(), count);
    for (std::uint32_t k = 0; k < count; ++k) ASSERT_EQ(reads_[k], l.uop_bgn + k);
    const Verdict want = verdict(insn);
    for (std::uint32_t i = random_.below(6) + 1; i > 0; --i) {  // it stays
      expect(want);
      if (want.dense && adds(insn)) {
        EXPECT_EQ(dut_->src_o, want.src);
      }
      if (i > 1) cycle(random_.percent(50));
    }
    EXPECT_EQ(reads_.size(), count) << "a read after the verdict";
    dense += want.dense;
    solid += want.dense && want.solid;
    additions += want.dense && adds(insn);
    take();
  }
  EXPECT_GT(dense, 500);
  EXPECT_LT(dense, 2500);
  EXPECT_GT(solid, 200);
  EXPECT_GT(additions, 50);
}

// Operands below the first and above the last element, none between: it could be done, and is
// refused.
TEST_P(Scan, RefusesOperandsOnBothSides) {
  LoopFields l;
  l.uop_bgn = 2;
  l.uop_end = 3;
  l.iter_in = 2;
  l.iter_out = 2;
  l.dst_factor_in = 1;
  l.dst_factor_out = 2;  // elements 8 .. 11
  uops_[2] = encode_uop(config_, {8, 7, 0}).value();
  for (const std::uint32_t step : {0u, 1u, 4u, 5u}) {  // the second operand: 7, 8, 11, 12
    l.src_factor_out = step;
    const Insn insn = make_alu({l, 2, false, 0});
    put_insn(dut_->insn_i, config_, insn);
    dut_->want_i = 1;
    for (int i = 0; i < 10 && !dut_->done_o; ++i) cycle(true);
    ASSERT_EQ(dut_->done_o, 1);
    EXPECT_EQ(dut_->dense_o, step == 0) << "step " << step;
    take();
  }
}

// A micro-op may name a source that ACC does not have; an addition of it is in error.
// Verifies: error.index
TEST_P(Scan, RefusesOperandsThatDoNotExist) {
  const std::uint32_t sources = std::max(depth_, config_.depth(MemoryType::kInp));
  LoopFields l;
  l.uop_bgn = 4;
  l.uop_end = 5;
  l.iter_in = l.iter_out = 1;
  for (const std::uint32_t src : {0u, depth_ - 1, depth_, depth_ + 1, sources - 1}) {
    if (src >= sources) continue;
    uops_[4] = encode_uop(config_, {8, src, 0}).value();
    put_insn(dut_->insn_i, config_, make_alu({l, 2, false, 0}));
    dut_->want_i = 1;
    for (int i = 0; i < 10 && !dut_->done_o; ++i) cycle(true);
    ASSERT_EQ(dut_->done_o, 1);
    EXPECT_EQ(dut_->dense_o, src < depth_) << "source " << src;
    take();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Scan, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
