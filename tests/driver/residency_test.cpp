// SPDX-License-Identifier: Apache-2.0
//
// Which micro-kernels are loaded when, and that every use finds its own micro-ops.

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "driver/program/command_stream.h"
#include "driver/program/uop_cache.h"
#include "tests/driver/stream_helpers.h"

namespace vta {
namespace {

Config small_uop_memory() {  // 64 micro-ops
  return Config::from_keys({{"LOG_INP_WIDTH", 3},
                            {"LOG_WGT_WIDTH", 3},
                            {"LOG_ACC_WIDTH", 5},
                            {"LOG_BATCH", 0},
                            {"LOG_BLOCK", 4},
                            {"LOG_UOP_BUFF_SIZE", 8},
                            {"LOG_INP_BUFF_SIZE", 15},
                            {"LOG_WGT_BUFF_SIZE", 18},
                            {"LOG_ACC_BUFF_SIZE", 17}})
      .value();
}

// A kernel of `count` micro-ops that no kernel with another `tag` shares.
std::vector<UopPush> tagged_uops(std::uint32_t tag, std::uint32_t count) {
  std::vector<UopPush> uops;
  for (std::uint32_t i = 0; i < count; ++i) uops.push_back(alu_uop(i % 2048, (i + tag) % 2048));
  return uops;
}

std::vector<std::optional<Uop>> indices(const std::vector<UopPush>& uops) {
  std::vector<std::optional<Uop>> result;
  for (const UopPush& uop : uops) result.push_back(Uop{uop.dst, uop.src, uop.wgt});
  return result;
}

// Uses the kernels in this order and checks what each use reads.
CommandStream::Finished use_kernels(const Config& config,
                                    const std::vector<std::vector<UopPush>>& kernels,
                                    const std::vector<std::size_t>& order) {
  CommandStream stream(config);
  std::vector<std::vector<std::optional<Uop>>> expected;
  for (const std::size_t i : order) {
    EXPECT_EQ(apply_all(stream, kernel(UopMode::kAlu, {}, kernels[i])), "");
    expected.push_back(indices(kernels[i]));
  }
  CommandStream::Finished finished = stream.finish().value();
  EXPECT_EQ(executed_uops(config, finished), expected);
  return finished;
}

TEST(Residency, AKernelUsedAgainIsNotLoadedAgain) {
  const auto finished =
      use_kernels(Config::pynq(), {tagged_uops(0, 3), tagged_uops(1, 4)}, {0, 1, 0, 0, 1});
  EXPECT_EQ(uop_loads(finished), 2u);
  EXPECT_EQ(finished.uops.size(), 7u);
}

TEST(Residency, FiveKernelsOfTwoThousandMicroOpsFindTheirOwnOnEveryUse) {
  std::vector<std::vector<UopPush>> kernels;
  for (std::uint32_t i = 0; i < 5; ++i) kernels.push_back(tagged_uops(i, 2000));
  const auto finished = use_kernels(Config::pynq(), kernels, {0, 1, 2, 3, 4, 0, 1, 2, 3, 4});
  EXPECT_EQ(uop_loads(finished), 10u);         // four fit: each use finds its kernel evicted
  EXPECT_EQ(finished.uops.size(), 5 * 2000u);  // yet each has one place in the image
}

TEST(Residency, WhatAWrapDoesNotOverwriteStaysResident) {
  std::vector<std::vector<UopPush>> kernels;
  for (std::uint32_t i = 0; i < 5; ++i) kernels.push_back(tagged_uops(i, 2000));
  const auto finished = use_kernels(Config::pynq(), kernels, {0, 1, 2, 3, 4, 1, 2, 3, 4});
  EXPECT_EQ(uop_loads(finished), 5u);  // the fifth took the place of the first only
}

TEST(Residency, AKernelMayFillTheMemoryExactly) {
  const Config config = small_uop_memory();
  ASSERT_EQ(config.depth(MemoryType::kUop), 64u);
  const auto finished =
      use_kernels(config, {tagged_uops(0, 64), tagged_uops(1, 1), tagged_uops(2, 63)},
                  {0, 0, 1, 2, 1, 2, 0, 2});
  EXPECT_EQ(uop_loads(finished), 5u);
}

TEST(Residency, AKernelLargerThanTheMemoryIsRefused) {
  CommandStream stream(small_uop_memory());
  EXPECT_EQ(apply_all(stream, kernel(UopMode::kAlu, {}, tagged_uops(0, 65))),
            "call 67 (uop_scope_end): the micro-kernel has 65 micro-ops, but the micro-op memory "
            "holds 64");
}

TEST(Residency, KernelsThatDifferInAnythingAreLoadedSeparately) {
  const std::vector<CallList> kernels = {
      kernel(UopMode::kGemm, {}, {gemm_uop(1, 1)}),
      kernel(UopMode::kGemm, {}, {gemm_uop(1, 1, 1)}),
      kernel(UopMode::kGemm, {}, {{UopMode::kGemm, true, 1, 1, 0, 0, false, 0}}),
      kernel(UopMode::kGemm, {{2, 1, 1, 1}}, {gemm_uop(1, 1)}),
      kernel(UopMode::kGemm, {{2, 1, 1, 2}}, {gemm_uop(1, 1)}),
      kernel(UopMode::kAlu, {}, {alu_uop(1, 1, AluOpcode::kMin)}),
      kernel(UopMode::kAlu, {}, {alu_uop(1, 1, AluOpcode::kMax)}),
      kernel(UopMode::kAlu, {}, {imm_uop(1, AluOpcode::kMin, 0)}),
      kernel(UopMode::kAlu, {}, {imm_uop(1, AluOpcode::kMin, 1)}),
  };
  CommandStream stream(Config::pynq());
  for (int round = 0; round < 2; ++round) {
    for (const CallList& calls : kernels) ASSERT_EQ(apply_all(stream, calls), "");
  }
  const CommandStream::Finished finished = stream.finish().value();
  EXPECT_EQ(uop_loads(finished), kernels.size());
  EXPECT_EQ(finished.uops.size(), kernels.size());
}

class ResidencySeeds : public testing::TestWithParam<unsigned> {};

TEST_P(ResidencySeeds, EveryUseFindsItsOwnMicroOpsWhateverTheOrder) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  std::mt19937 random(GetParam());
  std::vector<std::vector<UopPush>> kernels;
  std::size_t total = 0;
  for (std::uint32_t i = 0; i < 12; ++i) {
    const std::uint32_t most = random() % 4 == 0 ? 64 : 20;
    kernels.push_back(tagged_uops(i, 1 + static_cast<std::uint32_t>(random()) % most));
    total += kernels.back().size();
  }
  std::vector<std::size_t> order(kernels.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (int i = 0; i < 150; ++i) order.push_back(random() % kernels.size());
  const auto finished = use_kernels(small_uop_memory(), kernels, order);
  EXPECT_EQ(finished.uops.size(), total);
}

INSTANTIATE_TEST_SUITE_P(Random, ResidencySeeds, testing::Range(0u, 20u));

}  // namespace
}  // namespace vta
