// SPDX-License-Identifier: Apache-2.0
//
// vta_compute: streams without errors, their order, tokens and statistics.

#include <gtest/gtest.h>

#include <memory>
#include <tuple>

#include "tests/rtl/compute/compute_bench.h"
#include "tests/rtl/insn_index.h"

namespace vta {
namespace {

constexpr auto kIndex = index_of(0);

class Compute : public testing::TestWithParam<std::tuple<std::uint32_t, std::uint32_t>> {
 protected:
  // GEMM over the first micro-ops: 8 steps.
  static Insn gemm(TokenFlags tokens = {}) {
    LoopFields l;
    l.uop_end = 4;
    l.iter_out = 2;
    l.iter_in = 1;
    return make_gemm({l, 0, 0}, tokens);
  }

  Insn random_insn() {
    Random& r = b_.random;
    const TokenFlags tokens = {r.percent(15), r.percent(15), r.percent(20), r.percent(20)};
    if (r.percent(60)) return b_.random_exec(tokens);
    if (r.percent(10)) return make_finish(tokens);
    const auto type = one_of(r, MemoryType::kUop, MemoryType::kAcc, MemoryType::kAcc8bit);
    MemFields f = random_load(r, b_.config, type, 30, ComputeBench::kDramUops);
    if (type != MemoryType::kUop && r.percent(70)) {  // among the accumulators that are used
      f.sram_base %= ComputeBench::kPlaces;
    }
    return make_load(f, tokens);
  }

  ComputeBench b_{std::get<0>(GetParam()), std::get<1>(GetParam())};
};

// Verifies: gemm.product, alu.operations, load.types
TEST_P(Compute, EqualsExecutionOneByOne) {
  SCOPED_TRACE(testing::Message() << "seed " << std::get<0>(GetParam()));
  std::uint32_t l2c = 0, s2c = 0, c2l = 0, c2s = 0;
  for (int phase = 0; phase < 8; ++phase) {
    b_.port.timing = random_timing(b_.random);
    std::uint32_t owed_l2c = 0, owed_s2c = 0;
    for (int i = 0; i < 50; ++i) {
      const Insn insn = random_insn();
      owed_l2c += insn.tokens.pop_prev;
      owed_s2c += insn.tokens.pop_next;
      c2l += insn.tokens.push_prev;
      c2s += insn.tokens.push_next;
      b_.send(insn);
    }
    l2c += owed_l2c;
    s2c += owed_s2c;
    const std::uint32_t supply = one_of(b_.random, 2u, 100u);
    for (int i = 0; i < 200'000 && b_.retired() < b_.sent() && !HasFailure(); ++i) {
      if (owed_l2c > 0 && b_.random.percent(supply)) ++b_.l2c, --owed_l2c;
      if (owed_s2c > 0 && b_.random.percent(supply)) ++b_.s2c, --owed_s2c;
      b_.cycle();
    }
    ASSERT_EQ(b_.retired(), b_.sent()) << "phase " << phase;
    for (int i = 0; i < 3; ++i) b_.cycle();
    EXPECT_EQ(b_.dut->quiet_o, 1);
    EXPECT_EQ(b_.dut->head_valid_o, 0);
  }
  EXPECT_EQ(b_.l2c_popped, l2c);
  EXPECT_EQ(b_.s2c_popped, s2c);
  EXPECT_EQ(b_.c2l_pushed, c2l);
  EXPECT_EQ(b_.c2s_pushed, c2s);
  // OUT shows the low bytes of ACC only: shift the others down to where they can be seen.
  LoopFields all;
  all.uop_end = 1;
  all.iter_out = 1;
  all.iter_in = b_.config.depth(MemoryType::kAcc);
  all.dst_factor_in = 1;
  b_.settle();  // what has retired has read the micro-op as it was
  b_.memories.uop[0] = 0;
  MemFields zero = ComputeBench::row(MemoryType::kUop, 1);
  zero.y_size = 0;
  zero.y_pad_0 = 1;
  b_.send(make_load(zero));
  for (int byte = 0; byte < 3; ++byte) b_.send(make_alu({all, 3, true, 8}));
  b_.run();
}

TEST_P(Compute, GemmAndAluFollowEachOtherWithoutAGap) {
  for (int i = 0; i < 20; ++i) b_.send(gemm());
  while (b_.retired() == 0) b_.cycle();
  const std::uint64_t first = b_.dut.cycle();
  b_.run();
  EXPECT_EQ(b_.dut.cycle() - first, 19u * 8);
}

// A NOP takes one step of the pipeline; it does not wait until the pipeline is empty, as LOADs do.
TEST_P(Compute, ANopBetweenGemmsLeavesNoGap) {
  constexpr std::uint64_t kPairs = 10;
  b_.send(gemm());
  for (std::uint64_t i = 0; i < kPairs; ++i) {
    b_.send(make_load({}));
    b_.send(gemm());
  }
  while (b_.retired() == 0) b_.cycle();
  const std::uint64_t first = b_.dut.cycle();
  b_.run();
  EXPECT_EQ(b_.dut.cycle() - first, kPairs * (1 + 8));
}

TEST_P(Compute, GemmWaitsForTheLoadsBeforeIt) {
  b_.port.timing.latency = 150;
  for (std::uint32_t i = 0; i < 3; ++i) {
    b_.send(make_load(ComputeBench::row(MemoryType::kAcc, 4, 4 * i, 100 * i)));
  }
  b_.send(gemm());
  const std::size_t before = b_.port.requests().size(), beats = b_.port.beats();
  for (int i = 0; i < 100; ++i) b_.cycle();
  EXPECT_GE(b_.port.requests().size() - before, 3u) << "LOADs do not wait for each other";
  EXPECT_EQ(b_.port.beats(), beats);
  EXPECT_EQ(b_.dut->memory_wait_o, 1);
  EXPECT_EQ(b_.dut->head_index_o, kIndex);
  EXPECT_EQ(b_.acc_writes, 0u);
  b_.run();
  EXPECT_EQ(b_.acc_writes, 8u);
}

// More LOADs than can wait for their retirement: none of them is lost, nor its micro-ops.
TEST_P(Compute, ManyLoadsWaitUntilALongGemmHasRetired) {
  constexpr std::uint32_t kLoads = 20, kFirst = 64;
  LoopFields l;
  l.uop_end = 4;
  l.iter_out = 500;
  l.iter_in = 1;
  b_.send(make_gemm({l, 0, 0}));
  for (std::uint32_t i = 0; i < kLoads; ++i) {
    b_.send(make_load(ComputeBench::row(MemoryType::kUop, 2, kFirst + 2 * i, 10 * i)));
  }
  l.uop_bgn = kFirst;
  l.uop_end = kFirst + 2 * kLoads;
  l.iter_out = 1;
  b_.send(make_gemm({l, 0, 0}));
  b_.run();
  EXPECT_EQ(b_.acc_writes, 2000u + 2 * kLoads);
}

TEST_P(Compute, ALoadWaitsForTheGemmBeforeIt) {
  LoopFields l;
  l.uop_end = 4;
  l.iter_out = 1;
  l.iter_in = 50;
  b_.send(make_gemm({l, 0, 0}));
  b_.send(make_load(ComputeBench::row(MemoryType::kUop, 4)));
  const std::size_t before = b_.port.requests().size();
  while (b_.retired() == 0) {
    b_.cycle();
    ASSERT_EQ(b_.port.requests().size(), before);
    ASSERT_EQ(b_.dut->quiet_o, 0);
  }
  b_.run();
  EXPECT_GT(b_.port.requests().size(), before);
}

// Verifies: tokens.pop
TEST_P(Compute, AllTokensAreThereBeforeAnyIsTaken) {
  for (const bool from_load : {true, false}) {
    b_.reset();
    b_.send(gemm({.pop_prev = true, .pop_next = true}));
    (from_load ? b_.l2c : b_.s2c) = 1;
    for (int i = 0; i < 30; ++i) b_.cycle();
    EXPECT_EQ(b_.dut->token_wait_o, 1);
    EXPECT_EQ(b_.dut->quiet_o, 1);
    EXPECT_EQ(b_.dut->head_valid_o, 1);
    EXPECT_EQ(b_.dut->head_index_o, kIndex);
    EXPECT_EQ(b_.l2c + b_.s2c, 1u);
    (from_load ? b_.s2c : b_.l2c) = 1;
    b_.run();
    EXPECT_EQ(b_.l2c + b_.s2c, 0u);
  }
}

// A load, a GEMM and a NOP each take and give tokens in both directions.
TEST_P(Compute, EveryKindOfInstructionMovesTokens) {
  constexpr TokenFlags kAll = {true, true, true, true};
  b_.send(make_load(ComputeBench::row(MemoryType::kAcc8bit, 2), kAll));
  b_.send(gemm(kAll));
  b_.send(make_load({}, kAll));
  b_.send(make_finish(kAll));
  b_.l2c = b_.s2c = 5;
  b_.run();
  EXPECT_EQ(b_.l2c, 1u);
  EXPECT_EQ(b_.s2c, 1u);
  EXPECT_EQ(b_.c2l_pushed, 4u);
  EXPECT_EQ(b_.c2s_pushed, 4u);
}

// One element for many rows: a beat for each of its lanes and a cycle for each row, not the beats
// of all rows. Verifies: load.types, load.acc8, load.pads
TEST_P(Compute, AnAccumulatorForManyRowsIsReadOnce) {
  constexpr std::uint32_t kRows = 20;
  const bool once = std::get<1>(GetParam()) != 0;
  for (const MemoryType type : {MemoryType::kAcc, MemoryType::kAcc8bit}) {
    SCOPED_TRACE(to_string(type));
    const std::uint64_t beats =
        b_.config.elem_bytes(type) / (1u << (b_.config.log_bus_width() - 3));
    MemFields f = ComputeBench::row(type, 1, 3, 77);
    std::uint64_t one_row = 0;
    for (f.y_size = 1; f.y_size <= kRows; f.y_size += kRows - 1) {
      const std::size_t requests = b_.port.requests().size(), read = b_.port.beats();
      const std::uint64_t from = b_.dut.cycle();
      b_.send(make_load(f));
      b_.run();
      const std::uint64_t cycles = b_.dut.cycle() - from;
      const bool reads_all = f.y_size > 1 && !once;
      EXPECT_EQ(b_.port.requests().size() - requests, reads_all ? kRows : 1);
      EXPECT_EQ(b_.port.beats() - read, reads_all ? kRows * beats : beats);
      if (f.y_size == 1) {
        one_row = cycles;
      } else {
        EXPECT_EQ(cycles - one_row, (kRows - 1) * (once ? 1 : beats));
      }
    }
    f.x_pad_1 = f.y_pad_0 = 1;
    b_.send(make_load(f));
    b_.run();
  }
}

// A shift and the two operations that join it in one pass: each of them counts its results.
TEST_P(Compute, OperationsInOnePassCountTheirResultsEach) {
  constexpr std::uint32_t kElems = 6;
  LoopFields l;
  l.uop_end = 1;
  l.iter_out = 1;
  l.iter_in = kElems;
  l.dst_factor_in = l.src_factor_in = 1;
  b_.run();
  const std::uint64_t before = b_.acc_writes;
  std::uint64_t busy = b_.dut.cycle();
  for (const AluOpcode op : {AluOpcode::kShr, AluOpcode::kMax, AluOpcode::kMin}) {
    b_.send(make_alu({l, static_cast<std::uint32_t>(op), true, 3}));
  }
  b_.run();
  busy = b_.dut.cycle() - busy;
  EXPECT_EQ(b_.acc_writes - before, 3 * kElems);
  EXPECT_LT(busy, 100u);
}

// LOADs that move nothing are never in error, and neither ask memory nor write.
TEST_P(Compute, NopsDoNothing) {
  const std::size_t before = b_.port.requests().size();
  MemFields nop;
  nop.sram_base = 0xffff;
  nop.y_size = 0xffff;
  nop.y_pad_1 = nop.x_pad_1 = 15;
  for (nop.memory_type = 0; nop.memory_type < 8; ++nop.memory_type) {
    if (nop.memory_type != 1 && nop.memory_type != 2) b_.send(make_load(nop));
  }
  b_.run();
  EXPECT_EQ(b_.port.requests().size(), before);
}

// Without and with everything that runs beside something else.
INSTANTIATE_TEST_SUITE_P(Seeds, Compute,
                         testing::Combine(testing::Range(0u, 12u),
                                          testing::Values(0u, ComputeBench::kAllFeatures)));

}  // namespace
}  // namespace vta
