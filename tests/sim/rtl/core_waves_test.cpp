// SPDX-License-Identifier: Apache-2.0

#include "sim/rtl/core_waves.h"

#include <gtest/gtest.h>

namespace vta {
namespace {

constexpr std::uint8_t kLoadBit = 1, kComputeBit = 2;

InsnWord finish() { return encode(Config::pynq(), make_finish()).value(); }

TEST(CoreWaves, TextsStandAtTheLowEnd) {
  const WaveText text = wave_text(Config::pynq(), finish());
  EXPECT_EQ(text[0], 0x4E495348u) << "NISH, the last character lowest";
  EXPECT_EQ(text[1], 0x00004649u) << "FI";
  for (std::size_t i = 2; i < text.size(); ++i) EXPECT_EQ(text[i], 0u);
}

TEST(CoreWaves, FindsWhatAStageWasGiven) {
  CoreWaves waves(Config::pynq());
  waves.dispatch(kLoadBit, 3, {1, 2});
  waves.dispatch(kComputeBit, 4, finish());
  ASSERT_NE(waves.find(Stage::kLoad, 3), nullptr);
  EXPECT_EQ(waves.find(Stage::kLoad, 3)->word, (InsnWord{1, 2}));
  EXPECT_EQ(waves.find(Stage::kLoad, 4), nullptr) << "that is the other stage's";
  EXPECT_EQ(waves.find(Stage::kCompute, 4)->text, wave_text(Config::pynq(), finish()));
  EXPECT_EQ(waves.find(Stage::kStore, 3), nullptr);
}

TEST(CoreWaves, ANewRunForgetsTheOldOne) {
  CoreWaves waves(Config::pynq());
  waves.dispatch(kLoadBit, 0, {1, 2});
  waves.begin_run();
  EXPECT_EQ(waves.find(Stage::kLoad, 0), nullptr);
  EXPECT_FALSE(waves.starts(kLoadBit, 0));
}

TEST(CoreWaves, KeepsMoreThanAStageHoldsAndNotEverything) {
  CoreWaves waves(Config::pynq());
  for (std::uint32_t i = 0; i < 10'000; ++i) waves.dispatch(kLoadBit, 2 * i, {i, 0});
  EXPECT_EQ(waves.find(Stage::kLoad, 0), nullptr);
  for (std::uint32_t i = 10'000 - kQueueDepth; i < 10'000; ++i) {
    ASSERT_NE(waves.find(Stage::kLoad, 2 * i), nullptr);
    EXPECT_EQ(waves.find(Stage::kLoad, 2 * i)->word[0], i);
    EXPECT_EQ(waves.find(Stage::kLoad, 2 * i + 1), nullptr);
  }
}

TEST(CoreWaves, InstructionsStartInTheOrderOfTheirStage) {
  CoreWaves waves(Config::pynq());
  for (const std::uint32_t index : {0u, 5u}) waves.dispatch(kLoadBit, index, {});
  waves.dispatch(kComputeBit, 1, {});
  EXPECT_TRUE(waves.starts(kLoadBit, 0));
  EXPECT_FALSE(waves.starts(kLoadBit, 5));
  EXPECT_FALSE(waves.starts(0, 0));
  EXPECT_TRUE(waves.starts(kLoadBit | kComputeBit, 1));
  waves.start(kLoadBit);
  EXPECT_TRUE(waves.starts(kLoadBit, 5));
  waves.start(kLoadBit);
  waves.start(kLoadBit);  // there is nothing left, which is no reason to fall over
  EXPECT_FALSE(waves.starts(kLoadBit, 5));
  EXPECT_TRUE(waves.starts(kComputeBit, 1));
}

}  // namespace
}  // namespace vta
