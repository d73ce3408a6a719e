// SPDX-License-Identifier: Apache-2.0
//
// GEMM: products, loop nests, order of micro-ops, reset, indices out of range.

#include <algorithm>

#include "tests/sim/semantics/machine.h"

namespace vta {
namespace {

using Gemm = OnEverySimulator;

// inp[i] = i + 1 in every lane, wgt[w] = 10^w on the diagonal: inp i times wgt w is (i + 1) * 10^w.
void fill(Machine& m) {
  for (std::uint32_t i = 0; i < 8; ++i) m.set_inp(i, Bytes(16, static_cast<std::int8_t>(i + 1)));
  int factor = 1;
  for (std::uint32_t w = 0; w < 3; ++w, factor *= 10) {
    Bytes diagonal(256);
    for (std::size_t lane = 0; lane < 16; ++lane) {
      diagonal[lane * 17] = static_cast<std::int8_t>(factor);
    }
    m.set_wgt(w, diagonal);
  }
}

void expect_acc(Machine& m, std::size_t first, std::initializer_list<int> values) {
  for (const int value : values) {
    EXPECT_EQ(m.acc(first), all32(16, value)) << "ACC element " << first;
    ++first;
  }
}

// Verifies: gemm.product
TEST_P(Gemm, EveryOutputLaneIsTheDotProductWithItsRowOfWeights) {
  Machine m(GetParam());
  const Bytes inp = ramp8(16, -128, 17);
  const Bytes wgt = ramp8(256, 5, 37);
  const Words before = ramp32(16, -1000, 3000000);
  m.set_inp(3, inp);
  m.set_wgt(4, wgt);
  m.set_acc(5, before);
  m.set_uops({{5, 3, 4}});
  const RunReport report = m.finish({make_gemm({once(0, 1), 0, 0})});
  Words expected = before;
  for (std::size_t o = 0; o < 16; ++o) {
    for (std::size_t k = 0; k < 16; ++k) expected[o] += inp[k] * wgt[16 * o + k];
  }
  EXPECT_EQ(m.acc(5), expected);
  EXPECT_EQ(report.statistics.gemm_counter, 1u);
}

// Verifies: gemm.product
TEST_P(Gemm, EveryRowOfABatchMeetsTheSameWeights) {
  const auto config =
      Config::from_file(std::string(VTA_SOURCE_DIR) + "/hw/config/2x16x16.json").value();
  Machine m(GetParam(), config);
  const Bytes inp = ramp8(32, -100, 7);
  const Bytes wgt = ramp8(256, 1, 11);
  m.set_inp(0, inp);
  m.set_wgt(0, wgt);
  m.set_acc(0, ramp32(32, 0));
  m.set_uops({{0, 0, 0}});
  m.finish({make_gemm({once(0, 1), 0, 0})});
  Words expected = ramp32(32, 0);
  for (std::size_t b = 0; b < 2; ++b) {
    for (std::size_t o = 0; o < 16; ++o) {
      for (std::size_t k = 0; k < 16; ++k)
        expected[16 * b + o] += inp[16 * b + k] * wgt[16 * o + k];
    }
  }
  EXPECT_EQ(m.acc(0), expected);
}

// Verifies: gemm.product
TEST_P(Gemm, ExtremeProductsAreExact) {
  Machine m(GetParam());
  m.set_uops({{0, 0, 0}});
  m.set_inp(0, Bytes(16, -128));
  m.set_wgt(0, Bytes(256, -128));
  m.set_acc(0, all32(16, 0));
  m.finish({make_gemm({once(0, 1), 0, 0})});
  expect_acc(m, 0, {16 * 16384});
}

// Verifies: arithmetic.wraps
TEST_P(Gemm, SumsWrapModulo2To32) {
  Machine m(GetParam());
  m.set_uops({{0, 0, 0}});
  m.set_inp(0, Bytes(16, 1));
  m.set_wgt(0, Bytes(256, 1));
  m.set_acc(0, all32(16, INT32_MAX));
  m.finish({make_gemm({once(0, 1), 0, 0})});
  expect_acc(m, 0, {INT32_MIN + 15});
  m.set_wgt(0, Bytes(256, -1));
  m.finish({make_gemm({once(0, 1), 0, 0})});
  expect_acc(m, 0, {INT32_MAX});
}

// Verifies: gemm.nest
TEST_P(Gemm, LoopsAddFactorsTimesCountersToTheMicroOp) {
  Machine m(GetParam());
  fill(m);
  m.set_uops({{9, 0, 0}, {0, 0, 0}, {1, 1, 0}});
  GemmFields f{once(1, 3), 1, 0};
  f.loop.iter_out = 2;
  f.loop.iter_in = 3;
  f.loop.dst_factor_out = 6;
  f.loop.dst_factor_in = 2;
  f.loop.src_factor_out = 1;
  f.loop.src_factor_in = 2;
  for (std::uint32_t e = 0; e < 13; ++e) m.set_acc(e, all32(16, 0));
  const RunReport report = m.finish({make_gemm(f)});
  // out 0: inp 0 1 2 3 4 5 with wgt 0; out 1: inp 1 2 3 4 5 6 with wgt 1.
  expect_acc(m, 0, {1, 2, 3, 4, 5, 6, 20, 30, 40, 50, 60, 70, 0});
  EXPECT_EQ(report.statistics.gemm_counter, 12u);
}

// Verifies: gemm.nest
TEST_P(Gemm, InnerFactorOfWeights) {
  Machine m(GetParam());
  fill(m);
  m.set_uops({{0, 1, 0}});
  m.set_acc(0, all32(16, 0));
  GemmFields f{once(0, 1), 0, 1};
  f.loop.iter_in = 3;
  m.finish({make_gemm(f)});
  expect_acc(m, 0, {2 + 20 + 200});
}

// Verifies: acc.hazards
TEST_P(Gemm, RepeatedDestinationsAccumulateAtAnyDistance) {
  for (std::uint32_t distance = 1; distance <= 6; ++distance) {
    SCOPED_TRACE("distance " + std::to_string(distance));
    Machine m(GetParam());
    fill(m);
    std::vector<Uop> uops;
    for (std::uint32_t k = 0; k < 4 * distance; ++k) uops.push_back({k % distance, 0, 0});
    m.set_uops(uops);
    for (std::uint32_t e = 0; e < distance; ++e) m.set_acc(e, all32(16, 0));
    m.finish({make_gemm({once(0, 4 * distance), 0, 0})});
    for (std::uint32_t e = 0; e < distance; ++e) expect_acc(m, e, {4});
  }
}

// Verifies: gemm.product, error.index
TEST_P(Gemm, ResetWritesZerosLooksAtNothingElseAndIsNotCounted) {
  Machine m(GetParam());
  for (std::uint32_t e = 0; e < 4; ++e) m.set_acc(e, all32(16, 7));
  m.set_uops({{1, 2047, 1023}});
  GemmFields f{once(0, 1), 1023, 1023};
  f.loop.reset = true;
  f.loop.iter_in = 2;
  f.loop.dst_factor_in = 1;
  f.loop.src_factor_out = f.loop.src_factor_in = 2047;
  const RunReport report = m.finish({make_gemm(f)});
  expect_acc(m, 0, {7, 0, 0, 7});
  EXPECT_EQ(report.statistics.gemm_counter, 0u);
}

// Verifies: zero.loops
TEST_P(Gemm, EmptyLoopsDoNothing) {
  Machine m(GetParam());
  fill(m);
  m.set_acc(0, all32(16, 7));
  m.set_uops({{0, 0, 0}, {0, 0, 0}});
  std::vector<Insn> insns;
  for (const bool reset : {false, true}) {
    GemmFields f{once(0, 2), 0, 0};
    f.loop.reset = reset;
    f.loop.iter_out = 0;
    insns.push_back(make_gemm(f));
    f.loop.iter_out = 0x3fff;
    f.loop.iter_in = 0;
    insns.push_back(make_gemm(f));
    f.loop.iter_in = 0x3fff;
    f.loop.uop_bgn = f.loop.uop_end = 1;
    insns.push_back(make_gemm(f));
    f.loop.uop_bgn = 2;  // behind the end
    insns.push_back(make_gemm(f));
    f.loop.uop_bgn = 8191;
    f.loop.uop_end = 8191;
    f.loop.dst_factor_out = 2047;
    insns.push_back(make_gemm(f));
  }
  EXPECT_EQ(m.finish(insns).statistics, Statistics{});
  expect_acc(m, 0, {7});
}

// --- Indices out of range
// ---------------------------------------------------------------------------

// Verifies: error.index
TEST_P(Gemm, MicroOpsBeforeTheOffendingOneHaveTakenEffect) {
  Machine m(GetParam());
  fill(m);
  for (std::uint32_t e = 2040; e < 2048; ++e) m.set_acc(e, all32(16, 0));
  m.set_uops({{2044, 0, 0}, {2040, 0, 0}});
  GemmFields f{once(0, 2), 0, 0};
  f.loop.iter_out = 2;
  f.loop.iter_in = 3;
  f.loop.dst_factor_out = 3;
  f.loop.dst_factor_in = 1;
  // out 0: 2044 2040 2045 2041 2046 2042; out 1: 2047 2043, then 2048.
  const RunReport report = m.fail({make_gemm(f), make_finish()}, ErrorCode::kSramOutOfRange, 0);
  expect_acc(m, 2040, {1, 1, 1, 1, 1, 1, 1, 1});
  EXPECT_EQ(report.statistics.gemm_counter, 0u);
}

// Verifies: error.index
TEST_P(Gemm, ActivationAndWeightIndicesAreChecked) {
  Machine m(GetParam());
  fill(m);
  m.set_acc(0, all32(16, 0));
  m.set_uops({{0, 0, 0}, {0, 2047, 0}, {0, 0, 1023}});
  m.set_inp(2047, Bytes(16, 5));
  m.set_wgt(1023, Bytes(256, 1));
  GemmFields f{once(1, 2), 0, 0};
  f.loop.iter_in = 2;
  f.loop.src_factor_in = 1;
  m.fail({make_gemm(f)}, ErrorCode::kSramOutOfRange, 0);
  expect_acc(m, 0, {5});
  f = {once(2, 3), 1, 0};
  f.loop.iter_out = 2;
  m.fail({make_gemm(f)}, ErrorCode::kSramOutOfRange, 0);
  expect_acc(m, 0, {5 + 16});
}

// Verifies: error.index
TEST_P(Gemm, MicroOpIndexIsCheckedWhenItIsReached) {
  Machine m(GetParam());
  fill(m);
  for (std::uint32_t e = 0; e < 3; ++e) m.set_acc(e, all32(16, 0));
  m.set_uops({{0, 0, 0}});
  m.put(Machine::kData, Words{0, 0});
  m.finish({make_load(transfer(kUop, 8190, Machine::kData / 4, 1, 2))});
  GemmFields f{once(8190, 8193), 0, 0};
  f.loop.iter_in = 3;
  f.loop.dst_factor_in = 1;
  m.fail({make_gemm(f)}, ErrorCode::kSramOutOfRange, 0);
  expect_acc(m, 0, {2, 0, 0});
  // All that exist, and more than that.
  f.loop.uop_bgn = 0;
  f.loop.uop_end = 16383;
  m.fail({make_gemm(f)}, ErrorCode::kSramOutOfRange, 0);
  expect_acc(m, 0, {2 + 8192, 0, 0});
}

TEST_P(Gemm, TheLastElementsAreInRange) {
  Machine m(GetParam());
  m.set_inp(2047, Bytes(16, 2));
  m.set_wgt(1023, Bytes(256, 1));
  m.set_acc(2047, all32(16, 0));
  m.put(Machine::kData,
        Words{static_cast<std::int32_t>(encode_uop(m.config(), {2047, 2047, 1023}).value())});
  m.finish({make_load(transfer(kUop, 8191, Machine::kData / 4, 1, 1)),
            make_gemm({once(8191, 8192), 0, 0})});
  expect_acc(m, 2047, {32});
}

// Verifies: error.index
TEST_P(Gemm, IndicesAreComputedWithoutLossOfBits) {
  Machine m(GetParam());
  fill(m);
  m.set_acc(0, all32(16, 0));
  m.set_uops({{0, 0, 0}});
  GemmFields f{once(0, 1), 0, 0};
  f.loop.iter_out = 0x3fff;
  f.loop.iter_in = 3;
  f.loop.dst_factor_out = f.loop.dst_factor_in = 2047;
  m.fail({make_gemm(f)}, ErrorCode::kSramOutOfRange, 0);
  // 0, 2047, then 4094, which would be 2046 if bits were lost.
  expect_acc(m, 0, {1});
}

VTA_ON_EVERY_SIMULATOR(Gemm);

}  // namespace
}  // namespace vta
