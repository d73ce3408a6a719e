// SPDX-License-Identifier: Apache-2.0
//
// vta_alu: each operation against arithmetic in 64 bits, for operands at every corner and random
// ones, and shifts by every amount in both directions.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include VTA_TEST_HEADER
#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"

namespace vta {
namespace {

enum Op : std::uint8_t { kMin, kMax, kAdd, kShr, kMul };

std::int32_t low_word(std::int64_t value) { return static_cast<std::int32_t>(value); }

// The rule of the ISA for SHR: to the right by at most 31, to the left beyond the word is zero.
std::int32_t shifted(std::int32_t a, std::int64_t b) {
  if (b >= 0) return a >> std::min<std::int64_t>(b, 31);
  if (b <= -32) return 0;
  return low_word(std::int64_t{a} << -b);
}

std::int32_t expected(Op op, std::int32_t a, std::int32_t b) {
  switch (op) {
    case kMin:
      return std::min(a, b);
    case kMax:
      return std::max(a, b);
    case kAdd:
      return low_word(std::int64_t{a} + b);
    case kShr:
      return shifted(a, b);
    case kMul:
      break;
  }
  return low_word(std::int64_t{a} * b);
}

std::vector<std::int32_t> corners() {
  std::vector<std::int32_t> values = {std::numeric_limits<std::int32_t>::min(),
                                      std::numeric_limits<std::int32_t>::max()};
  for (std::int32_t near = -3; near <= 3; ++near) {
    for (const std::int32_t at : {0, 32, -32, 127, -128, 32767, -32768, 1 << 17, -(1 << 17)}) {
      values.push_back(at + near);
    }
  }
  return values;
}

class Alu : public testing::Test {
 protected:
  // `dot` must not matter to an operation of the ALU.
  std::int32_t operate(Op op, std::int32_t a, std::int32_t b, std::int32_t dot) {
    dut_->gemm_i = 0;
    dut_->op_i = op;
    dut_->a_i = static_cast<std::uint32_t>(a);
    dut_->b_i = static_cast<std::uint32_t>(b);
    dut_->dot_i = static_cast<std::uint32_t>(dot);
    dut_.eval();
    return static_cast<std::int32_t>(dut_->y_o);
  }

  void check(std::int32_t a, std::int32_t b, std::int32_t dot) {
    for (const Op op : {kMin, kMax, kAdd, kShr, kMul}) {
      ASSERT_EQ(operate(op, a, b, dot), expected(op, a, b))
          << "operation " << int{op} << " of " << a << " and " << b;
    }
  }

  Dut<VTA_TEST_MODEL> dut_;
};

// Verifies: alu.operations, arithmetic.wraps
TEST_F(Alu, IsExactAtTheCorners) {
  for (const std::int32_t a : corners()) {
    for (const std::int32_t b : corners()) check(a, b, ~a);
  }
}

// Verifies: alu.shift
TEST_F(Alu, ShiftsByEveryAmountInBothDirections) {
  for (const std::uint32_t word : {0x80000001u, 0x7ffffffeu, 0xa5a5c33cu, 0xffffffffu, 1u}) {
    const auto a = static_cast<std::int32_t>(word);
    for (std::int32_t b = -70; b <= 70; ++b) {
      ASSERT_EQ(operate(kShr, a, b, 0), shifted(a, b)) << a << " by " << b;
    }
  }
}

TEST_F(Alu, AddsTheDotProductOfAGemmWhateverTheOtherFieldsSay) {
  Rng random(1);
  for (int i = 0; i < 1000; ++i) {
    const auto a = static_cast<std::int32_t>(random());
    const auto dot = static_cast<std::int32_t>(random());
    dut_->gemm_i = 1;
    dut_->op_i = static_cast<std::uint8_t>(i % 8);
    dut_->a_i = static_cast<std::uint32_t>(a);
    dut_->b_i = random();
    dut_->dot_i = static_cast<std::uint32_t>(dot);
    dut_.eval();
    ASSERT_EQ(static_cast<std::int32_t>(dut_->y_o), low_word(std::int64_t{a} + dot));
  }
}

class RandomAlu : public Alu, public testing::WithParamInterface<std::uint32_t> {};

TEST_P(RandomAlu, IsExact) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  Rng random(GetParam());
  for (int i = 0; i < 10'000; ++i) {
    const auto a = static_cast<std::int32_t>(random());
    // As wide as any: an amount of a shift, an immediate, or a word.
    const auto b = static_cast<std::int32_t>(random()) >> (random() % 32);
    check(a, b, static_cast<std::int32_t>(random()));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomAlu, testing::Range(0u, 4u));

}  // namespace
}  // namespace vta
