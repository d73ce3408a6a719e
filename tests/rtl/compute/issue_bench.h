// SPDX-License-Identifier: Apache-2.0
//
// vta_issue among units that a test drives as it likes, compared with issue_rules.h in every cycle.

#ifndef VTA_TESTS_RTL_COMPUTE_ISSUE_BENCH_H_
#define VTA_TESTS_RTL_COMPUTE_ISSUE_BENCH_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

#include VTA_TEST_HEADER
#include "hw/isa/features.h"
#include "tests/rtl/compute/bits.h"
#include "tests/rtl/compute/issue_rules.h"

namespace vta {
// The verdict about micro-ops is there so many cycles after the last of them was read.
inline constexpr std::uint64_t kVerdict = 4;

class Issue : public testing::TestWithParam<std::uint32_t> {
 protected:
  Issue() : uops_(config_.depth(MemoryType::kUop)) {
    others_.features = kAllFeatures;
    dut_->scan_rdata_i = 0;
    drive();
    dut_.reset();
  }

  // --- instructions ------------------------------------------------------------------------------

  // Micro-ops from l.uop_bgn on with consecutive elements.
  void place(const LoopFields& l, std::uint32_t base, std::uint32_t src) {
    for (std::uint32_t k = l.uop_bgn; k < l.uop_end && k < uops_.size(); ++k) {
      const Uop uop = {(base + k - l.uop_bgn) % depth_, src, 0};
      uops_[k] = encode_uop(config_, uop).value();
    }
  }

  static LoopFields loops(std::uint32_t uops, std::uint32_t in, std::uint32_t step_in,
                          std::uint32_t out = 1, std::uint32_t step_out = 0) {
    LoopFields l;
    l.uop_end = uops;
    l.iter_in = in;
    l.iter_out = out;
    l.dst_factor_in = step_in;
    l.dst_factor_out = step_out;
    return l;
  }

  Offer offer_of(const Insn& insn) const {
    return {.insn = insn, .legal = true, .desc = {}, .walk = walk_of(config_, insn, uops_)};
  }

  Offer alu(const LoopFields& l, std::uint32_t op, bool imm, std::uint32_t base = 4,
            std::uint32_t src = 0) {
    place(l, base, src);
    return offer_of(make_alu({l, op, imm, 7}));
  }

  static Offer load(MemoryType type, std::uint32_t base, std::uint32_t elems) {
    Offer o;
    o.insn = make_load({});
    o.load = true;
    o.desc.mem_type = static_cast<std::uint32_t>(type);
    o.desc.has_data = true;
    o.desc.sram_base = base;
    o.desc.elems = elems;
    return o;
  }

  // --- a cycle -----------------------------------------------------------------------------------

  template <class Port>
  static void put(Port& port, std::int64_t value) {
    port = static_cast<Port>(value);
  }

  void drive() {
    const Others& o = others_;
    put(dut_->features_i, o.features);
    dut_->tokens_i = o.tokens;
    dut_->stopped_i = o.stopped;
    dut_->tokens_high_i = o.overflow_near;
    dut_->engine_ready_i = o.engine_ready;
    dut_->engine_empty_i = o.engine_empty;
    dut_->loads_wait_i = o.loads_wait;
    dut_->exec_ready_i = o.exec_ready;
    dut_->exec_idle_i = o.exec_idle;
    dut_->exec_behind_i = o.exec_behind;
    dut_->safe_i = o.safe;
    put(dut_->exec_lo_i, o.exec.first);
    put(dut_->exec_hi_i, o.exec.last);
    put(dut_->exec_uop_bgn_i, o.exec_uops.first);
    put(dut_->exec_uop_end_i, o.exec_uops.last + 1);
    dut_->tail_ready_i = o.tail_ready;
    dut_->tail_busy_i = o.tail_busy;
    dut_->tail_zeroing_i = o.tail_zeroing;
    put(dut_->tail_lo_i, o.tail.first);
    put(dut_->tail_hi_i, o.tail.last);
    dut_->can_join_i = o.can_join;
    dut_->can_shift_i = o.can_shift;

    // Without an instruction its ports are anything.
    dut_->valid_i = offer_.has_value();
    Desc d;
    if (offer_) {
      put_insn(dut_->insn_i, config_, offer_->insn);
      d = offer_->desc;
    } else {
      put_bytes(dut_->insn_i, random_bytes(random_, 16));
      d.has_data = random_.percent(50);
      d.elems = random_.below(9);
    }
    dut_->is_load_i = offer_ ? offer_->load : random_.percent(50);
    dut_->legal_i = offer_ ? offer_->legal : random_.percent(50);
    dut_->d_error = static_cast<std::uint8_t>(d.error);
    dut_->d_mem_type = static_cast<std::uint8_t>(d.mem_type);
    dut_->d_has_data = d.has_data;
    dut_->d_has_pads = d.has_pads;
    put(dut_->d_sram_base, d.sram_base);
    put(dut_->d_elems, d.elems);
    dut_->scan_rready_i = random_.percent(port_free_);
  }

  [[nodiscard]] bool candidate() const {
    return offer_ && !offer_->load && (others_.features & csr::kFeaturesTail) != 0 &&
           offer_->legal && offer_->worth_a_look(config_);
  }

  // Compares all outputs of this cycle and ends it.
  Decision cycle() {
    drive();
    dut_.eval();
    SCOPED_TRACE(testing::Message() << "cycle " << dut_.cycle());
    const bool all_read = looks_ && next_uop_ == offer_->loop()->uop_end;
    const bool looked = all_read && dut_.cycle() >= last_read_ + kVerdict;
    const Decision want =
        decide(config_, offer_ ? &*offer_ : nullptr, looked, others_, waiting_.value_or(Waiting{}));
    EXPECT_EQ(dut_->start_load_o, want.load);
    EXPECT_EQ(dut_->start_exec_o, want.exec);
    EXPECT_EQ(dut_->start_tail_o, want.tail);
    EXPECT_EQ(dut_->join_tail_o, want.join);
    EXPECT_EQ(dut_->offer_load_o, want.offer);
    const bool starts = want.load || want.exec || want.tail || want.join;
    EXPECT_EQ(dut_->start_o, starts);
    if (waiting_) {
      EXPECT_EQ(dut_->tail_go_o, want.go);
    }
    if (candidate() && looked && offer_->walk.dense) expect_walk();
    const bool reads = looks_ && !all_read;
    EXPECT_EQ(dut_->scan_re_o, reads);
    bool arrives = false;
    if (reads) {
      EXPECT_EQ(dut_->scan_raddr_o, next_uop_);
      arrives = dut_->scan_rready_i;
    }
    const std::uint32_t read =
        arrives ? uops_.at(next_uop_) : static_cast<std::uint32_t>(random_.next());

    if (arrives) {
      ++next_uop_;
      last_read_ = dut_.cycle();
    }
    if (!looks_ && candidate() && others_.engine_empty) {
      looks_ = true;
      next_uop_ = offer_->loop()->uop_bgn;
    }
    if (want.tail) {
      waiting_ = Waiting{.offer = *offer_};
    } else if (waiting_ && !offer_) {
      ++waiting_->alone;
    }
    if (waiting_) ++waiting_->cycles;
    if (starts) {
      offer_.reset();
      looks_ = false;
    }
    dut_.tick();
    dut_->scan_rdata_i = read;
    return want;
  }

  void expect_walk() {
    const Walk& w = offer_->walk;
    const LoopFields& l = *offer_->loop();
    EXPECT_EQ(dut_->tail_add_o, offer_->biases());
    EXPECT_EQ(dut_->tail_base_o, w.elements.front());
    EXPECT_EQ(dut_->tail_uops_o, l.uop_end - l.uop_bgn);
    const Span touched = w.touched();
    EXPECT_EQ(dut_->tail_lo_o, touched.first);
    EXPECT_EQ(dut_->tail_hi_o, touched.last);
    if (offer_->biases()) {
      EXPECT_EQ(dut_->tail_src_o, w.operands.front());
    }
  }

  // Offers an instruction for `most` cycles at most. What became of it?
  Decision run(const Offer& offer, int most = 200) {
    offer_ = offer;
    Decision d;
    for (int i = 0; i < most && offer_; ++i) d = cycle();
    return d;
  }

  // All units are idle, and what was offered is forgotten.
  void calm() {
    others_ = Others{};
    others_.features = kAllFeatures;
    offer_.reset();
    looks_ = false;
    drive();
    dut_.reset();
  }

  // An operation in the tail engine that others may join.
  void let_wait(const Offer& first) {
    calm();
    EXPECT_TRUE(run(first).tail);
    others_.tail_ready = false;
    others_.tail_busy = others_.can_join = others_.can_shift = true;
    others_.tail = first.walk.touched();
  }

  const Config config_ = test_config();
  const std::uint32_t depth_ = config_.depth(MemoryType::kAcc);
  Random random_{GetParam()};
  Dut<VTA_TEST_MODEL> dut_;
  std::vector<std::uint32_t> uops_;
  Others others_;
  std::uint32_t port_free_ = 100;  // percent
  std::optional<Offer> offer_;
  std::optional<Waiting> waiting_;  // once there has been one
  bool looks_ = false;              // at its micro-ops, up to next_uop_
  std::uint32_t next_uop_ = 0;
  std::uint64_t last_read_ = 0;
};

}  // namespace vta

#endif  // VTA_TESTS_RTL_COMPUTE_ISSUE_BENCH_H_
