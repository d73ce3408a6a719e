// SPDX-License-Identifier: Apache-2.0
//
// vta_exec: what stops the pipeline. Older micro-ops have taken effect, the offender and younger
// ones leave no trace; ExecBench compares every write with the sequential model.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/rtl/compute/exec_bench.h"
#include "tests/rtl/compute/random_compute.h"

namespace vta {
namespace {

class ExecError : public testing::TestWithParam<std::uint32_t> {
 protected:
  const Config config_ = ExecBench::config();
  const std::uint32_t acc_ = config_.depth(MemoryType::kAcc);
  const std::uint32_t inp_ = config_.depth(MemoryType::kInp);
  const std::uint32_t wgt_ = config_.depth(MemoryType::kWgt);
  const std::uint32_t uop_ = config_.depth(MemoryType::kUop);

  enum class Form { kGemm, kReset, kImm, kTensor };

  // Micro-op 1 names the last elements, micro-op 2 the last source that the form may have; all
  // others name elements near 0.
  void set_uops(ExecBench& bench, Form form = Form::kTensor) const {
    for (std::uint32_t i = 0; i < uop_; ++i) bench.memories().set_uop(i, {i % 4, i % 3, i % 2});
    bench.memories().set_uop(1, {acc_ - 1, std::min(inp_, acc_) - 1, wgt_ - 1});
    bench.memories().set_uop(2, {0, (form == Form::kGemm ? inp_ : acc_) - 1, 0});
  }

  static Insn insn(Form form, LoopFields l, std::uint32_t wgt_out = 0, std::uint32_t wgt_in = 0) {
    l.reset = form == Form::kReset;
    if (form == Form::kGemm || form == Form::kReset) return make_gemm({l, wgt_out, wgt_in});
    return make_alu({l, 2, form == Form::kImm, 3});
  }

  // A few instructions around `middle`; runs them. Returns whether there was a range error.
  bool range_error(const Insn& middle, ExecBench::Trouble trouble = {}) {
    ExecBench bench(GetParam());
    bench.set_trouble(trouble);
    const bool is_gemm = middle.opcode == static_cast<std::uint32_t>(Opcode::kGemm);
    set_uops(bench, is_gemm ? Form::kGemm : Form::kTensor);
    LoopFields l;
    l.uop_bgn = 4;
    l.uop_end = 4 + bench.random().below(4);
    l.iter_out = l.iter_in = 1;
    for (std::uint32_t n = bench.random().below(4); n > 0; --n) bench.send(insn(Form::kTensor, l));
    bench.send(middle);
    l.uop_end = 7;
    for (int n = 0; n < 4; ++n) bench.send(insn(n % 2 ? Form::kGemm : Form::kImm, l));
    bench.send(make_finish());
    bench.run();
    return bench.range_error_seen();
  }

  // Two trips of micro-op `at`.
  static LoopFields two_trips(std::uint32_t at) {
    LoopFields l;
    l.uop_bgn = at;
    l.uop_end = at + 1;
    l.iter_out = 1;
    l.iter_in = 2;
    return l;
  }
};

constexpr int kForms = 4;

// Verifies: error.index
TEST_P(ExecError, EachIndexIsCheckedWhereItCounts) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int f = 0; f < kForms; ++f) {
    const Form form = static_cast<Form>(f);
    SCOPED_TRACE(testing::Message() << "form " << f);
    EXPECT_FALSE(range_error(insn(form, two_trips(1)))) << "the last elements are legal";
    LoopFields l = two_trips(1);
    l.dst_factor_in = 1;
    EXPECT_TRUE(range_error(insn(form, l))) << "dst";
    // Micro-op 2 names the last source that the form may have, and the second trip the one behind.
    l = two_trips(2);
    l.src_factor_in = 1;
    EXPECT_EQ(range_error(insn(form, l)), form == Form::kGemm || form == Form::kTensor) << "src";
    l.src_factor_in = 0;
    EXPECT_FALSE(range_error(insn(form, l))) << "the last source is legal";
    if (form == Form::kGemm || form == Form::kReset) {
      EXPECT_EQ(range_error(insn(form, two_trips(1), 0, 1)), form == Form::kGemm) << "wgt";
    }
    l = two_trips(uop_ - 1);
    l.iter_in = 1;
    EXPECT_FALSE(range_error(insn(form, l))) << "the last micro-op is legal";
    l.uop_end = uop_ + 1;
    EXPECT_TRUE(range_error(insn(form, l))) << "micro-op";
    l.uop_end = 2 * uop_ - 1;
    EXPECT_TRUE(range_error(insn(form, l))) << "micro-ops up to the last that can be named";
  }
}

// The field of the source is as wide as the larger of INP and ACC.
TEST_P(ExecError, TheSourceFieldOfAMicroOpMayExceedTheMemory) {
  for (const bool gemm : {true, false}) {
    ExecBench b(GetParam());
    set_uops(b);
    const std::uint32_t depth = gemm ? inp_ : acc_;
    if (std::max(inp_, acc_) == depth) continue;
    b.memories().set_uop(3, {0, depth, 0});
    b.send(insn(gemm ? Form::kGemm : Form::kTensor, two_trips(3)));
    b.run();
    EXPECT_TRUE(b.range_error_seen());
    EXPECT_EQ(b.writes(), 0u);
  }
}

// Verifies: error.index
TEST_P(ExecError, IndicesDoNotWrap) {
  for (int f = 0; f < kForms; ++f) {
    for (const bool outer : {false, true}) {
      LoopFields l = two_trips(0);
      // Every multiple of half the depth: the third one is beyond, all later ones too.
      (outer ? l.dst_factor_out : l.dst_factor_in) = acc_ / 2;
      (outer ? l.iter_out : l.iter_in) = (1u << 14) - 1;
      (outer ? l.iter_in : l.iter_out) = 1;
      EXPECT_TRUE(range_error(insn(static_cast<Form>(f), l)));
    }
  }
}

TEST_P(ExecError, AnyMicroOpOfALoopMayBeTheOffender) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  Random random(GetParam());
  int errors = 0;
  for (int n = 0; n < 80; ++n) {
    ExecBench::Trouble trouble;
    if (n % 2 == 1) trouble = {random.below(30), random.below(60), random.below(60)};
    LoopFields l = random_loop(random, config_, 5, 4);
    l.dst_factor_out = random.below(acc_);
    l.dst_factor_in = random.below(acc_ / 4);
    l.src_factor_in = random.below(std::min(inp_, acc_));
    errors += range_error(insn(static_cast<Form>(random.below(kForms)), l), trouble);
    ASSERT_FALSE(HasFailure()) << "instruction " << n;
  }
  EXPECT_GT(errors, 1);
}

// A token that does not fit: the instruction has taken effect, none behind it has, whatever is in
// the pipeline by then.
TEST_P(ExecError, WhatMayNotRetireStopsAllBehindIt) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (std::uint32_t size = 0; size < 9; ++size) {
    for (int f = 0; f < kForms; ++f) {
      ExecBench bench(GetParam());
      set_uops(bench);
      LoopFields l;
      l.uop_bgn = 4;
      l.uop_end = 4 + size;
      l.iter_out = l.iter_in = 1;
      bench.send(insn(Form::kGemm, l));
      bench.send(insn(Form::kImm, l), ErrorCode::kNone, true);
      for (int n = 0; n < 8; ++n) {
        l.uop_end = 4 + bench.random().below(4);
        bench.send(insn(static_cast<Form>((f + n) % kForms), l));
      }
      if (f % 2 == 1) bench.set_trouble({.tail = 10, .taken = 30});
      bench.run(size % 2 == 0 ? 0 : 40);
      EXPECT_EQ(bench.retired(), 1u);
      EXPECT_EQ(bench.writes(), 2 * size);
    }
  }
}

TEST_P(ExecError, AnIllegalInstructionRetiresNothingAndWritesNothing) {
  for (const ErrorCode code : {ErrorCode::kIllegalOpcode, ErrorCode::kIllegalAluOpcode}) {
    ExecBench bench(GetParam());
    set_uops(bench);
    bench.send(insn(Form::kGemm, two_trips(5)));
    bench.send(insn(Form::kImm, two_trips(5)), code);
    bench.send(insn(Form::kGemm, two_trips(5)));
    bench.run();
    EXPECT_EQ(bench.retired(), 1u);
    EXPECT_EQ(bench.writes(), 2u);
    EXPECT_FALSE(bench.range_error_seen());
  }
}

// An overflow and an index out of range right behind it: in every order of their discovery the
// older one decides.
TEST_P(ExecError, TheOlderOfTwoReasonsDecides) {
  for (std::uint32_t size = 0; size < 8; ++size) {
    for (const bool overflow_first : {true, false}) {
      ExecBench bench(GetParam());
      set_uops(bench);
      LoopFields l;
      l.uop_bgn = 4;
      l.uop_end = 4 + size;
      l.iter_out = l.iter_in = 1;
      LoopFields bad = two_trips(1);
      bad.dst_factor_in = 1;
      if (overflow_first) {
        bench.send(insn(Form::kImm, l), ErrorCode::kNone, true);
        for (std::uint32_t n = 0; n < size; ++n) bench.send(make_finish());
        bench.send(insn(Form::kGemm, bad));
      } else {
        bench.send(insn(Form::kGemm, bad));
        bench.send(insn(Form::kImm, l), ErrorCode::kNone, true);
      }
      bench.run();
      EXPECT_EQ(bench.retired(), 0u);
      EXPECT_EQ(bench.writes(), overflow_first ? size : 1u);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ExecError, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
