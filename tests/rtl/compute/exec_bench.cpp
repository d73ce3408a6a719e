// SPDX-License-Identifier: Apache-2.0

#include "tests/rtl/compute/exec_bench.h"

#include <algorithm>
#include <utility>

#include "tests/rtl/insn_index.h"

#include VTA_TEST_HEADER

namespace vta {

class ExecBench::Module : public Dut<VTA_TEST_MODEL> {};

Config ExecBench::config() { return test_config(); }

ExecBench::~ExecBench() = default;

ExecBench::ExecBench(std::uint64_t seed)
    : random_(seed), expected_(config_, random_), dut_(std::make_unique<Module>()) {
  Module& dut = *dut_;
  dut->start_valid_i = 0;
  dut->stop_i = 1;
  dut->done_take_i = 0;
  dut->tail_busy_i = 0;
  dut->uop_taken_i = 0;
  dut.reset();
}

void ExecBench::send(const Insn& insn, ErrorCode error, bool overflow) {
  if (!memories_loaded_) acc_ = expected_.acc;
  memories_loaded_ = true;
  Item item{insn, index_of(sent_++), error, overflow};
  if (!model_stopped_) {
    const Insn nothing = make_finish();
    const ComputeModel::Outcome outcome =
        expected_.execute(error == ErrorCode::kNone ? insn : nothing);
    item.range = outcome.error != ErrorCode::kNone;
    item.steps = outcome.steps;
    item.micro_ops = outcome.writes.size();
    expected_writes_.insert(expected_writes_.end(), outcome.writes.begin(), outcome.writes.end());
    traffic_.expect(outcome.nest);
    steps_ += item.steps;
    model_stopped_ = item.stops();
  }
  to_send_.push_back(item);
}

void ExecBench::run(std::uint32_t pause_percent) {
  Module& dut = *dut_;
  for (std::uint64_t i = 0; !stopped_ && (!to_send_.empty() || !in_flight_.empty()); ++i) {
    ASSERT_LT(i, 1'000'000u) << "instructions are left";
    step(!random_.percent(pause_percent));
    if (testing::Test::HasFailure()) return;
  }
  const Trouble trouble = std::exchange(trouble_, {});
  for (int i = 0; i < 40; ++i) step(false);
  trouble_ = trouble;
  EXPECT_EQ(dut->idle_o, 1);
  EXPECT_TRUE(expected_writes_.empty()) << expected_writes_.size() << " writes are missing";
  EXPECT_EQ(stopped_, model_stopped_);
  EXPECT_TRUE(in_flight_.empty());
  EXPECT_TRUE(acc_ == expected_.acc);
  traffic_.check(!model_stopped_);
}

// A tail engine that claims elements, fewer and fewer, until it is done.
void ExecBench::claim_elements() {
  Module& dut = *dut_;
  const auto near = [&] { return random_.below(std::min(20u, config_.depth(MemoryType::kAcc))); };
  const auto lo = static_cast<std::uint32_t>(dut->tail_lo_i);
  if (!dut->tail_busy_i) {
    if (!random_.percent(trouble_.tail)) return;
    dut->tail_busy_i = 1;
    const std::uint32_t from = near();
    dut->tail_lo_i = static_cast<std::uint8_t>(from);
    dut->tail_hi_i = static_cast<std::uint8_t>(from + near() / 2);
  } else if (trouble_.tail == 0 || random_.percent(10)) {
    dut->tail_busy_i = 0;
  } else if (lo < dut->tail_hi_i && random_.percent(30)) {
    dut->tail_lo_i = static_cast<std::uint8_t>(lo + 1);
  }
}

void ExecBench::record(bool starts) {
  Module& dut = *dut_;
  ExecTraffic::Cycle now;
  now.tail_busy = dut->tail_busy_i;
  now.tail_lo = dut->tail_lo_i;
  now.tail_hi = dut->tail_hi_i;
  now.waits = !dut->uop_free_o;
  now.started = starts;
  now.reads = dut->acc_re_o;
  now.read = dut->acc_raddr_o;
  now.writes = dut->acc_we_o;
  now.written = dut->acc_waddr_o;
  now.seen = dut->seen_o;
  now.seen_first = dut->seen_first_o;
  now.dst = dut->seen_dst_o;
  now.src = dut->seen_src_o;
  now.wgt = dut->seen_wgt_o;
  traffic_.record(now);
}

// behind_o: an instruction at the end that was not taken when it came there.
void ExecBench::check_waiting(bool takes) {
  Module& dut = *dut_;
  if (dut->behind_o) {
    EXPECT_EQ(dut->done_o, 1);
  }
  if (was_left_) {
    EXPECT_EQ(dut->behind_o, 1) << "cycle " << dut.cycle();
  } else if (!was_taken_ || !was_behind_) {
    EXPECT_EQ(dut->behind_o, 0) << "cycle " << dut.cycle();
  }
  was_left_ = dut->done_o && !takes;
  was_taken_ = takes;
  was_behind_ = dut->behind_o;
}

void ExecBench::reset_after(unsigned cycles) {
  for (unsigned i = 0; i < cycles; ++i) step(true);
  Module& dut = *dut_;
  dut->start_valid_i = 0;
  dut.reset(1);
  to_send_.clear();
  in_flight_.clear();
  expected_writes_.clear();
  expected_.acc = acc_;  // the model had gone ahead
  model_stopped_ = stopped_ = range_seen_ = false;
  for (int i = 0; i < 20; ++i) step(false);
  traffic_.forget();
}

void ExecBench::step(bool offer) {
  Module& dut = *dut_;
  offer = offer && !to_send_.empty() && !stopped_;
  dut->start_valid_i = offer;
  if (offer) {
    put_insn(dut->insn_i, config_, to_send_.front().insn);
    dut->index_i = to_send_.front().index;
    dut->error_i = static_cast<std::uint8_t>(to_send_.front().error);
  }
  claim_elements();
  dut->uop_taken_i = 0;
  dut.eval();
  dut->uop_taken_i = dut->uop_free_o && random_.percent(trouble_.taken);
  dut.eval();
  EXPECT_FALSE(dut->uop_re_o && dut->uop_taken_i) << "two readers, cycle " << dut.cycle();
  EXPECT_FALSE(dut->mul_re_o && !dut->uop_free_o) << "reads while it waits";
  // As the compute stage does it: whatever does not retire stops the pipeline.
  const bool ends = dut->done_o && !in_flight_.empty() && !random_.percent(trouble_.late);
  const bool retires = ends && !in_flight_.front().stops();
  dut->done_take_i = ends;
  dut->stop_i = ends && !retires;
  dut.eval();
  if (!dut->uop_free_o || dut->uop_taken_i || (dut->done_o && !ends)) ++delays_;
  check_waiting(ends);
  if (!stopped_) {
    // When some have waited at the end, nobody else may be left in the pipeline.
    EXPECT_TRUE(dut->idle_o == in_flight_.empty() || (dut->idle_o && dut->behind_o))
        << "cycle " << dut.cycle();
    EXPECT_EQ(dut->oldest_valid_o, !in_flight_.empty());
    if (!in_flight_.empty()) {
      EXPECT_EQ(dut->oldest_index_o, in_flight_.front().index);
    }
  }
  check_memory_ports();
  EXPECT_TRUE(!dut->done_o || ends || !in_flight_.empty()) << "an end from nowhere";
  if (ends || dut->range_error_o) check_end();
  record(offer && dut->start_ready_o);
  if (offer && dut->start_ready_o) {
    Item item = to_send_.front();
    item.started = dut.cycle();
    item.delays = delays_;
    if (trouble_.late != 0) item.ahead = in_flight_.size();
    if (retired_ == 0 && in_flight_.empty()) first_start_ = dut.cycle();
    to_send_.pop_front();
    if (!stopped_) in_flight_.push_back(item);
  }
  clock_memories();
}

void ExecBench::check_memory_ports() {
  Module& dut = *dut_;
  if (!dut->acc_we_o) return;
  ++writes_;
  ASSERT_FALSE(expected_writes_.empty()) << "a write too many, cycle " << dut.cycle();
  const ComputeModel::Write want = expected_writes_.front();
  expected_writes_.pop_front();
  ASSERT_EQ(dut->acc_waddr_o, want.dst) << "write " << writes_ << ", cycle " << dut.cycle();
  ASSERT_EQ(get_bytes(dut->acc_wdata_o), bytes_of(want.value))
      << "write " << writes_ << " to " << want.dst << ", cycle " << dut.cycle();
}

void ExecBench::check_end() {
  Module& dut = *dut_;
  if (dut->range_error_o) {
    EXPECT_FALSE(range_seen_) << "a second range error";
    range_seen_ = true;
    stopped_ = true;
    // The offender; older ones go on. If an older one is going to stop the pipeline, the offender
    // may be one behind it, which then never was.
    auto stopper = in_flight_.begin();
    while (stopper != in_flight_.end() && !stopper->stops()) ++stopper;
    ASSERT_NE(stopper, in_flight_.end()) << "a range error from nowhere, cycle " << dut.cycle();
    if (stopper->range) {
      EXPECT_EQ(dut->range_index_o, stopper->index);
      in_flight_.erase(stopper, in_flight_.end());
    }
  }
  if (!dut->done_take_i) return;
  ASSERT_FALSE(in_flight_.empty()) << "an end from nowhere, cycle " << dut.cycle();
  const Item item = in_flight_.front();
  in_flight_.pop_front();
  ASSERT_FALSE(item.range);
  const bool gemm = item.insn.opcode == static_cast<std::uint32_t>(Opcode::kGemm);
  const bool alu = item.insn.opcode == static_cast<std::uint32_t>(Opcode::kAlu);
  EXPECT_EQ(dut->done_index_o, item.index);
  EXPECT_EQ(dut->done_error_o, static_cast<unsigned>(item.error));
  EXPECT_EQ(dut->done_finish_o, item.insn.opcode == static_cast<std::uint32_t>(Opcode::kFinish));
  EXPECT_EQ(dut->done_push_prev_o, item.insn.tokens.push_prev);
  EXPECT_EQ(dut->done_push_next_o, item.insn.tokens.push_next);
  EXPECT_EQ(dut->done_gemm_o, gemm && !item.insn.gemm().loop.reset ? item.micro_ops : 0);
  EXPECT_EQ(dut->done_alu_o, alu ? item.micro_ops : 0);
  const std::uint64_t took = dut.cycle() - item.started;
  EXPECT_GE(took, item.steps + kLatency) << "instruction " << item.index;
  EXPECT_LE(took, item.steps + kLatency + delays_ - item.delays + item.ahead)
      << "instruction " << item.index;
  last_done_ = dut.cycle();
  if (item.stops()) {
    stopped_ = true;
    in_flight_.clear();
  } else {
    ++retired_;
  }
}

// One clock edge, and the memories behind it: old data at the address of a write. ACC shows garbage
// without a read; the others keep showing a word until the next read, that of micro-ops of
// whomever.
void ExecBench::clock_memories() {
  Module& dut = *dut_;
  std::uint32_t uop = static_cast<std::uint32_t>(random_.next());
  Bytes inp = get_bytes(dut->inp_rdata_i);
  Bytes wgt = get_bytes(dut->wgt_rdata_i);
  Bytes acc = random_bytes(random_, sizeof dut->acc_rdata_i);  // of every bank
  if (!dut->uop_taken_i) uop = dut->uop_rdata_i;
  if (dut->uop_re_o) uop = expected_.uop.at(dut->uop_raddr_o);
  if (dut->mul_re_o) {
    inp = expected_.inp.at(dut->inp_raddr_o);
    wgt = expected_.wgt.at(dut->wgt_raddr_o);
  }
  if (dut->acc_re_o) {
    const Bytes element = bytes_of(acc_.at(dut->acc_raddr_o));
    const std::size_t banks = acc.size() / element.size();
    const std::size_t first = dut->acc_raddr_o % banks * element.size();
    std::copy(element.begin(), element.end(), acc.begin() + static_cast<std::ptrdiff_t>(first));
  }
  if (dut->acc_we_o) {
    const Bytes data = get_bytes(dut->acc_wdata_o);
    Acc& element = acc_.at(dut->acc_waddr_o);
    std::memcpy(element.data(), data.data(), data.size());
  }
  dut.tick();
  dut->uop_rdata_i = uop;
  put_bytes(dut->inp_rdata_i, inp);
  put_bytes(dut->wgt_rdata_i, wgt);
  put_bytes(dut->acc_rdata_i, acc);
}

}  // namespace vta
