// SPDX-License-Identifier: Apache-2.0
//
// vta_compute_retire between three units that end when they like: who retires in which cycle, with
// which tokens and statistics, and what stops the stage.

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <list>

#include VTA_TEST_HEADER
#include "tests/rtl/compute/bits.h"
#include "tests/rtl/insn_index.h"

namespace vta {
namespace {

enum Unit { kExec = 0, kTail = 1, kLoad = 2 };
constexpr std::size_t kListed = 32, kExecMost = 12, kTailMost = 4;

struct Item {
  Unit unit = kExec;
  std::uint32_t index = 0;
  bool push_prev = false, push_next = false;
  bool alu = false, finish = false;
  ErrorCode error = ErrorCode::kNone;
  bool range = false;  // it never comes to its end
  std::uint64_t gemm_work = 0, alu_work = 0;
  std::uint32_t mem_type = 0, elems = 0;
  bool done = false;  // has come to its end
  bool gone = false;  // has retired ahead of older ones
};

class ComputeRetire : public testing::TestWithParam<std::uint32_t> {
 protected:
  // What may happen in a run.
  struct Setting {
    bool early = false;                  // the tail engine may go ahead
    bool errors = false;                 // instructions in error, of every kind
    bool overflow = false;               // counters of tokens are full now and then
    std::uint32_t start = 50, end = 30;  // percent
  };

  void begin(const Setting& setting) {
    setting_ = setting;
    list_.clear();
    batch_open_ = tail_done_ = ranged_ = stopped_ = false;
    dut_->start_i = dut_->exec_done_i = dut_->tail_done_i = dut_->load_done_i = 0;
    dut_->exec_range_i = dut_->c2l_full_i = dut_->c2s_full_i = 0;
    dut_->early_i = setting.early;
    dut_.reset();
  }

  // The oldest that is still in a unit; nullptr without one.
  Item* oldest(Unit unit) {
    for (Item& item : list_) {
      if (item.unit == unit && !item.gone) return &item;
    }
    return nullptr;
  }

  std::size_t count(Unit unit) const {
    return static_cast<std::size_t>(std::count_if(
        list_.begin(), list_.end(), [&](const Item& i) { return i.unit == unit && !i.gone; }));
  }

  // As vta_issue does it: nothing starts in the tail engine beside an instruction that may fail.
  bool tail_may_start() const {
    if (setting_.overflow) return list_.empty();
    if (std::any_of(list_.begin(), list_.end(), [](const Item& i) {
          return i.unit != kTail && (i.error != ErrorCode::kNone || i.range);
        })) {
      return false;
    }
    const std::size_t in_tail = count(kTail);
    return batch_open_ ? in_tail < kTailMost : in_tail == 0;
  }

  Item random_item() {
    Random& r = random_;
    Item item;
    item.unit = static_cast<Unit>(r.below(3));
    if (item.unit == kTail && !tail_may_start()) item.unit = r.percent(50) ? kExec : kLoad;
    item.index = index_of(started_);
    item.push_prev = r.percent(25);
    item.push_next = r.percent(25);
    item.alu = r.percent(50);
    const bool fails = setting_.errors && r.percent(4) && item.unit != kTail;
    if (item.unit == kExec) {
      item.finish = r.percent(20);
      item.gemm_work = r.next() >> 16;
      item.alu_work = r.next() >> 16;
      if (fails) {
        item.range = r.percent(50);
        if (!item.range)
          item.error = one_of(r, ErrorCode::kIllegalOpcode, ErrorCode::kIllegalAluOpcode);
      }
    } else if (item.unit == kLoad) {
      const bool uop = r.percent(50);
      item.mem_type = static_cast<std::uint32_t>(
          uop ? MemoryType::kUop : one_of(r, MemoryType::kAcc, MemoryType::kAcc8bit));
      const auto type = static_cast<MemoryType>(item.mem_type);
      if (r.percent(80)) item.elems = r.below(config_.depth(type) + 1);
      if (fails) item.error = one_of(r, ErrorCode::kAxiError, ErrorCode::kSramOutOfRange);
    }
    return item;
  }

  // Units come to their ends; the outputs that then count are driven, the others are anything.
  void drive() {
    Random& r = random_;
    for (const Unit unit : {kExec, kLoad}) {
      for (Item& item : list_) {  // in order
        if (item.unit != unit || item.done) continue;
        if (item.range || (ranged_ && unit == kExec && behind_offender(item))) break;
        if (r.percent(setting_.end)) item.done = true;
        break;
      }
    }
    if (batch_open_ && count(kTail) > 0 && r.percent(setting_.end)) {
      batch_open_ = false;
      tail_done_ = true;
      elems_ = r.next() >> 16;
    }
    const Item* exec = oldest(kExec);
    const Item any = random_item();
    dut_->exec_done_i = exec != nullptr && exec->done;
    const Item& e = dut_->exec_done_i ? *exec : any;
    dut_->exec_error_i = static_cast<std::uint8_t>(e.error);
    dut_->exec_finish_i = e.finish;
    dut_->exec_push_prev_i = e.push_prev;
    dut_->exec_push_next_i = e.push_next;
    dut_->exec_index_i = e.index;
    dut_->exec_gemm_i = e.gemm_work;
    dut_->exec_alu_i = e.alu_work;
    const Item* load = oldest(kLoad);
    dut_->load_done_i = load != nullptr && load->done;
    const Item& l = dut_->load_done_i ? *load : any;
    dut_->l_index = l.index;
    dut_->l_push_prev = l.push_prev;
    dut_->l_push_next = l.push_next;
    dut_->l_error = static_cast<std::uint8_t>(l.error);
    dut_->l_mem_type = static_cast<std::uint8_t>(l.mem_type);
    dut_->l_elems = static_cast<std::uint16_t>(l.elems);
    dut_->tail_done_i = tail_done_;
    dut_->tail_elems_i = tail_done_ ? elems_ : r.next() >> 16;
    dut_->c2l_full_i = setting_.overflow && r.percent(5);
    dut_->c2s_full_i = setting_.overflow && r.percent(5);

    // An index out of range: what is behind it in the pipeline is no more.
    dut_->exec_range_i = 0;
    dut_->exec_range_index_i = static_cast<std::uint32_t>(r.next());
    for (const Item& item : list_) {
      if (!item.range || ranged_) continue;
      if (r.percent(20)) {  // the oldest one: it comes first
        dut_->exec_range_i = 1;
        dut_->exec_range_index_i = offender_ = item.index;
      }
      break;
    }
    const bool ranged = ranged_ || dut_->exec_range_i;
    dut_->exec_idle_i = std::all_of(list_.begin(), list_.end(), [&](const Item& i) {
      return i.unit != kExec || i.done || (ranged && (i.index == offender_ || behind_offender(i)));
    });
  }

  bool behind_offender(const Item& item) const {
    for (const Item& i : list_) {
      if (i.index == item.index) return false;
      if (i.index == offender_) return true;
    }
    return false;
  }

  // An older instruction that is not of the tail engine and pushes a token to store, too.
  bool token_before(const Item& item, const Item& until) const {
    for (const Item& i : list_) {
      if (i.index == until.index) return false;
      if (i.unit == kTail) continue;
      if (i.push_next && item.push_next) return true;
    }
    return false;
  }

  // Who ends in this cycle by the rules; nullptr: nobody.
  Item* who_ends() {
    if (list_.empty()) return nullptr;
    Item& head = list_.front();
    const bool head_done = head.unit == kTail ? tail_done_ : head.done;
    if (!head.gone && head_done) return &head;
    Item* tail = oldest(kTail);
    if (!setting_.early || !tail_done_ || tail == nullptr) return nullptr;
    if (tail->push_prev) return nullptr;  // load might overwrite what an older GEMM still reads
    // Those that joined wait for what is before the last of them.
    const Item& youngest =
        *std::find_if(list_.rbegin(), list_.rend(), [](const Item& i) { return i.unit == kTail; });
    return token_before(*tail, youngest) ? nullptr : tail;
  }

  void cycle() {
    Random& r = random_;
    drive();
    Item next = random_item();
    dut_->unit_i = next.unit;
    dut_->index_i = next.index;
    dut_->exec_lo_i = static_cast<std::uint8_t>(r.below(16));
    dut_->exec_hi_i = static_cast<std::uint8_t>(r.below(16));
    dut_->push_prev_i = next.push_prev;
    dut_->push_next_i = next.push_next;
    dut_->alu_i = next.alu;
    dut_.eval();
    ASSERT_EQ(dut_->ready_o, list_.size() < kListed) << when();
    const bool fits = (next.unit != kExec || count(kExec) < kExecMost) &&
                      (next.unit != kTail || tail_may_start());
    dut_->start_i = dut_->ready_o && fits && !ranged_ && r.percent(setting_.start);
    dut_.eval();

    const bool gone = std::any_of(list_.begin(), list_.end(), [](const Item& i) { return i.gone; });
    EXPECT_EQ(dut_->ahead_o, gone && beside_) << when();
    if (gone && beside_) {
      EXPECT_EQ(dut_->ahead_lo_o, lo_) << when();
      EXPECT_EQ(dut_->ahead_hi_o, hi_) << when();
      ++warned_;
    }
    if (dut_->start_i && next.unit == kTail) {
      if (!dut_->exec_idle_i) {
        beside_ = true;
        lo_ = dut_->exec_lo_i;
        hi_ = dut_->exec_hi_i;
      } else if (!gone) {
        beside_ = false;
      }
    }
    EXPECT_EQ(dut_->empty_o, list_.empty()) << when();
    if (!list_.empty()) {
      EXPECT_EQ(dut_->unit_o, list_.front().unit) << when();
    }
    Item* tail = oldest(kTail);
    if (tail != nullptr) {
      EXPECT_EQ(dut_->tail_index_o, tail->index) << when();
    }
    EXPECT_EQ(dut_->error_o, 0) << when();
    EXPECT_EQ(dut_->failing_o, ranged_) << when();
    Item* ends = who_ends();
    const bool stuck = ends == nullptr && ranged_ && !list_.empty() &&
                       list_.front().index == offender_ && dut_->exec_idle_i;
    const bool stops = expect_end(ends);
    EXPECT_EQ(dut_->stopping_o, ranged_ || dut_->exec_range_i || stops) << when();

    // What it means for the list.
    const bool range = dut_->exec_range_i;
    const bool skips = !list_.empty() && list_.front().gone;
    if (ends != nullptr && !stops) {
      if (ends->unit == kTail && count(kTail) == 1) tail_done_ = false;
      ++retired_;
      early_ += ends != &list_.front();
      if (ends == &list_.front()) {
        list_.pop_front();
      } else {
        ends->gone = true;
      }
    }
    if (skips) list_.pop_front();
    if (stops) {
      stop(ends->error != ErrorCode::kNone ? ends->error : ErrorCode::kTokenOverflow, ends->index);
    } else if (stuck) {
      stop(ErrorCode::kSramOutOfRange, offender_);
    }
    if (dut_->start_i) {
      ++started_;
      if (next.unit == kTail) batch_open_ = true;
      list_.push_back(next);
    }
    dut_.tick();
    ranged_ = ranged_ || range;
  }

  // Compares all outputs of an end. Returns whether it stops the stage.
  bool expect_end(const Item* item) {
    const bool overflow = item != nullptr && ((item->push_prev && dut_->c2l_full_i) ||
                                              (item->push_next && dut_->c2s_full_i));
    const bool stops = item != nullptr && (item->error != ErrorCode::kNone || overflow);
    const bool retires = item != nullptr && !stops;
    EXPECT_EQ(dut_->retire_o, retires) << when();
    EXPECT_EQ(dut_->c2l_push_o, retires && item->push_prev) << when();
    EXPECT_EQ(dut_->c2s_push_o, retires && item->push_next) << when();
    EXPECT_EQ(dut_->finish_o, retires && item->unit == kExec && item->finish) << when();
    EXPECT_EQ(dut_->exec_take_o, item != nullptr && item->unit == kExec) << when();
    EXPECT_EQ(dut_->exec_stop_o, stops && item->unit == kExec) << when();
    EXPECT_EQ(dut_->load_take_o, item != nullptr && item->unit == kLoad) << when();
    EXPECT_EQ(dut_->tail_clear_o, item != nullptr && item->unit == kTail && count(kTail) == 1)
        << when();
    if (item == nullptr) return false;
    EXPECT_EQ(dut_->index_o, item->index) << when();
    if (!retires) return true;
    const bool load = item->unit == kLoad;
    const bool uop = item->mem_type == static_cast<std::uint32_t>(MemoryType::kUop);
    const std::uint64_t acc_bytes = config_.elem_bytes(MemoryType::kAcc);
    EXPECT_EQ(dut_->stat_uop_o, load && uop ? item->elems * std::uint64_t{4} : 0) << when();
    EXPECT_EQ(dut_->stat_acc_o, load && !uop ? item->elems * acc_bytes : 0) << when();
    EXPECT_EQ(dut_->stat_gemm_o, item->unit == kExec ? item->gemm_work : 0) << when();
    EXPECT_EQ(dut_->stat_alu_o, item->unit == kExec                ? item->alu_work
                                : item->unit == kTail && item->alu ? elems_
                                                                   : 0)
        << when();
    return false;
  }

  void stop(ErrorCode code, std::uint32_t index) {
    stopped_ = true;
    code_ = code;
    error_index_ = index;
  }

  // Whatever the units say, nothing more happens.
  void expect_stopped() {
    for (int i = 0; i < 60; ++i) {
      drive();
      dut_->start_i = 0;
      dut_->exec_done_i = random_.percent(50);
      dut_->load_done_i = random_.percent(50);
      dut_->exec_idle_i = random_.percent(50);
      dut_->exec_range_i = random_.percent(10);
      dut_.eval();
      ASSERT_EQ(dut_->error_o, 1) << when();
      ASSERT_EQ(dut_->error_code_o, static_cast<unsigned>(code_)) << when();
      ASSERT_EQ(dut_->error_index_o, error_index_) << when();
      ASSERT_EQ(dut_->stopping_o, 1) << when();
      ASSERT_EQ(dut_->retire_o || dut_->finish_o || dut_->c2l_push_o || dut_->c2s_push_o, false)
          << when();
      ASSERT_EQ(dut_->exec_take_o || dut_->load_take_o || dut_->tail_clear_o, false) << when();
      dut_.tick();
    }
  }

  testing::Message when() { return testing::Message() << "cycle " << dut_.cycle(); }

  const Config config_ = test_config();
  Random random_{GetParam()};
  Dut<VTA_TEST_MODEL> dut_;
  Setting setting_;
  std::list<Item> list_;  // in the order of their starts; those gone ahead until they are skipped
  bool batch_open_ = false;  // others may join in the tail engine
  bool tail_done_ = false, ranged_ = false, stopped_ = false;
  std::uint64_t elems_ = 0;
  std::uint32_t offender_ = 0, error_index_ = 0;
  ErrorCode code_ = ErrorCode::kNone;
  std::size_t started_ = 0, retired_ = 0, early_ = 0, warned_ = 0;
  // The warning to store: accumulators of a GEMM that something has gone ahead of.
  bool beside_ = false;
  std::uint32_t lo_ = 0, hi_ = 0;
};

// Verifies: tokens.push, statistics
TEST_P(ComputeRetire, RetiresInOrderOrSoThatNobodyCanTell) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int n = 0; n < 40 && !HasFailure(); ++n) {
    Setting s;
    s.early = n % 4 != 0;
    s.start = one_of(random_, 20u, 60u, 95u);
    s.end = one_of(random_, 3u, 30u, 90u);
    begin(s);
    for (int i = 0; i < 300 && !HasFailure(); ++i) cycle();
    setting_.start = 0;  // all of them end
    setting_.end = 50;
    for (int i = 0; i < 400 && !list_.empty() && !HasFailure(); ++i) cycle();
    EXPECT_TRUE(list_.empty()) << list_.size() << " are left";
    EXPECT_EQ(retired_, started_);
  }
  EXPECT_GT(early_, 50u);
  EXPECT_GT(warned_, 50u);
}

// Verifies: tokens.capacity, error.index, error.stage
TEST_P(ComputeRetire, TheFirstThatMayNotRetireStopsAllForGood) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  int overflows = 0, ranges = 0, others = 0;
  for (int n = 0; n < 200 && !HasFailure(); ++n) {
    SCOPED_TRACE(testing::Message() << "run " << n);
    Setting s;
    s.early = n % 3 != 0;
    s.overflow = n % 2 == 0;
    s.errors = n % 4 != 0;
    s.start = one_of(random_, 20u, 60u, 95u);
    s.end = one_of(random_, 10u, 30u, 90u);
    begin(s);
    for (int i = 0; i < 4000 && !stopped_ && !HasFailure(); ++i) cycle();
    ASSERT_TRUE(stopped_) << "no error in 4000 cycles";
    expect_stopped();
    overflows += code_ == ErrorCode::kTokenOverflow;
    ranges += code_ == ErrorCode::kSramOutOfRange;
    others += code_ != ErrorCode::kTokenOverflow && code_ != ErrorCode::kSramOutOfRange;
  }
  EXPECT_GT(overflows, 20);
  EXPECT_GT(ranges, 20);
  EXPECT_GT(others, 20);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ComputeRetire, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
