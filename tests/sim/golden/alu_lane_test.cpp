// SPDX-License-Identifier: Apache-2.0
//
// One lane of the ALU against 64-bit arithmetic.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "sim/golden/execute.h"

namespace vta {
namespace {

std::int32_t low_word(std::int64_t value) {
  const auto low = static_cast<std::uint64_t>(value) & 0xffffffffu;
  return low < 0x80000000u
             ? static_cast<std::int32_t>(low)
             : static_cast<std::int32_t>(static_cast<std::int64_t>(low) - (1LL << 32));
}

// floor(a / 2^b) or a * 2^-b, with as many doublings and halvings as the amount says.
std::int32_t shift(std::int32_t a, std::int32_t b) {
  std::int64_t value = a;
  for (std::int64_t i = 0; i < std::min<std::int64_t>(b, 40); ++i) {
    value = (value - (value % 2 != 0 && value < 0 ? 1 : 0)) / 2;
  }
  for (std::int64_t i = 0; i < std::min<std::int64_t>(-std::int64_t{b}, 40); ++i) {
    value = low_word(value * 2);
  }
  return low_word(value);
}

class AluLane : public testing::TestWithParam<unsigned> {};

// Verifies: alu.operations, alu.shift
TEST_P(AluLane, EqualsTheDefinition) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  std::mt19937 rng(GetParam());
  const auto pick = [&rng]() -> std::int32_t {
    const auto word = static_cast<std::int32_t>(static_cast<std::uint32_t>(rng()));
    switch (rng() % 4) {
      case 0:
        return word % 70;
      case 1:
        return word % 2 == 0 ? INT32_MIN + word % 3 * (word % 3)
                             : INT32_MAX - (word % 3) * (word % 3);
      default:
        return word;
    }
  };
  for (int i = 0; i < 2000; ++i) {
    const std::int32_t a = pick(), b = pick();
    SCOPED_TRACE(std::to_string(a) + " and " + std::to_string(b));
    EXPECT_EQ(golden::alu_lane(AluOpcode::kMin, a, b), a < b ? a : b);
    EXPECT_EQ(golden::alu_lane(AluOpcode::kMax, a, b), a < b ? b : a);
    EXPECT_EQ(golden::alu_lane(AluOpcode::kAdd, a, b), low_word(std::int64_t{a} + b));
    EXPECT_EQ(golden::alu_lane(AluOpcode::kMul, a, b), low_word(std::int64_t{a} * b));
    EXPECT_EQ(golden::alu_lane(AluOpcode::kShr, a, b), shift(a, b));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AluLane, testing::Range(0u, 10u));

}  // namespace
}  // namespace vta
