// SPDX-License-Identifier: Apache-2.0
//
// vta_mem_decode: descriptors against describe(), which follows docs/semantics.md.

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "Vmem_decode_ports.h"
#include "tests/rtl/compute/desc.h"
#include "tests/rtl/insn_index.h"

namespace vta {
namespace {

constexpr Bases kBases = {0x1000'0040, 0xffff'ffc0, 0x8000'0000, 0x0000'0080, 0xdead'be00};

class MemDecode : public testing::Test {
 protected:
  MemDecode() {
    dut_->insn_valid_i = 0;
    dut_->desc_ready_i = 0;
    dut_->uop_base_i = kBases.uop;
    dut_->wgt_base_i = kBases.wgt;
    dut_->inp_base_i = kBases.inp;
    dut_->acc_base_i = kBases.acc;
    dut_->acc8_base_i = kBases.acc8;
    allow_once(true);
    dut_.reset();
  }

  // Whether one accumulator for many rows is read once; constant while the decoder is not empty.
  void allow_once(bool once) {
    once_ = once;
    dut_->once_i = once;
  }

  // One cycle: offers the instruction, if there is one, and compares what comes out. Returns
  // whether the instruction was taken.
  bool cycle(const Insn* offered, bool ready) {
    dut_->insn_valid_i = offered != nullptr;
    if (offered != nullptr) {
      put_insn(dut_->insn_i, config_, *offered);
      dut_->insn_index_i = index_of(next_);
    }
    dut_->desc_ready_i = ready;
    dut_.eval();
    const bool taken = offered != nullptr && dut_->insn_ready_o;
    const bool out = dut_->desc_valid_o;
    EXPECT_EQ(inside_.size(), static_cast<std::size_t>(out) + dut_->pending_o);
    if (out && !inside_.empty()) {
      compare(inside_.front());
      if (ready) {
        inside_.pop_front();
        ++received_;
      }
    }
    if (taken) inside_.push_back({*offered, index_of(next_++)});
    dut_.tick();
    return taken;
  }

  // One instruction through an empty decoder; returns its error, and keeps how it is read.
  ErrorCode error_of(const Insn& insn) {
    EXPECT_TRUE(cycle(&insn, true));
    cycle(nullptr, true);
    dut_.eval();
    EXPECT_EQ(dut_->desc_valid_o, 1);
    const auto error = static_cast<ErrorCode>(dut_->d_error);
    last_once_ = dut_->d_once;
    last_rows_ = dut_->d_rows;
    cycle(nullptr, true);
    EXPECT_TRUE(inside_.empty());
    return error;
  }

  struct Sent {
    Insn insn;
    std::uint32_t index;
  };

  // The fields that mean something for this instruction.
  void compare(const Sent& sent) {
    const Desc d = describe(config_, sent.insn, sent.index, kBases, once_);
    SCOPED_TRACE(testing::Message() << "instruction " << sent.index);
    const bool load = sent.insn.opcode == 0;
    EXPECT_EQ(dut_->d_index, d.index);
    EXPECT_EQ(dut_->d_push_prev, d.push_prev);
    EXPECT_EQ(dut_->d_push_next, d.push_next);
    EXPECT_EQ(dut_->d_error, static_cast<unsigned>(d.error));
    EXPECT_EQ(dut_->nop_o, load && sent.insn.mem().x_size == 0);
    const InsnWord word = encode(config_, sent.insn).value();
    EXPECT_EQ(get_bits(dut_->insn_o, 0, 64), word[0]);
    EXPECT_EQ(get_bits(dut_->insn_o, 64, 64), word[1]);
    if (d.error != ErrorCode::kNone) return;
    EXPECT_EQ(dut_->d_has_data, d.has_data);
    EXPECT_EQ(dut_->d_has_pads, d.has_pads);
    if (load) {
      EXPECT_EQ(dut_->d_mem_type, sent.insn.mem().memory_type);
    }
    if (d.has_data) {
      EXPECT_EQ(dut_->d_merged, d.merged);
      EXPECT_EQ(dut_->d_once, d.once);
      EXPECT_EQ(dut_->d_addr, d.addr);
      EXPECT_EQ(dut_->d_row_bytes, d.row_bytes);
      EXPECT_EQ(dut_->d_rows, d.rows);
      if (!d.merged) {
        EXPECT_EQ(dut_->d_stride_bytes, d.stride_bytes);
      }
      const std::uint32_t words = 1u << (config_.log_bus_width() - 5);  // micro-ops in a beat
      EXPECT_EQ(dut_->d_x_stride, d.x_stride % words);
      EXPECT_EQ(dut_->d_elems, d.elems);
      if (d.has_data) {
        EXPECT_EQ(dut_->d_last, d.sram_base + d.elems - 1);
      }
    }
    if (d.has_data || d.has_pads) {
      EXPECT_EQ(dut_->d_sram_base, d.sram_base);
      EXPECT_EQ(dut_->d_x_size, d.x_size);
      EXPECT_EQ(dut_->d_y_size, d.y_size);
      EXPECT_EQ(dut_->d_row_gap, d.row_gap);
      EXPECT_EQ(dut_->d_top_zeros, d.top_zeros);
      EXPECT_EQ(dut_->d_bottom_zeros, d.bottom_zeros);
    }
  }

  // A LOAD of the type that ends `beyond` elements behind the memory (negative: before its end).
  [[nodiscard]] Insn at_the_end(MemoryType type, std::int32_t beyond, MemFields f) const {
    f.memory_type = static_cast<std::uint32_t>(type);
    const auto total = static_cast<std::int64_t>(f.row_elems() * f.rows());
    f.sram_base = static_cast<std::uint32_t>(config_.depth(type) - total + beyond);
    return make_load(f);
  }

  const Config config_ = test_config();
  Dut<Vmem_decode_ports> dut_;
  std::deque<Sent> inside_;
  std::size_t next_ = 0;
  std::size_t received_ = 0;
  bool once_ = true;
  bool last_once_ = false;
  std::uint32_t last_rows_ = 0;
};

constexpr MemoryType kLoadTypes[] = {MemoryType::kUop, MemoryType::kWgt, MemoryType::kInp,
                                     MemoryType::kAcc, MemoryType::kAcc8bit};

// Verifies: error.sram_range
TEST_F(MemDecode, TheLastElementOfEachMemoryIsLegalAndTheNextIsNot) {
  for (const MemoryType type : kLoadTypes) {
    SCOPED_TRACE(to_string(type));
    MemFields one;
    one.x_size = one.y_size = 1;
    MemFields padded = one;
    padded.x_size = 3;
    padded.x_pad_0 = padded.y_pad_1 = 1;
    MemFields rows_of_pad = one;
    rows_of_pad.y_size = 0;
    rows_of_pad.y_pad_0 = 2;
    MemFields all;
    all.x_size = config_.depth(type) / 4;
    all.y_size = 4;
    for (const MemFields& f : {one, padded, rows_of_pad, all}) {
      EXPECT_EQ(error_of(at_the_end(type, 0, f)), ErrorCode::kNone);
      EXPECT_EQ(error_of(at_the_end(type, 1, f)), ErrorCode::kSramOutOfRange);
    }
  }
}

TEST_F(MemDecode, AnEmptyRangeIsLegalAtAnyBase) {
  MemFields f;
  f.sram_base = 0xffff;
  f.x_pad_0 = f.x_pad_1 = 15;
  for (const MemoryType type : kLoadTypes) {
    f.memory_type = static_cast<std::uint32_t>(type);
    f.x_size = 100;
    f.y_size = 0;
    f.y_pad_0 = f.y_pad_1 = 0;
    EXPECT_EQ(error_of(make_load(f)), ErrorCode::kNone) << "no row";
    f.x_size = 0;
    f.y_size = 0xffff;
    f.y_pad_0 = f.y_pad_1 = 15;
    EXPECT_EQ(error_of(make_load(f)), ErrorCode::kNone) << "no column";
  }
}

// Verifies: error.illegal_memory_type, zero.x_size
TEST_F(MemDecode, TheTypeCountsOnlyWhenThereAreColumns) {
  for (const std::uint32_t type : {4u, 6u, 7u}) {
    MemFields f;
    f.memory_type = type;
    EXPECT_EQ(error_of(make_load(f)), ErrorCode::kNone);
    f.x_size = 1;
    EXPECT_EQ(error_of(make_load(f)), ErrorCode::kIllegalMemoryType) << "without rows";
    f.y_size = 1;
    f.sram_base = 0xffff;
    EXPECT_EQ(error_of(make_load(f)), ErrorCode::kIllegalMemoryType) << "checked before the range";
  }
}

// Products that a narrower multiplier would wrap to nothing or to something small.
// Verifies: error.sram_range
TEST_F(MemDecode, HugeSizesDoNotWrap) {
  const std::uint32_t shapes[][2] = {{0xffff - 3, 4},  // with pads 65536 per row
                                     {0xffff, 0},
                                     {0xffff, 15},
                                     {0x8000, 0},
                                     {1, 0}};
  for (const auto& x : shapes) {
    for (const auto& y : shapes) {
      MemFields f;
      f.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
      f.x_size = x[0];
      f.x_pad_0 = f.x_pad_1 = x[1] == 4 ? 2 : x[1];
      f.y_size = y[0];
      f.y_pad_0 = f.y_pad_1 = y[1] == 4 ? 2 : y[1];
      const bool fits = f.row_elems() * f.rows() <= config_.depth(MemoryType::kInp);
      EXPECT_EQ(error_of(make_load(f)), fits ? ErrorCode::kNone : ErrorCode::kSramOutOfRange)
          << f.x_size << " x " << f.y_size;
    }
  }
}

TEST_F(MemDecode, OnlyOneAccumulatorForManyRowsIsReadOnce) {
  for (const MemoryType type : kLoadTypes) {
    SCOPED_TRACE(to_string(type));
    const bool acc = type == MemoryType::kAcc || type == MemoryType::kAcc8bit;
    MemFields f;
    f.memory_type = static_cast<std::uint32_t>(type);
    for (const bool allowed : {false, true}) {
      allow_once(allowed);
      for (f.x_size = 0; f.x_size < 4; ++f.x_size) {
        for (f.y_size = 0; f.y_size < 4; ++f.y_size) {
          for (f.x_stride = 0; f.x_stride < 3; ++f.x_stride) {
            const bool once = allowed && acc && f.x_size == 1 && f.y_size > 1 && f.x_stride == 0;
            ASSERT_EQ(error_of(make_load(f)), ErrorCode::kNone);
            EXPECT_EQ(last_once_, once) << f.x_size << " x " << f.y_size << " / " << f.x_stride;
            EXPECT_TRUE(!once || last_rows_ == 1);
          }
        }
      }
    }
  }
}

TEST_F(MemDecode, TakesAndGivesOnePerCycle) {
  Random random(1);
  constexpr std::size_t kCount = 100, kLatency = 2;
  for (std::size_t i = 0; i < kCount; ++i) {
    const Insn insn = make_load(random_load(random, config_, kLoadTypes[i % 5], 40));
    EXPECT_TRUE(cycle(&insn, true));
  }
  EXPECT_EQ(received_, kCount - kLatency);
  cycle(nullptr, true);
  cycle(nullptr, true);
  EXPECT_EQ(received_, kCount);
}

TEST_F(MemDecode, TakesTwoWhileNobodyTakesADescriptor) {
  Random random(2);
  for (int i = 0; i < 2; ++i) {
    const Insn insn = make_load(random_load(random, config_, kLoadTypes[i], 40));
    EXPECT_TRUE(cycle(&insn, false)) << "instruction " << i;
    for (int pause = 0; pause < 3; ++pause) cycle(nullptr, false);
  }
  const Insn third = make_load(random_load(random, config_, kLoadTypes[2], 40));
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(cycle(&third, false));
  EXPECT_TRUE(cycle(&third, true));
  for (int i = 0; i < 3; ++i) cycle(nullptr, true);
  EXPECT_EQ(received_, 3u);
}

class MemDecodeRandom : public MemDecode, public testing::WithParamInterface<std::uint32_t> {};

Insn random_insn(Random& random, const Config& config) {
  TokenFlags tokens;
  tokens.push_prev = random.percent(50);
  tokens.push_next = random.percent(50);
  if (random.percent(10)) return make_finish(tokens);
  if (random.percent(10)) {  // no LOAD, whatever its bits mean in one; factors fit their fields
    const auto below_depth = [&](MemoryType of) { return random.below(config.depth(of)); };
    GemmFields gemm;
    gemm.loop.uop_end = random.below(100);
    gemm.loop.iter_in = gemm.loop.iter_out = random.below(1u << 14);
    gemm.loop.dst_factor_out = below_depth(MemoryType::kAcc);
    gemm.loop.dst_factor_in = below_depth(MemoryType::kAcc);
    gemm.loop.src_factor_out = below_depth(MemoryType::kInp);
    gemm.loop.src_factor_in = below_depth(MemoryType::kInp);
    gemm.wgt_factor_out = below_depth(MemoryType::kWgt);
    gemm.wgt_factor_in = below_depth(MemoryType::kWgt);
    return make_gemm(gemm, tokens);
  }
  const MemoryType type = kLoadTypes[random.below(5)];
  MemFields f = random_load(random, config, type, config.depth(type));
  if (random.percent(15)) f.sram_base += random.below(3);  // perhaps beyond the end
  if (random.percent(10)) {                                // every field at random
    f.sram_base = random.below(1 << 16);
    f.x_size = random.below(1 << 16);
    f.y_size = random.below(1 << 16);
    f.x_stride = random.below(1 << 16);
  }
  if (random.percent(5)) f.memory_type = random.below(8);
  return make_load(f, tokens);
}

TEST_P(MemDecodeRandom, MatchesTheModelUnderBackPressure) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  Random random(GetParam());
  for (int phase = 0; phase < 20; ++phase) {
    const std::uint32_t offer = one_of(random, 20u, 60u, 100u);
    const std::uint32_t accept = one_of(random, 20u, 60u, 100u);
    Insn insn = random_insn(random, config_);
    bool waiting = false;
    for (int i = 0; i < 500; ++i) {
      waiting = waiting || random.percent(offer);
      if (cycle(waiting ? &insn : nullptr, random.percent(accept))) {
        waiting = false;
        insn = random_insn(random, config_);
      }
      if (HasFailure()) return;
    }
    while (waiting && !cycle(&insn, true)) {
    }
    while (!inside_.empty()) cycle(nullptr, true);
    allow_once(random.percent(50));
  }
  EXPECT_GT(received_, 2000u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, MemDecodeRandom, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
