// SPDX-License-Identifier: Apache-2.0
//
// The token counters: which flag moves which counter, and the bounds.

#include "sim/golden/token_counters.h"

#include <gtest/gtest.h>

#include <array>

namespace vta {
namespace {

using Counts = std::array<std::uint32_t, 4>;

Counts counts(const TokenCounters& t) {
  return {t.load_to_compute, t.compute_to_load, t.compute_to_store, t.store_to_compute};
}

constexpr TokenFlags kAllFlags{true, true, true, true};
constexpr TokenFlags kPopPrev{.pop_prev = true}, kPopNext{.pop_next = true};
constexpr TokenFlags kPushPrev{.push_prev = true}, kPushNext{.push_next = true};

TEST(TokenCounters, EachPushMovesItsCounter) {
  TokenCounters t;
  t.push(Stage::kLoad, kPushNext);
  EXPECT_EQ(counts(t), (Counts{1, 0, 0, 0}));
  t.push(Stage::kCompute, kPushPrev);
  EXPECT_EQ(counts(t), (Counts{1, 1, 0, 0}));
  t.push(Stage::kCompute, kPushNext);
  EXPECT_EQ(counts(t), (Counts{1, 1, 1, 0}));
  t.push(Stage::kStore, kPushPrev);
  EXPECT_EQ(counts(t), (Counts{1, 1, 1, 1}));
}

TEST(TokenCounters, EachPopMovesItsCounter) {
  TokenCounters t;
  t.load_to_compute = t.compute_to_load = t.compute_to_store = t.store_to_compute = 1;
  t.take(Stage::kCompute, kPopPrev);
  EXPECT_EQ(counts(t), (Counts{0, 1, 1, 1}));
  t.take(Stage::kLoad, kPopNext);
  EXPECT_EQ(counts(t), (Counts{0, 0, 1, 1}));
  t.take(Stage::kStore, kPopPrev);
  EXPECT_EQ(counts(t), (Counts{0, 0, 0, 1}));
  t.take(Stage::kCompute, kPopNext);
  EXPECT_EQ(counts(t), (Counts{0, 0, 0, 0}));
}

TEST(TokenCounters, FlagsWithoutANeighbourDoNothing) {
  TokenCounters t;
  EXPECT_TRUE(t.can_take(Stage::kLoad, kPopPrev));
  EXPECT_TRUE(t.can_take(Stage::kStore, kPopNext));
  t.take(Stage::kLoad, kPopPrev);
  t.take(Stage::kStore, kPopNext);
  t.push(Stage::kLoad, kPushPrev);
  t.push(Stage::kStore, kPushNext);
  EXPECT_EQ(counts(t), (Counts{0, 0, 0, 0}));
}

// Verifies: tokens.pop
TEST(TokenCounters, AllTokensMustBeThere) {
  TokenCounters t;
  EXPECT_FALSE(t.can_take(Stage::kCompute, kAllFlags));
  EXPECT_EQ(t.missing(Stage::kCompute, kAllFlags), "tokens from load and store");
  t.load_to_compute = 1;
  EXPECT_FALSE(t.can_take(Stage::kCompute, kAllFlags));
  EXPECT_EQ(t.missing(Stage::kCompute, kAllFlags), "a token from store");
  t = {};
  t.store_to_compute = 1;
  EXPECT_FALSE(t.can_take(Stage::kCompute, kAllFlags));
  EXPECT_EQ(t.missing(Stage::kCompute, kAllFlags), "a token from load");
  t.load_to_compute = 1;
  EXPECT_TRUE(t.can_take(Stage::kCompute, kAllFlags));
  EXPECT_EQ(t.missing(Stage::kCompute, kAllFlags), "");
  EXPECT_EQ(t.missing(Stage::kLoad, kPopNext), "a token from compute");
  EXPECT_EQ(t.missing(Stage::kStore, kPopPrev), "a token from compute");
}

// Verifies: tokens.capacity
TEST(TokenCounters, ACounterIsFullAt1023AndAllMustHaveRoom) {
  TokenCounters t;
  t.load_to_compute = 1022;
  EXPECT_TRUE(t.can_push(Stage::kLoad, kPushNext));
  t.push(Stage::kLoad, kPushNext);
  EXPECT_FALSE(t.can_push(Stage::kLoad, kPushNext));
  EXPECT_TRUE(t.can_push(Stage::kLoad, kPushPrev));
  t.store_to_compute = 1023;
  EXPECT_FALSE(t.can_push(Stage::kStore, kPushPrev));
  EXPECT_TRUE(t.can_push(Stage::kCompute, kAllFlags));
  t.compute_to_load = 1023;
  EXPECT_FALSE(t.can_push(Stage::kCompute, kAllFlags));
  EXPECT_TRUE(t.can_push(Stage::kCompute, kPushNext));
  t.compute_to_store = 1023;
  EXPECT_FALSE(t.can_push(Stage::kCompute, kPushNext));
  t.clear();
  EXPECT_EQ(counts(t), (Counts{0, 0, 0, 0}));
}

}  // namespace
}  // namespace vta
