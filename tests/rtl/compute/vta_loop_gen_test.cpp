// SPDX-License-Identifier: Apache-2.0
//
// vta_loop_gen: visits exactly the loop nest of an instruction, in order, one step per cycle.

#include <gtest/gtest.h>

#include <deque>
#include <vector>

#include VTA_TEST_HEADER
#include "tests/rtl/compute/random_compute.h"

namespace vta {
namespace {

// The outputs of one cycle; only `last` counts when `valid` is false.
struct Step {
  bool valid = false, last = false, src = false, alu = false, reset = false, use_imm = false;
  bool sweep = false;  // the first one
  std::uint32_t alu_op = 0, imm = 0, uop = 0, dst = 0, src_off = 0, wgt = 0;
  std::uint64_t trips = 0;
  friend bool operator==(const Step&, const Step&) = default;
};

// The steps of an instruction that is walked, or of one that is not.
std::vector<Step> steps_of(const Insn& insn, bool walked) {
  std::vector<Step> steps;
  const bool alu = insn.opcode == static_cast<std::uint32_t>(Opcode::kAlu);
  const bool gemm = insn.opcode == static_cast<std::uint32_t>(Opcode::kGemm);
  if (walked && (alu || gemm)) {
    const LoopFields& l = alu ? insn.alu().loop : insn.gemm().loop;
    Step s;
    s.valid = true;
    s.alu = alu;
    s.reset = gemm && l.reset;
    if (alu) {
      s.use_imm = insn.alu().use_imm;
      s.alu_op = insn.alu().alu_opcode;
      s.imm = static_cast<std::uint32_t>(insn.alu().imm) & 0xffff;
    }
    for (std::uint32_t i = 0; i < l.iter_out; ++i) {
      for (std::uint32_t j = 0; j < l.iter_in; ++j) {
        for (s.uop = l.uop_bgn; s.uop < l.uop_end; ++s.uop) {
          s.sweep = i == 0 && j == 0;
          s.dst = i * l.dst_factor_out + j * l.dst_factor_in;
          s.src_off = i * l.src_factor_out + j * l.src_factor_in;
          if (gemm) s.wgt = i * insn.gemm().wgt_factor_out + j * insn.gemm().wgt_factor_in;
          ++s.trips;
          if (alu && !s.use_imm) {
            s.src = true;
            steps.push_back(s);
            s.src = false;
          }
          steps.push_back(s);
        }
      }
    }
  }
  if (steps.empty()) steps.push_back({});
  steps.back().last = true;
  return steps;
}

class LoopGen : public testing::TestWithParam<std::uint32_t> {
 protected:
  LoopGen() {
    dut_->kill_i = 0;
    dut_->wait_i = 0;
    dut_->start_valid_i = 0;
    dut_.reset();
  }

  // One cycle, offering an instruction if there is one; returns whether it was taken.
  bool cycle(const Insn* insn, bool walked = true, bool kill = false, bool wait = false) {
    dut_->start_valid_i = insn != nullptr;
    if (insn != nullptr) {
      put_insn(dut_->insn_i, config_, *insn);
      dut_->start_gemm_i = walked && insn->opcode == static_cast<std::uint32_t>(Opcode::kGemm);
      dut_->start_alu_i = walked && insn->opcode == static_cast<std::uint32_t>(Opcode::kAlu);
    }
    dut_->kill_i = kill;
    dut_->wait_i = wait;
    dut_.eval();
    EXPECT_EQ(dut_->idle_o, expected_.empty()) << "cycle " << dut_.cycle();
    EXPECT_EQ(dut_->start_ready_o, expected_.empty() || (expected_.size() == 1 && !wait))
        << "cycle " << dut_.cycle();
    if (expected_.empty()) {
      EXPECT_EQ(dut_->valid_o, 0);
      EXPECT_EQ(dut_->last_o, 0);
    } else {
      compare(expected_.front());
      if (!wait) expected_.pop_front();
    }
    const bool taken = insn != nullptr && dut_->start_ready_o;
    if (kill) {
      expected_.clear();
    } else if (taken) {
      for (const Step& s : steps_of(*insn, walked)) expected_.push_back(s);
    }
    dut_.tick();
    return taken;
  }

  void compare(const Step& want) {
    Step got;
    got.valid = dut_->valid_o;
    got.last = dut_->last_o;
    got.trips = dut_->trips_o;
    if (want.valid) {
      got.src = dut_->src_o;
      got.sweep = dut_->sweep_o;
      got.alu = dut_->alu_o;
      got.reset = dut_->reset_o;
      if (want.alu) {
        got.use_imm = dut_->use_imm_o;
        got.alu_op = dut_->alu_op_o;
        got.imm = dut_->imm_o;
      }
      got.uop = dut_->uop_o;
      got.dst = dut_->dst_o;
      got.src_off = want.alu && want.use_imm ? want.src_off : dut_->src_off_o;
      got.wgt = want.alu ? 0 : dut_->wgt_o;
    }
    // In the first half of a tensor operation its trip counts already; only the end matters.
    if (!want.last) got.trips = want.trips;
    EXPECT_TRUE(got == want) << "cycle " << dut_.cycle() << ": uop " << got.uop << " dst "
                             << got.dst << " src " << got.src_off << " wgt " << got.wgt
                             << ", expected uop " << want.uop << " dst " << want.dst << " src "
                             << want.src_off << " wgt " << want.wgt;
  }

  Insn random_insn() {
    LoopFields loop = random_loop(random_, config_, 6, 4);
    const std::uint32_t acc = config_.depth(MemoryType::kAcc);
    const std::uint32_t inp = config_.depth(MemoryType::kInp);
    const std::uint32_t wgt = config_.depth(MemoryType::kWgt);
    loop.reset = random_.percent(30);
    loop.dst_factor_out = random_factor(random_, acc);
    loop.dst_factor_in = random_factor(random_, acc);
    const bool gemm = random_.percent(45);
    loop.src_factor_out = random_factor(random_, gemm ? inp : acc);
    loop.src_factor_in = random_factor(random_, gemm ? inp : acc);
    if (gemm) {
      return make_gemm({loop, random_factor(random_, wgt), random_factor(random_, wgt)});
    }
    if (random_.percent(10)) return make_finish();
    AluFields alu;
    alu.loop = loop;
    alu.alu_opcode = random_.below(5);
    alu.use_imm = random_.percent(50);
    alu.imm = static_cast<std::int32_t>(random_.below(1 << 16)) - (1 << 15);
    return make_alu(alu);
  }

  const Config config_ = test_config();
  Random random_{GetParam()};
  Dut<VTA_TEST_MODEL> dut_;
  std::deque<Step> expected_;
};

// Verifies: gemm.nest
TEST_P(LoopGen, VisitsTheNestWithAnyPauses) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int n = 0; n < 400 && !HasFailure(); ++n) {
    for (std::uint32_t pause = random_.below(4); pause > 0; --pause) cycle(nullptr);
    const Insn insn = random_insn();
    const bool walked = random_.percent(95);
    while (!cycle(&insn, walked)) {
    }
  }
  while (!expected_.empty()) cycle(nullptr);
  cycle(nullptr);
}

// A cycle that does not count shows the same step as the next one.
// Verifies: gemm.nest
TEST_P(LoopGen, StaysWhereItIsWhileItWaits) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int n = 0; n < 300 && !HasFailure(); ++n) {
    const std::uint32_t wait = one_of(random_, 0u, 20u, 80u);
    const Insn insn = random_insn();
    for (int i = 0; i < 20'000 && !cycle(&insn, true, false, random_.percent(wait)); ++i) {
    }
    if (random_.percent(10)) cycle(nullptr, true, true, random_.percent(50));  // killed
  }
  while (!expected_.empty()) cycle(nullptr);
  cycle(nullptr);
}

TEST_P(LoopGen, LeavesNoCycleBetweenInstructions) {
  std::uint64_t steps = 0;
  const std::uint64_t from = dut_.cycle();
  for (int n = 0; n < 300; ++n) {
    const Insn insn = random_insn();
    steps += steps_of(insn, true).size();
    while (!cycle(&insn)) {
    }
  }
  while (!expected_.empty()) cycle(nullptr);
  EXPECT_EQ(dut_.cycle() - from, steps + 1);  // one from start to the first step
}

// Verifies: zero.loops
TEST_P(LoopGen, AnyEmptyLoopTakesOneCycle) {
  LoopFields loop;
  loop.uop_bgn = 3;
  loop.uop_end = 5;
  loop.iter_out = loop.iter_in = 2;
  for (int empty = 0; empty < 4; ++empty) {
    LoopFields l = loop;
    if (empty == 0) l.iter_out = 0;
    if (empty == 1) l.iter_in = 0;
    if (empty == 2) l.uop_end = 3;
    if (empty == 3) l.uop_end = 0;
    for (const Insn& insn : {make_gemm({l, 0, 0}), make_alu({l, 0, false, 0})}) {
      ASSERT_EQ(steps_of(insn, true).size(), 1u);
      EXPECT_TRUE(cycle(&insn));
      cycle(nullptr);
      EXPECT_EQ(dut_->idle_o, 1);
    }
  }
}

TEST_P(LoopGen, TheLongestLoopsDoNotWrap) {
  LoopFields loop;
  loop.uop_end = 1;
  loop.iter_out = 1;
  loop.iter_in = (1 << 14) - 1;
  loop.dst_factor_in = config_.depth(MemoryType::kAcc) - 1;
  loop.src_factor_in = config_.depth(MemoryType::kInp) - 1;
  const Insn inner = make_gemm({loop, 0, config_.depth(MemoryType::kWgt) - 1});
  std::swap(loop.iter_in, loop.iter_out);
  std::swap(loop.dst_factor_in, loop.dst_factor_out);
  std::swap(loop.src_factor_in, loop.src_factor_out);
  const Insn outer = make_gemm({loop, config_.depth(MemoryType::kWgt) - 1, 0});
  cycle(&inner);
  while (!cycle(&outer)) {
  }
  while (!expected_.empty() && !HasFailure()) cycle(nullptr);
}

TEST_P(LoopGen, MicroOpsBeyondTheMemoryKeepTheirAddress) {
  LoopFields loop;
  loop.uop_bgn = config_.depth(MemoryType::kUop) - 1;
  loop.uop_end = 2 * config_.depth(MemoryType::kUop) - 1;
  loop.iter_in = loop.iter_out = 1;
  const Insn insn = make_gemm({loop, 0, 0});
  cycle(&insn);
  while (!expected_.empty() && !HasFailure()) cycle(nullptr);
}

TEST_P(LoopGen, KillForgetsTheInstructionAndOneThatStartsInThatCycle) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int n = 0; n < 200 && !HasFailure(); ++n) {
    const Insn first = random_insn(), second = random_insn(), third = random_insn();
    while (!cycle(&first)) {
    }
    for (std::uint32_t i = random_.below(8); i > 0; --i) cycle(nullptr);
    cycle(random_.percent(70) ? &second : nullptr, true, true);
    if (random_.percent(50)) cycle(nullptr);
    EXPECT_TRUE(cycle(&third));
  }
  while (!expected_.empty()) cycle(nullptr);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LoopGen, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
