// SPDX-License-Identifier: Apache-2.0
//
// What the tests on random programs share.

#ifndef VTA_TESTS_COMPILER_PROPERTY_PROPERTY_H_
#define VTA_TESTS_COMPILER_PROPERTY_PROPERTY_H_

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/compiler/topi/interleave.h"
#include "tests/regress/seeds.h"

namespace vta::test {

inline constexpr std::array kOrders = {Order::kStoreFirst, Order::kComputeFirst, Order::kLoadFirst,
                                       Order::kRandom};

// Seeds are taken in blocks, one block per test.
inline constexpr std::uint32_t kSeedsPerTest = 100;

// The first seeds of the blocks.
inline std::vector<std::uint32_t> first_seeds(std::uint32_t count,
                                              std::uint32_t block = kSeedsPerTest) {
  const std::uint32_t first = number_from_environment("VTA_FIRST_SEED", 1);
  const std::uint32_t end = first + number_from_environment("VTA_SEEDS", count);
  std::vector<std::uint32_t> all;
  for (std::uint32_t seed = first; seed < end; seed += block) all.push_back(seed);
  return all;
}

inline std::vector<std::uint32_t> seeds_from(std::uint32_t first,
                                             std::uint32_t block = kSeedsPerTest) {
  std::vector<std::uint32_t> all;
  for (std::uint32_t seed = first; seed < first + block; ++seed) all.push_back(seed);
  return all;
}

inline std::string seed_name(const testing::TestParamInfo<std::uint32_t>& info) {
  return std::to_string(info.param);
}

// A refusal says why in one line.
inline void expect_sentence(const std::string& message) {
  EXPECT_FALSE(message.empty());
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
}

// Most pairs of a block have to be compiled, or the test would say nothing.
inline void expect_few(std::uint32_t refused) {
  EXPECT_LE(refused * 100, kSeedsPerTest * 40) << refused << " are refused";
  testing::Test::RecordProperty("refused", static_cast<int>(refused));
}

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_PROPERTY_PROPERTY_H_
