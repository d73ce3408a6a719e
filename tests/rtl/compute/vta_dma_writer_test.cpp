// SPDX-License-Identifier: Apache-2.0
//
// vta_dma_writer: every element of a LOAD, data and pads, is written exactly once, and pads take no
// cycle that data could have.

#include <gtest/gtest.h>

#include <deque>
#include <vector>

#include VTA_TEST_HEADER
#include "tests/rtl/compute/lane_memory.h"
#include "tests/rtl/compute/read_port.h"

namespace vta {
namespace {

constexpr MemoryType kLoadTypes[] = {MemoryType::kUop, MemoryType::kWgt, MemoryType::kInp,
                                     MemoryType::kAcc, MemoryType::kAcc8bit};

class DmaWriter : public testing::TestWithParam<std::uint32_t> {
 protected:
  DmaWriter() {
    dut_->desc_valid_i = 0;
    dut_->rsp_valid_i = 0;
    dut_->drop_i = 0;
    dut_->done_ready_i = 0;
    dut_->wr_ready_i = 1;
    dut_.reset();
  }

  // Gives the descriptor to the idle writer and prepares its beats.
  void start(const MemFields& fields, ErrorCode error = ErrorCode::kNone) {
    Bases bases;
    fields_ = fields;
    desc_ = describe(config_, make_load(fields), ++index_, bases);
    desc_.error = error;
    memories_.of(fields.memory_type).forget_writes();
    beats_.clear();
    repeats_ = desc_.once && error == ErrorCode::kNone ? desc_.y_size - 1 : 0;
    failed_ = false;
    if (desc_.has_data && error == ErrorCode::kNone) {
      for (const Burst& b :
           bursts_of(beat_, desc_.addr, desc_.row_bytes, desc_.rows, desc_.stride_bytes)) {
        for (std::uint32_t i = 0; i < b.beats; ++i) beats_.push_back(b.addr + i * beat_);
      }
    }
    dut_->desc_valid_i = 1;
    drive_desc(*dut_.operator->(), desc_);
    dut_.eval();
    ASSERT_EQ(dut_->desc_ready_o, 1);
    dut_->rsp_valid_i = 0;
    end_of_cycle();
    dut_->desc_valid_i = 0;
  }

  // One cycle, with the next beat or without.
  void cycle(bool data) {
    offering_ = (data || offering_) && !beats_.empty();
    repeating_ = beats_.empty() && repeats_ > 0;
    dut_->rsp_valid_i = offering_;
    Bytes bytes = random_bytes(random_, beat_);
    dut_->rsp_error_i = offering_ && fails_(beats_.front());
    if (offering_ && !dut_->rsp_error_i) {
      for (std::uint32_t b = 0; b < beat_; ++b) bytes[b] = dram_(beats_.front() + b);
    }
    put_bytes(dut_->rsp_data_i, bytes);
    dut_->wr_ready_i = !random_.percent(blocked_percent_);
    dut_.eval();
    const bool blocked = dut_->wr_valid_o && !dut_->wr_ready_i;
    if (blocked) {
      EXPECT_EQ(dut_->moving_o, 0) << "over a write that waits, cycle " << dut_.cycle();
      EXPECT_EQ(dut_->done_valid_o, 0);
    } else if (offering_ && !dut_->drop_i) {
      EXPECT_EQ(dut_->moving_o, 1) << "data wait, cycle " << dut_.cycle();
    }
    if (dut_->drop_i) {
      EXPECT_EQ(dut_->rsp_ready_o, 1);
      EXPECT_EQ(dut_->moving_o, 0);
    }
    if (offering_ && dut_->rsp_ready_o) {
      failed_ = failed_ || dut_->rsp_error_i;
      beats_.pop_front();
      offering_ = false;
    }
    end_of_cycle();
  }

  void end_of_cycle() {
    const bool blocked = dut_->wr_valid_o && !dut_->wr_ready_i;
    if (!blocked) memories_.sample(*dut_.operator->());
    const bool repeats = repeating_ && dut_->moving_o;
    repeats_ -= repeats;
    const bool bad = repeats ? failed_ : dut_->rsp_valid_i && dut_->rsp_error_i;
    const bool writes_next = blocked || (dut_->moving_o && !bad);
    if (dut_->desc_valid_i) {
      EXPECT_EQ(dut_->moving_o, 0);
    }
    dut_.tick();
    // A beat that is in error moves, but is not written, nor is its element repeated.
    EXPECT_EQ(dut_->wr_valid_o, writes_next) << "cycle " << dut_.cycle();
  }

  // Until `done`, with data in this share of the cycles; returns the number of cycles.
  std::uint64_t finish(std::uint32_t percent) {
    const std::uint64_t from = dut_.cycle();
    while (!dut_->done_valid_o) {
      cycle(random_.percent(percent));
      if (dut_.cycle() - from > 200'000) {
        ADD_FAILURE() << "never done";
        break;
      }
    }
    blocked_percent_ = 0;  // the last write is taken in the cycle in which `done` shows
    const std::uint64_t cycles = dut_.cycle() - from;
    EXPECT_TRUE(beats_.empty()) << beats_.size() << " beats were not taken";
    for (std::uint32_t wait = random_.below(3); wait > 0; --wait) {
      cycle(false);
      EXPECT_EQ(dut_->done_valid_o, 1);
      EXPECT_EQ(dut_->desc_ready_o, 0);
    }
    EXPECT_EQ(dut_->done_index_o, desc_.index);
    done_error_ = static_cast<ErrorCode>(dut_->done_error_o);
    dut_->done_ready_i = 1;
    cycle(false);
    dut_->done_ready_i = 0;
    EXPECT_EQ(dut_->done_valid_o, 0);
    EXPECT_EQ(dut_->desc_ready_o, 1);
    return cycles;
  }

  // Each beat of each element once; those that came with an error not at all, nor repetitions of an
  // element that has one; the rest untouched.
  void expect_image() {
    const auto flag = [&](std::uint32_t a) {
      return static_cast<std::uint8_t>(fails_(a / beat_ * beat_));
    };
    const std::vector<Bytes> want = elements_of(config_, fields_, 0, dram_);
    const std::vector<Bytes> bad = elements_of(config_, fields_, 0, flag);
    LaneMemory& memory = memories_.of(fields_.memory_type);
    const std::uint32_t lane_bytes = memory.lane_bytes();
    for (std::size_t a = 0; a < memory.elements().size(); ++a) {
      const std::size_t i = a - fields_.sram_base;
      const bool inside = a >= fields_.sram_base && i < want.size();
      const std::size_t first = desc_.top_zeros;  // what is repeated
      const bool repeated = inside && desc_.once && i > first && any_of(bad[i]);
      for (std::size_t l = 0; l < memory.writes(a).size(); ++l) {
        const bool failed = inside && (repeated || bad[i][l * lane_bytes] != 0);
        ASSERT_EQ(memory.writes(a)[l], inside && !failed ? 1 : 0)
            << "element " << a << " beat " << l;
        for (std::size_t b = l * lane_bytes; inside && !failed && b < (l + 1) * lane_bytes; ++b) {
          ASSERT_EQ(memory.elements()[a][b], want[i][b]) << "element " << a << " byte " << b;
        }
      }
    }
  }

  static bool any_of(const Bytes& bytes) {
    return std::any_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b != 0; });
  }
  [[nodiscard]] std::uint64_t zeros() const {
    return fields_.row_elems() * fields_.rows() - desc_.elems;
  }
  // Cycles that the data need: one per beat, one per micro-op if several share a beat, one per
  // repetition.
  [[nodiscard]] std::uint64_t data_cycles() const {
    const std::uint32_t bytes = config_.elem_bytes(static_cast<MemoryType>(fields_.memory_type));
    if (desc_.once) return bytes / beat_ + desc_.y_size - 1;
    return std::uint64_t{desc_.elems} * std::max(1u, bytes / beat_);
  }

  const Config config_ = test_config();
  const std::uint32_t beat_ = 1u << (config_.log_bus_width() - 3);
  Random random_{GetParam()};
  Dram dram_ = hashed_dram(GetParam());
  std::function<bool(std::uint32_t)> fails_ = [](std::uint32_t) { return false; };
  LaneMemories memories_{config_};
  Dut<VTA_TEST_MODEL> dut_;
  MemFields fields_;
  Desc desc_;
  std::deque<std::uint32_t> beats_;  // addresses
  std::uint32_t index_ = 0;
  ErrorCode done_error_ = ErrorCode::kNone;
  bool offering_ = false, repeating_ = false, failed_ = false;
  std::uint32_t repeats_ = 0;          // rows that are still to be repeated
  std::uint32_t blocked_percent_ = 0;  // cycles in which the memory takes no write
};

// Verifies: load.types, load.pads
TEST_P(DmaWriter, WritesEveryElementOnceWithAnyGaps) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int n = 0; n < 150; ++n) {
    start(random_load(random_, config_, kLoadTypes[n % 5], 60));
    finish(one_of(random_, 15u, 50u, 100u));
    EXPECT_EQ(done_error_, ErrorCode::kNone);
    expect_image();
    if (HasFailure()) FAIL() << "descriptor " << n;
  }
}

// The memory is busy with somebody else: the write waits, and so do those behind it.
TEST_P(DmaWriter, LosesNothingWhileTheMemoryIsBusy) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int n = 0; n < 100; ++n) {
    blocked_percent_ = one_of(random_, 10u, 50u, 90u);
    start(random_load(random_, config_, kLoadTypes[n % 5], 60));
    finish(one_of(random_, 15u, 50u, 100u));
    EXPECT_EQ(done_error_, ErrorCode::kNone);
    expect_image();
    if (HasFailure()) FAIL() << "descriptor " << n;
  }
}

// Every shape of pads around rows of one element, with the memory busy now and then.
TEST_P(DmaWriter, RepeatsAnElementThatIsReadOnce) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int pads = 0; pads < 32; ++pads) {
    MemFields f;
    f.memory_type = static_cast<std::uint32_t>(pads & 1 ? MemoryType::kAcc : MemoryType::kAcc8bit);
    f.sram_base = random_.below(20);
    f.dram_base = random_.below(1000);
    f.x_size = 1;
    f.y_size = between(random_, 2, 9);
    f.x_pad_0 = pads >> 1 & 1;
    f.x_pad_1 = pads >> 2 & 1;
    f.y_pad_0 = pads >> 3 & 1;
    f.y_pad_1 = pads >> 4 & 1;
    start(f);
    ASSERT_TRUE(desc_.once);
    ASSERT_EQ(beats_.size(), config_.elem_bytes(static_cast<MemoryType>(f.memory_type)) / beat_);
    blocked_percent_ = one_of(random_, 0u, 50u);
    finish(one_of(random_, 30u, 100u));
    expect_image();
    if (HasFailure()) FAIL() << "pads " << pads;
  }
}

// Micro-ops, several per beat: every first word, row lengths and strides that end within beats.
TEST_P(DmaWriter, UnpacksMicroOpsFromEveryStart) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  MemFields f;
  f.y_size = 3;
  f.sram_base = 7;
  for (f.dram_base = 0; f.dram_base < 4; ++f.dram_base) {
    for (f.x_size = 1; f.x_size < 7; ++f.x_size) {
      for (f.x_stride = 0; f.x_stride < 9; ++f.x_stride) {
        f.x_pad_1 = random_.below(2);
        start(f);
        finish(80);
        expect_image();
        if (HasFailure()) FAIL() << f.dram_base << " " << f.x_size << " " << f.x_stride;
      }
    }
  }
}

// All pads are written while the data are late, and the data then take one cycle each.
TEST_P(DmaWriter, WritesPadsWhileItWaitsForData) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int n = 0; n < 60; ++n) {
    start(random_load(random_, config_, kLoadTypes[n % 5], 60));
    const std::uint64_t jumps = desc_.has_pads ? desc_.y_size : 0;
    std::uint64_t written = 0;
    for (std::uint64_t i = 0; i < zeros() + jumps; ++i) {
      written += dut_->moving_o;
      cycle(false);
    }
    EXPECT_EQ(written, zeros());
    if (desc_.has_data) {
      cycle(false);  // the pad walker finds that it has come to its end
      EXPECT_EQ(finish(100), data_cycles());
    } else {
      finish(0);
    }
    expect_image();
    if (HasFailure()) FAIL() << "descriptor " << n;
  }
}

TEST_P(DmaWriter, NeedsNoMoreCyclesThanWritesAndRows) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (int n = 0; n < 60; ++n) {
    start(random_load(random_, config_, kLoadTypes[n % 5], 60));
    const std::uint64_t most = data_cycles() + zeros() + desc_.y_size + 1;
    EXPECT_LE(finish(100), most);
    expect_image();
  }
}

TEST_P(DmaWriter, ReportsAnErrorBeatAndWritesNoneOfIt) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  int failed = 0;
  for (int n = 0; n < 100; ++n) {
    const std::uint32_t one_in = one_of(random_, 2u, 7u, 100u);
    fails_ = [&, one_in](std::uint32_t a) {
      return (a / beat_ * 0x9e37'79b1u >> 20) % one_in == 0;
    };
    start(random_load(random_, config_, kLoadTypes[n % 5], 60));
    bool any = false;
    for (const std::uint32_t a : beats_) any = any || fails_(a);
    failed += any;
    finish(one_of(random_, 30u, 100u));
    EXPECT_EQ(done_error_, any ? ErrorCode::kAxiError : ErrorCode::kNone);
    expect_image();
    if (HasFailure()) FAIL() << "descriptor " << n;
  }
  EXPECT_TRUE(failed > 20 && failed < 80) << failed;
}

TEST_P(DmaWriter, AnErrorDescriptorMovesNothingAndLeaves) {
  for (int n = 0; n < 20; ++n) {
    // With rows above, between and below that would be zeros if it moved anything.
    MemFields f = random_load(random_, config_, kLoadTypes[n % 5], 30);
    f.x_size = f.y_size = 2;
    f.sram_base = 0;
    f.x_pad_0 = f.x_pad_1 = f.y_pad_0 = f.y_pad_1 = 1;
    start(f, ErrorCode::kSramOutOfRange);
    for (int i = 0; i < 20; ++i) {
      EXPECT_EQ(dut_->moving_o, 0);
      cycle(false);
    }
    EXPECT_EQ(finish(0), 0u);
    EXPECT_EQ(done_error_, ErrorCode::kSramOutOfRange);
    LaneMemory& memory = memories_.of(f.memory_type);
    for (std::size_t a = 0; a < memory.elements().size(); ++a) {
      for (const std::uint32_t writes : memory.writes(a)) ASSERT_EQ(writes, 0u) << "element " << a;
    }
  }
}

TEST_P(DmaWriter, DropTakesBeatsAndWritesNothing) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  MemFields f = random_load(random_, config_, kLoadTypes[GetParam() % 5], 30);
  f.x_size = f.y_size = 4;
  f.sram_base = f.y_pad_0 = 0;
  f.x_pad_0 = f.x_pad_1 = f.y_pad_1 = 1;
  start(f);
  while (beats_.size() > 2) cycle(random_.percent(60));
  dut_->drop_i = 1;
  memories_.sample(*dut_.operator->());  // the write of the cycle before may still be seen
  memories_.of(f.memory_type).forget_writes();
  cycle(true);
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(dut_->wr_valid_o, 0);
    EXPECT_EQ(dut_->done_valid_o, 0);
    cycle(random_.percent(50));
  }
  EXPECT_TRUE(beats_.empty());
}

INSTANTIATE_TEST_SUITE_P(Seeds, DmaWriter, testing::Range(0u, 5u));

}  // namespace
}  // namespace vta
