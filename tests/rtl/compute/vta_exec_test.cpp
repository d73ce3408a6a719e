// SPDX-License-Identifier: Apache-2.0
//
// vta_exec: streams without errors. ExecBench compares every write, every end and every cycle
// count.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "tests/rtl/compute/exec_bench.h"
#include "tests/rtl/compute/random_compute.h"

namespace vta {
namespace {

enum class Kind { kGemm, kReset, kImm, kTensor, kNop };
constexpr Kind kAllKinds[] = {Kind::kGemm, Kind::kReset, Kind::kImm, Kind::kTensor, Kind::kNop};

// Micro-ops for every pair of accumulators below 4.
constexpr std::uint32_t kPlaces = 4;
void set_pairs(ComputeModel& memories) {
  for (std::uint32_t i = 0; i < kPlaces * kPlaces; ++i) {
    memories.set_uop(i, {i / kPlaces, i % kPlaces, (i * 5) % 8});
  }
}

// An instruction of one micro-op: acc[dst], with acc[src] or inp[src] as its source.
Insn one(Kind kind, std::uint32_t dst, std::uint32_t src, std::uint32_t alu_opcode = 2,
         std::int32_t imm = 1) {
  LoopFields l;
  l.uop_bgn = dst * kPlaces + src;
  l.uop_end = l.uop_bgn + 1;
  l.iter_in = l.iter_out = 1;
  l.reset = kind == Kind::kReset;
  if (kind == Kind::kNop) return make_finish();
  if (kind == Kind::kGemm || kind == Kind::kReset) return make_gemm({l, 0, 0});
  return make_alu({l, alu_opcode, kind == Kind::kImm, imm});
}

class Exec : public testing::TestWithParam<std::uint32_t> {
 protected:
  // Loops over micro-ops whose sums stay within the memories: each index below half of its depth,
  // the factors small. Accumulators below `places`, to meet each other often.
  Insn random_insn(std::uint32_t places) {
    Random& r = bench_.random();
    const TokenFlags tokens = {false, false, r.percent(30), r.percent(30)};
    if (r.percent(8)) return r.percent(50) ? make_finish(tokens) : make_load({}, tokens);
    LoopFields l = random_loop(r, config_, 5, 3);
    l.reset = r.percent(25);
    l.dst_factor_out = r.below(places / 4);
    l.dst_factor_in = r.below(places / 4);
    l.src_factor_out = r.below(places / 4);
    l.src_factor_in = r.below(places / 4);
    if (r.percent(40)) return make_gemm({l, r.below(3), r.below(3)}, tokens);
    const auto imm = static_cast<std::int32_t>(r.below(1 << 16)) - (1 << 15);
    return make_alu({l, r.below(5), r.percent(40), r.percent(50) ? imm % 40 : imm}, tokens);
  }

  void set_random_uops(std::uint32_t places) {
    ComputeModel& m = bench_.memories();
    for (std::uint32_t i = 0; i < m.uop.size(); ++i) {
      Random& r = bench_.random();
      m.set_uop(i, {r.below(places), r.below(places), r.below(8)});
    }
  }

  const Config config_ = ExecBench::config();
  ExecBench bench_{GetParam()};
};

// Verifies: acc.hazards
TEST_P(Exec, EqualsOneMicroOpAfterTheOther) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (const std::uint32_t places : {4u, 12u}) {
    set_random_uops(places);
    for (int n = 0; n < 300; ++n) bench_.send(random_insn(places));
    bench_.run(places == 4 ? 0 : 30);
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_EQ(bench_.retired(), 600u);
  EXPECT_GT(bench_.writes(), 1000u);
}

// A tail engine claims elements, micro-ops are read by others, and instructions are taken late:
// only the time changes. ExecBench also checks that each micro-op waits while its elements are
// claimed, and no longer, and which micro-ops are shown. Verifies: acc.hazards
TEST_P(Exec, EqualsOneMicroOpAfterTheOtherWhateverItWaitsFor) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  constexpr ExecBench::Trouble kTroubles[] = {{20, 0, 0},   {0, 40, 0},   {0, 0, 60},
                                              {10, 30, 30}, {50, 80, 90}, {2, 5, 5}};
  for (const ExecBench::Trouble& trouble : kTroubles) {
    bench_.set_trouble(trouble);
    const std::uint32_t places = bench_.random().percent(50) ? 4 : 12;
    set_random_uops(places);
    for (int n = 0; n < 150; ++n) bench_.send(random_insn(places));
    bench_.run(bench_.random().percent(50) ? 0 : 30);
    ASSERT_FALSE(HasFailure()) << "trouble " << trouble.tail << ' ' << trouble.taken << ' '
                               << trouble.late;
  }
  EXPECT_EQ(bench_.retired(), 900u);
  EXPECT_GT(bench_.traffic().waits(), 100u);
  EXPECT_GT(bench_.traffic().seen(), 500u);
}

// Every kind of producer and consumer of an accumulator, 0 to 6 instructions of every kind between.
// Verifies: acc.hazards
TEST_P(Exec, ResultsAreSeenAtEveryDistance) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  set_pairs(bench_.memories());
  Random& r = bench_.random();
  for (const Kind producer : {Kind::kGemm, Kind::kReset, Kind::kImm, Kind::kTensor}) {
    for (const Kind between : kAllKinds) {
      for (int distance = 0; distance <= 6; ++distance) {
        const std::array<Insn, 5> consumers = {one(Kind::kGemm, 1, 2), one(Kind::kImm, 1, 2),
                                               one(Kind::kTensor, 1, 2), one(Kind::kTensor, 2, 1),
                                               one(Kind::kTensor, 1, 1)};
        for (const Insn& consumer : consumers) {
          bench_.send(one(producer, 1, 2, 2, static_cast<std::int32_t>(r.below(1000))));
          for (int i = 0; i < distance; ++i) bench_.send(one(between, 3, 0, 2, 3));
          bench_.send(consumer);
          if (r.percent(30)) {  // something of its own in every accumulator again
            for (std::uint32_t a = 0; a < kPlaces; ++a) bench_.send(one(Kind::kGemm, a, a));
          }
        }
      }
    }
  }
  bench_.run();
  EXPECT_EQ(bench_.cycles(), bench_.steps() + ExecBench::kLatency);
}

// The same accumulator again and again, within one instruction.
TEST_P(Exec, ARowOfMicroOpsMayHitOneAccumulator) {
  ComputeModel& m = bench_.memories();
  for (std::uint32_t period = 1; period <= 5; ++period) {
    for (std::uint32_t i = 0; i < 12; ++i) m.set_uop(12 * period + i, {i % period, i % 3, i % 8});
  }
  for (std::uint32_t period = 1; period <= 5; ++period) {
    LoopFields l;
    l.uop_bgn = 12 * period;
    l.uop_end = l.uop_bgn + 12;
    l.iter_out = l.iter_in = 2;
    bench_.send(make_gemm({l, 1, 0}));
    for (const bool imm : {false, true}) bench_.send(make_alu({l, 2, imm, 77}));
  }
  bench_.run();
  EXPECT_EQ(bench_.writes(), 5u * 3 * 48);
}

TEST_P(Exec, OneMicroOpPerCycleAndNoneBetweenInstructions) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  set_random_uops(8);
  LoopFields l;
  l.uop_bgn = 2;
  l.uop_end = 9;
  l.iter_out = 5;
  l.iter_in = 3;
  constexpr std::uint64_t kTrips = 7 * 5 * 3;
  bench_.send(make_gemm({l, 0, 0}));
  bench_.send(make_alu({l, 1, true, 5}));
  bench_.send(make_finish());
  bench_.send(make_alu({l, 0, false, 0}));
  l.reset = true;
  bench_.send(make_gemm({l, 0, 0}));
  EXPECT_EQ(bench_.steps(), kTrips + kTrips + 1 + 2 * kTrips + kTrips);
  bench_.run();
  EXPECT_EQ(bench_.cycles(), bench_.steps() + ExecBench::kLatency);
}

TEST_P(Exec, EmptyInstructionsFollowEachOtherInEveryCycle) {
  for (int i = 0; i < 200; ++i) {
    LoopFields l;
    l.uop_bgn = l.uop_end = 3;
    l.iter_in = l.iter_out = 9;
    bench_.send(i % 3 == 0   ? make_finish({.push_next = true})
                : i % 3 == 1 ? make_gemm({l, 0, 0})
                             : make_load({}));
  }
  bench_.run();
  EXPECT_EQ(bench_.cycles(), 200 + ExecBench::kLatency);
  EXPECT_EQ(bench_.writes(), 0u);
}

// A reset uses neither INP nor WGT, nor an immediate operation a source, so their sums may go on
// beyond any memory.
TEST_P(Exec, IndicesThatNobodyUsesMayLeaveTheirMemories) {
  set_random_uops(8);
  LoopFields l;
  l.uop_end = 1;
  l.iter_in = 1;
  l.iter_out = (1u << 14) - 1;
  l.src_factor_out = config_.depth(MemoryType::kInp) - 1;
  const std::uint32_t wgt = config_.depth(MemoryType::kWgt) - 1;
  for (const bool inner : {false, true}) {
    if (inner) {
      std::swap(l.iter_in, l.iter_out);
      std::swap(l.src_factor_in, l.src_factor_out);
    }
    LoopFields reset = l;
    reset.reset = true;
    bench_.send(make_gemm({reset, inner ? 0 : wgt, inner ? wgt : 0}));
    LoopFields alu = l;
    alu.src_factor_in = std::min(l.src_factor_in, config_.depth(MemoryType::kAcc) - 1);
    alu.src_factor_out = std::min(l.src_factor_out, config_.depth(MemoryType::kAcc) - 1);
    bench_.send(make_alu({alu, 2, true, 3}));
  }
  bench_.run();
  EXPECT_EQ(bench_.writes(), 4u * ((1u << 14) - 1));
  EXPECT_EQ(bench_.cycles(), bench_.steps() + ExecBench::kLatency);
}

// The reset is synchronous: a single cycle of it is enough, whatever is in which stage.
TEST_P(Exec, OneCycleOfResetEmptiesThePipeline) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  set_random_uops(8);
  LoopFields l;
  l.uop_bgn = 2;
  l.uop_end = 5;
  l.iter_out = l.iter_in = 1;
  for (unsigned cycles = 0; cycles < 24; ++cycles) {
    SCOPED_TRACE(testing::Message() << "reset after " << cycles << " cycles");
    bench_.send(make_gemm({l, 0, 0}));
    bench_.send(make_finish());
    for (const bool imm : {true, false}) bench_.send(make_alu({l, 2, imm, 5}));
    bench_.send(make_gemm({l, 0, 0}));
    bench_.reset_after(cycles);
    bench_.send(make_gemm({l, 0, 0}));
    bench_.run();
    ASSERT_FALSE(HasFailure());
  }
}

// Every operation on every pair of boundary values: acc[1] and acc[2] hold them, acc[0] the result;
// also as immediates, where they fit.
// Verifies: alu.operations, alu.shift
TEST(ExecAlu, ValuesAtTheirBoundaries) {
  constexpr std::uint32_t kMin = 0x8000'0000, kMax = 0x7fff'ffff;
  constexpr std::uint32_t kValues[] = {
      0,      1,       2,       15,      30,   31,       32,   33,   63,   64,    0x7fff,
      0x8000, 0xffff,  kMax,    ~0u,     -2u,  -15u,     -30u, -31u, -32u, -33u,  -63u,
      -64u,   -32767u, -32768u, -32769u, kMin, kMin + 1, 3,    100u, 77u,  12345u};
  const std::size_t lanes = ExecBench(0).memories().acc[0].size();
  for (const std::uint32_t b : kValues) {
    for (std::size_t first = 0; first < std::size(kValues); first += lanes) {
      ExecBench bench(1);
      ComputeModel& m = bench.memories();
      set_pairs(m);
      std::fill(m.acc[2].begin(), m.acc[2].end(), b);
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        m.acc[1][lane] = kValues[(first + lane) % std::size(kValues)];
      }
      const auto imm = static_cast<std::int32_t>(b);
      const bool fits = imm == static_cast<std::int16_t>(imm);
      for (std::uint32_t op = 0; op < 5; ++op) {
        for (const Kind kind : {Kind::kTensor, Kind::kImm}) {
          if (kind == Kind::kImm && !fits) continue;
          bench.send(one(Kind::kReset, 0, 0));
          bench.send(one(Kind::kTensor, 0, 1, 2));  // acc[0] = a
          bench.send(one(kind, 0, 2, op, fits ? imm : 0));
        }
      }
      bench.run();
      ASSERT_FALSE(testing::Test::HasFailure()) << "second operand " << imm;
    }
  }
}

TEST(ExecAlu, TheModelKnowsTheRuleOfShr) {
  constexpr std::uint32_t kShr = 3, kMinus8 = -8u, kMin = 0x8000'0000;
  EXPECT_EQ(alu_lane(kShr, kMinus8, 1), -4u);
  EXPECT_EQ(alu_lane(kShr, -1u, 31), -1u);
  EXPECT_EQ(alu_lane(kShr, kMinus8, 32), -1u);
  EXPECT_EQ(alu_lane(kShr, 7, 1000), 0u);
  EXPECT_EQ(alu_lane(kShr, 7, -1u), 14u);
  EXPECT_EQ(alu_lane(kShr, 3, -31u), kMin);
  EXPECT_EQ(alu_lane(kShr, 3, -32u), 0u);
  EXPECT_EQ(alu_lane(kShr, 3, kMin), 0u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Exec, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
