// SPDX-License-Identifier: Apache-2.0
//
// vta_skid_buffer: nothing lost, copied or reordered under back-pressure.

#include <gtest/gtest.h>

#include "Vvta_skid_buffer.h"
#include "tests/rtl/stream_checks.h"

namespace vta {
namespace {

constexpr std::size_t kCapacity = 2;
constexpr std::size_t kLatency = 1;

class SkidBufferTest : public testing::TestWithParam<std::uint32_t> {};

TEST_P(SkidBufferTest, DeliversEveryWordInOrder) {
  delivers_every_word_in_order<Vvta_skid_buffer>(GetParam(), kCapacity);
}
INSTANTIATE_TEST_SUITE_P(Seeds, SkidBufferTest, testing::Range(0u, 8u));

TEST(SkidBufferStream, HoldsItsCapacity) { holds<Vvta_skid_buffer>(kCapacity); }

TEST(SkidBufferStream, AResetForgetsTheWordsInside) {
  Dut<Vvta_skid_buffer> dut;
  dut->in_valid_i = 0;
  dut->out_ready_i = 0;
  dut.reset();
  dut->in_valid_i = 1;
  for (std::size_t i = 0; i < kCapacity + 1; ++i) dut.tick();
  dut.eval();
  ASSERT_EQ(dut->out_valid_o, 1);
  ASSERT_EQ(dut->in_ready_o, 0);
  dut->in_valid_i = 0;
  dut.reset();
  dut.eval();
  EXPECT_EQ(dut->out_valid_o, 0);
  EXPECT_EQ(dut->in_ready_o, 1);
  dut->out_ready_i = 1;
  for (int i = 0; i < 4; ++i) {
    dut.tick();
    EXPECT_EQ(dut->out_valid_o, 0);
  }
}

TEST(SkidBufferStream, MovesAWordPerCycle) {
  moves_a_word_per_cycle<Vvta_skid_buffer>(kCapacity, kLatency);
}

}  // namespace
}  // namespace vta
