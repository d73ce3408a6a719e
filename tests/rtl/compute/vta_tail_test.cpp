// SPDX-License-Identifier: Apache-2.0
//
// vta_tail beside a memory whose banks are taken now and then: every write, every read, the
// elements that it still claims, and the time it takes, against operations executed one after the
// other.

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include VTA_TEST_HEADER
#include "tests/rtl/compute/compute_model.h"

namespace vta {
namespace {

constexpr std::uint64_t kReadToWrite = 5;

// One operation with its loops.
struct Operation {
  bool reset = false, add = false;
  std::uint32_t alu_op = 0, base = 0, uops = 1;
  std::int32_t imm = 0;
  std::uint32_t iter_in = 1, iter_out = 1, factor_in = 0, factor_out = 0;
  std::uint32_t src = 0, src_step = 0;

  // The elements in order.
  [[nodiscard]] std::vector<std::uint32_t> elements() const {
    std::vector<std::uint32_t> all;
    for (std::uint32_t i = 0; i < iter_out; ++i) {
      for (std::uint32_t j = 0; j < iter_in; ++j) {
        for (std::uint32_t k = 0; k < uops; ++k) {
          all.push_back(base + i * factor_out + j * factor_in + k);
        }
      }
    }
    return all;
  }
  [[nodiscard]] std::uint32_t src_last() const { return src + (iter_out - 1) * src_step; }
  [[nodiscard]] std::uint32_t last() const { return elements().back(); }
  [[nodiscard]] std::uint32_t lo() const { return add ? std::min(base, src) : base; }
  [[nodiscard]] std::uint32_t hi() const { return add ? std::max(last(), src_last()) : last(); }
  // Cycles without any conflict: an element each, two zeros from an even element on, an operand.
  [[nodiscard]] std::uint64_t steps() const {
    std::uint64_t steps = add ? iter_out : 0;
    for (std::uint32_t i = 0; i < iter_out; ++i) {
      for (std::uint32_t j = 0; j < iter_in; ++j) {
        const std::uint32_t at = base + i * factor_out + j * factor_in;
        const std::uint32_t odd = at % 2;
        steps += reset ? odd + (uops - odd + 1) / 2 : uops;
      }
    }
    return steps;
  }
};

// An operation with an immediate.
struct Immediate {
  std::uint32_t op = 0;
  std::int32_t imm = 0;
};

class Tail : public testing::TestWithParam<std::uint32_t> {
 protected:
  Tail() : model_(config_, random_) {
    dut_->start_i = dut_->join_i = dut_->go_i = dut_->clear_i = 0;
    dut_->rready_i = 1;
    dut_->wready_i = 3;
    dut_.reset();
  }

  // Loops that only rise, within the memory.
  Operation random_operation() {
    Random& r = random_;
    Operation o;
    o.reset = r.percent(35);
    o.add = !o.reset && r.percent(45);
    o.alu_op = r.below(4);
    o.imm = immediate(o.alu_op);
    const auto uneven = [&](std::uint32_t least) {
      return least + (r.percent(60) ? 0 : r.below(4));
    };
    do {
      o.uops = o.add ? 1 : between(r, 1, r.percent(70) ? 5 : 20);
      o.iter_in = between(r, 1, r.percent(50) ? 1 : 6);
      o.iter_out = between(r, 1, r.percent(50) ? 1 : 4);
      o.factor_in = o.iter_in == 1 ? r.below(depth_) : uneven(o.uops);
      const std::uint32_t row = (o.iter_in - 1) * o.factor_in + o.uops;
      o.factor_out = o.iter_out == 1 ? r.below(depth_) : uneven(row);
      o.base = 0;
    } while (o.last() + 2 > depth_);
    const std::uint32_t size = o.last() + 1;
    o.base = r.percent(20) ? depth_ - size : r.below(depth_ - size + 1);
    if (!o.add) return o;
    // All operands below the first element or all above the last one.
    const std::uint32_t below = o.base, above = depth_ - 1 - o.last();
    const bool low = above == 0 || (below != 0 && r.percent(50));
    const std::uint32_t room = low ? below : above;
    o.src_step = o.iter_out == 1 ? r.below(depth_) : r.below((room - 1) / (o.iter_out - 1) + 1);
    const std::uint32_t span = (o.iter_out - 1) * o.src_step;
    o.src = (low ? 0 : o.last() + 1) + r.below(room - span);
    return o;
  }

  // Of any size; it shifts to the right only.
  std::int32_t immediate(std::uint32_t op) {
    const auto any = static_cast<std::int32_t>(random_.below(1 << 16)) - (1 << 15);
    const std::int32_t imm = random_.percent(50) ? any % 40 : any;
    return imm < 0 && op == static_cast<std::uint32_t>(AluOpcode::kShr) ? -(imm + 1) : imm;
  }

  // Executes the operation and then those that joined, each over all elements; what an element has
  // in the end is written once.
  void execute(const Operation& o, const std::vector<Immediate>& joined) {
    const std::vector<std::uint32_t> elements = o.elements();
    const std::uint32_t per_row = o.iter_in * o.uops;
    for (std::uint32_t n = 0; n < elements.size(); ++n) {
      Acc& acc = model_.acc[elements[n]];
      const Acc operand = o.add ? model_.acc[o.src + n / per_row * o.src_step] : Acc{};
      for (std::size_t lane = 0; lane < acc.size(); ++lane) {
        const std::uint32_t b = o.add ? operand[lane] : static_cast<std::uint32_t>(o.imm);
        const std::uint32_t op = o.add ? static_cast<std::uint32_t>(AluOpcode::kAdd) : o.alu_op;
        acc[lane] = o.reset ? 0 : alu_lane(op, acc[lane], b);
      }
    }
    for (const Immediate& join : joined) {
      for (const std::uint32_t e : elements) {
        for (std::uint32_t& lane : model_.acc[e]) {
          lane = alu_lane(join.op, lane, static_cast<std::uint32_t>(join.imm));
        }
      }
    }
    for (const std::uint32_t e : elements) left_.push_back(e);
  }

  // Inputs that do not matter in this cycle.
  void scramble() {
    Random& r = random_;
    dut_->start_i = dut_->join_i = dut_->go_i = dut_->clear_i = 0;
    dut_->reset_i = r.percent(50);
    dut_->add_i = r.percent(50);
    dut_->alu_op_i = static_cast<std::uint8_t>(r.below(8));
    dut_->join_op_i = static_cast<std::uint8_t>(r.below(8));
    dut_->imm_i = static_cast<std::uint16_t>(r.below(1 << 16));
    dut_->join_imm_i = static_cast<std::uint16_t>(r.below(1 << 16));
    set_bits(dut_->base_i, 0, 6, r.next());
    set_bits(dut_->lo_i, 0, 6, r.next());
    set_bits(dut_->hi_i, 0, 6, r.next());
    set_bits(dut_->src_i, 0, 6, r.next());
    set_bits(dut_->uops_i, 0, 6, r.next());
  }

  void start(const Operation& o) {
    scramble();
    dut_->start_i = 1;
    dut_->reset_i = o.reset;
    dut_->add_i = o.add;
    put(dut_->src_i, o.src);
    put(dut_->src_step_i, o.src_step);
    dut_->alu_op_i = static_cast<std::uint8_t>(o.alu_op);
    dut_->imm_i = static_cast<std::uint16_t>(o.imm);
    put(dut_->base_i, o.base);
    put(dut_->lo_i, o.lo());
    put(dut_->hi_i, o.hi());
    put(dut_->uops_i, o.uops);
    put(dut_->iter_in_i, o.iter_in);
    put(dut_->iter_out_i, o.iter_out);
    put(dut_->factor_in_i, o.factor_in);
    put(dut_->factor_out_i, o.factor_out);
  }

  template <class Port>
  static void put(Port& port, std::uint32_t value) {
    port = static_cast<Port>(value);
  }

  // One cycle with its memory: banks are taken in `taken` percent of the cycles.
  void cycle(std::uint32_t taken) {
    Random& r = random_;
    dut_.eval();
    // Both elements of a pair, the first one, or none.
    const bool first = !r.percent(taken), second = !r.percent(taken);
    const bool pair_waits = (dut_->we_o & 1) != 0 && !first;
    dut_->wready_i = static_cast<std::uint8_t>((first ? 1 : 0) | (second && !pair_waits ? 2 : 0));
    dut_->rready_i = !r.percent(taken);
    dut_.eval();
    const bool reads = dut_->re_o && dut_->rready_i;
    Bytes word;
    if (reads) {
      const std::uint32_t at = dut_->raddr_o;
      ASSERT_LT(at, depth_);
      expect_claimed(at, "read");
      word = bytes_of(memory_[at]);
      reads_.emplace_back(at, dut_.cycle());
    }
    ASSERT_TRUE(dut_->we_o != 2 || half_) << "the second of a pair before the first";
    if ((dut_->we_o & dut_->wready_i & 1) != 0) write(dut_->waddr_o);
    if ((dut_->we_o & dut_->wready_i & 2) != 0) write(dut_->waddr_o + 1u);
    // Of a pair that is half written both are still claimed.
    half_ = (dut_->we_o & ~dut_->wready_i & 2) != 0;
    if (!half_ && !operands_below_ && written_any_) {
      want_lo_ = std::min(last_written_ + 1, hi_);
    }
    dut_.tick();
    if (reads) put_bytes(dut_->rdata_i, word);  // it stays until the next one
    dut_->start_i = dut_->join_i = dut_->go_i = dut_->clear_i = 0;
    dut_.eval();
  }

  void write(std::uint32_t at) {
    ASSERT_FALSE(left_.empty()) << "a write too many to " << at << ", cycle " << dut_.cycle();
    ASSERT_EQ(at, left_.front()) << "cycle " << dut_.cycle();
    left_.pop_front();
    expect_claimed(at, "written");
    ASSERT_EQ(get_bytes(dut_->wdata_o), bytes_of(model_.acc[at]))
        << "element " << at << ", cycle " << dut_.cycle();
    memory_[at] = model_.acc[at];
    last_written_ = at;
    written_any_ = true;
    writes_.emplace_back(at, dut_.cycle());
  }

  void expect_claimed(std::uint32_t at, const char* what) {
    EXPECT_EQ(dut_->busy_o, 1);
    EXPECT_GE(at, dut_->lo_o) << what << ", cycle " << dut_.cycle();
    EXPECT_LE(at, dut_->hi_o) << what << ", cycle " << dut_.cycle();
  }

  void expect_claims() {
    EXPECT_EQ(dut_->busy_o, 1);
    EXPECT_EQ(dut_->ready_o, 0);
    EXPECT_EQ(dut_->done_o, 0);
    ASSERT_EQ(dut_->lo_o, want_lo_) << "cycle " << dut_.cycle();
    ASSERT_EQ(dut_->hi_o, hi_) << "cycle " << dut_.cycle();
  }

  // One operation from its start to clear_i. Returns the cycles from the moment when nothing more
  // may join to the end.
  std::uint64_t run(const Operation& o, std::uint32_t taken, std::uint32_t most_joins) {
    Random& r = random_;
    EXPECT_EQ(dut_->ready_o, 1);
    EXPECT_EQ(dut_->busy_o, 0);
    EXPECT_EQ(dut_->done_o, 0);
    memory_ = model_.acc;
    reads_.clear();
    writes_.clear();
    written_any_ = half_ = false;
    want_lo_ = o.lo();
    hi_ = o.hi();
    operands_below_ = o.lo() != o.base;
    start(o);
    cycle(taken);

    // Others join until it goes.
    std::vector<Immediate> joined;
    bool shift = o.add;
    unsigned clips = 0;
    std::uint32_t patience = o.reset ? 0 : r.below(12);
    while (true) {
      scramble();
      dut_.eval();
      expect_claims();
      EXPECT_EQ(dut_->zeroing_o, o.reset);
      EXPECT_EQ(dut_->can_shift_o, shift) << "cycle " << dut_.cycle();
      EXPECT_EQ(dut_->can_join_o, !o.reset && clips < 2) << "cycle " << dut_.cycle();
      EXPECT_EQ(dut_->joined_o, joined.size());
      if (patience-- == 0) break;
      if (joined.size() < most_joins && (dut_->can_shift_o || dut_->can_join_o) && r.percent(50)) {
        const std::uint32_t op = r.below(shift ? 4 : 2);
        const Immediate next = {op, immediate(op)};
        dut_->join_i = 1;
        dut_->join_op_i = static_cast<std::uint8_t>(next.op);
        dut_->join_imm_i = static_cast<std::uint16_t>(next.imm);
        joined.push_back(next);
        if (!shift) ++clips;
        shift = false;
      }
      cycle(taken);
      if (testing::Test::HasFailure()) return 0;
    }
    execute(o, joined);
    const std::size_t count = left_.size();
    dut_->go_i = !o.reset || r.percent(50);  // a reset waits for nobody
    const std::uint64_t from = dut_.cycle();
    cycle(taken);
    for (std::uint64_t n = 0; !left_.empty(); ++n) {
      scramble();
      dut_->go_i = r.percent(50);
      dut_.eval();
      EXPECT_LT(n, 100 * count + 1000) << left_.size() << " elements are left";
      expect_claims();
      EXPECT_EQ(dut_->can_join_o || dut_->can_shift_o, false);
      cycle(taken);
      if (testing::Test::HasFailure()) return 0;
    }
    const std::uint64_t took = dut_.cycle() - from;
    for (std::uint32_t n = r.below(4); n != ~0u; --n) {  // done until it is told to go
      scramble();
      dut_->clear_i = n == 0;
      dut_.eval();
      EXPECT_EQ(dut_->done_o, 1);
      EXPECT_EQ(dut_->busy_o, 0);
      EXPECT_EQ(dut_->ready_o, 0);
      EXPECT_EQ(dut_->elems_o, count);
      EXPECT_EQ(dut_->joined_o, joined.size());
      cycle(taken);
    }
    return took;
  }

  const Config config_ = test_config();
  const std::uint32_t depth_ = config_.depth(MemoryType::kAcc);
  Random random_{GetParam()};
  ComputeModel model_;
  std::vector<Acc> memory_;  // what the engine has made of it
  Dut<VTA_TEST_MODEL> dut_;
  std::deque<std::uint32_t> left_;                                       // elements to be written
  std::vector<std::pair<std::uint32_t, std::uint64_t>> reads_, writes_;  // address, cycle
  std::uint32_t want_lo_ = 0, hi_ = 0, last_written_ = 0;
  bool operands_below_ = false, written_any_ = false, half_ = false;
};

// Verifies: alu.operations, alu.shift, gemm.nest
TEST_P(Tail, EqualsOneOperationAfterTheOther) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int n = 0; n < 600 && !HasFailure(); ++n) {
    SCOPED_TRACE(testing::Message() << "operation " << n);
    const std::uint32_t taken = one_of(random_, 0u, 20u, 60u, 90u);
    run(random_operation(), taken, random_.below(4));
    for (std::uint32_t i = random_.below(3); i > 0; --i) {
      scramble();
      cycle(taken);
      EXPECT_EQ(dut_->ready_o, 1);
    }
    EXPECT_TRUE(memory_ == model_.acc);
    if (n % 50 == 0) model_ = ComputeModel(config_, random_);  // values that are not all clipped
  }
}

TEST_P(Tail, TakesACyclePerElementAndHalfOfOneForZeros) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int n = 0; n < 300 && !HasFailure(); ++n) {
    const Operation o = random_operation();
    const std::uint64_t took = run(o, 0, 3);
    EXPECT_EQ(took, o.steps() + kReadToWrite + 1) << "operation " << n;
    if (o.reset) {
      EXPECT_TRUE(reads_.empty());
      continue;
    }
    // Each element is written five cycles after it was read.
    std::size_t w = 0;
    for (const auto& [at, when] : reads_) {
      if (w == writes_.size() || writes_[w].first != at) continue;  // an operand
      EXPECT_EQ(writes_[w].second, when + kReadToWrite) << "element " << at;
      ++w;
    }
    EXPECT_EQ(w, writes_.size());
    EXPECT_EQ(reads_.size(), writes_.size() + (o.add ? o.iter_out : 0));
  }
}

// A reset in the middle of the work: nothing is left of it.
TEST_P(Tail, ResetForgetsTheOperation) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int n = 0; n < 50 && !HasFailure(); ++n) {
    start(random_operation());
    dut_->go_i = 1;
    dut_.tick();
    for (std::uint32_t i = random_.below(20); i > 0; --i) {
      scramble();
      dut_->go_i = 1;
      dut_.tick();
    }
    scramble();
    dut_.reset();
    EXPECT_EQ(dut_->we_o, 0);
    run(random_operation(), 30, 2);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Tail, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
