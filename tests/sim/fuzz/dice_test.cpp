// SPDX-License-Identifier: Apache-2.0
//
// The same seed gives the same numbers with every standard library, and so the same programs.

#include "sim/fuzz/dice.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace vta::fuzz {
namespace {

// std::mt19937(1) begins with 1791095845, 4282876139, 3093770124: the standard defines the engine.
TEST(Dice, AreTheNumbersOfTheEngineAndTheirRemainders) {
  Dice bits(1);
  EXPECT_EQ(bits.bits(), 1791095845u);
  EXPECT_EQ(bits.bits(), 4282876139u);
  EXPECT_EQ(bits.bits(), 3093770124u);
  Dice dice(1);
  EXPECT_EQ(dice.pick(-5, 4), 0);
  EXPECT_EQ(dice.pick_unsigned(0, 0xffffffffu), 4282876139u);
  EXPECT_FALSE(dice.chance(0.72));  // 0.7203...
  Dice again(1);
  EXPECT_TRUE(again.chance(0.418));  // 0.4170...
}

TEST(Dice, ReachBothEndsOfARange) {
  Dice dice(7);
  std::set<std::int64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(dice.pick(-2, 3));
  EXPECT_EQ(seen, (std::set<std::int64_t>{-2, -1, 0, 1, 2, 3}));
}

TEST(Dice, ShuffleKeepsWhatItShuffles) {
  Dice dice(7);
  std::vector<int> all = {1, 2, 3, 4, 5, 6};
  dice.shuffle(all);
  EXPECT_NE(all, (std::vector<int>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(std::set<int>(all.begin(), all.end()).size(), 6u);
}

}  // namespace
}  // namespace vta::fuzz
