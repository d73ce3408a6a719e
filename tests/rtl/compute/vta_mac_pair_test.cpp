// SPDX-License-Identifier: Apache-2.0
//
// vta_mac_pair: all 2^24 combinations of an activation and its two weights, beside second products
// that are extreme in turn. Runs on the RTL and on what synth_xilinx makes of it: two DSP48E1, by
// the model of them that comes with Yosys.

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

#include VTA_TEST_HEADER
#include "tests/rtl/dut.h"

namespace vta {
namespace {

struct Operands {
  int x0, low0, high0, x1, low1, high1;
};

std::uint64_t expected(const Operands& o) {
  constexpr std::uint64_t kMask = (std::uint64_t{1} << 34) - 1;
  const int low = o.x0 * o.low0 + o.x1 * o.low1 + 0x7f00;
  const int high = o.x0 * o.high0 + o.x1 * o.high1;
  return ((static_cast<std::uint64_t>(static_cast<std::int64_t>(high)) << 16) |
          static_cast<std::uint64_t>(low)) &
         kMask;
}

class MacPair : public testing::TestWithParam<int> {
 protected:
  void put(const Operands& o) {
    dut_->x0_i = static_cast<std::uint8_t>(o.x0);
    dut_->x1_i = static_cast<std::uint8_t>(o.x1);
    dut_->w0_low_i = static_cast<std::uint8_t>(o.low0);
    dut_->w0_high_i = static_cast<std::uint8_t>(o.high0);
    dut_->w1_low_i = static_cast<std::uint8_t>(o.low1);
    dut_->w1_high_i = static_cast<std::uint8_t>(o.high1);
  }

  Dut<VTA_TEST_MODEL> dut_;
};

constexpr int kParts = 16;

// The extremes of the low sum, of the high one, and of both; nothing; and something between.
constexpr std::array<std::array<int, 3>, 7> kSecond = {{{-128, -128, -128},
                                                        {-128, 127, -128},
                                                        {-128, -128, 127},
                                                        {-128, 127, 127},
                                                        {127, 127, -128},
                                                        {0, 85, -86},
                                                        {-77, 101, -3}}};

// Verifies: gemm.product
TEST_P(MacPair, IsExactForAllOperands) {
  std::array<std::uint64_t, 2> want{};
  std::uint64_t wrong = 0, count = 0;
  dut_->valid_i = dut_->valid2_i = 1;
  for (int x = GetParam() - 128; x < 128; x += kParts) {
    for (int low = -128; low < 128; ++low) {
      for (int high = -128; high < 128; ++high) {
        const auto& second = kSecond[count % kSecond.size()];
        const Operands operands = {x, low, high, second[0], second[1], second[2]};
        put(operands);
        dut_.tick();
        if (count > 0) wrong += dut_->sums_o != want[(count - 1) % 2];
        want[count % 2] = expected(operands);
        ++count;
      }
    }
  }
  EXPECT_EQ(count, (1u << 24) / kParts);
  EXPECT_EQ(wrong, 0u);
}

// What moves is asked for: without a valid bit the sums stay.
TEST_P(MacPair, KeepsItsSums) {
  const Operands first = {GetParam(), -128, 127, -3, 11, -128}, other = {1, 2, 3, 4, 5, 6};
  dut_->valid_i = 1;
  dut_->valid2_i = 0;
  put(first);
  dut_.tick();
  dut_->valid_i = 0;
  dut_->valid2_i = 1;
  put(other);
  dut_.tick();
  EXPECT_EQ(dut_->sums_o, expected(first));
  dut_->valid2_i = 0;
  for (int i = 0; i < 3; ++i) {
    dut_.tick();
    EXPECT_EQ(dut_->sums_o, expected(first));
  }
}

INSTANTIATE_TEST_SUITE_P(Parts, MacPair, testing::Range(0, kParts));

}  // namespace
}  // namespace vta
