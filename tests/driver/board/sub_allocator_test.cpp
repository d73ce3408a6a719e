// SPDX-License-Identifier: Apache-2.0

#include "driver/board/sub_allocator.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace vta::board {
namespace {

TEST(SubAllocator, TakesTheFirstGapThatIsLargeEnough) {
  SubAllocator allocator(100);
  EXPECT_EQ(allocator.allocate(40, 1), 0u);
  EXPECT_EQ(allocator.allocate(30, 1), 40u);
  EXPECT_EQ(allocator.allocate(30, 1), 70u);
  EXPECT_EQ(allocator.allocate(1, 1), std::nullopt);
  EXPECT_TRUE(allocator.release(40));
  EXPECT_FALSE(allocator.release(40));
  EXPECT_FALSE(allocator.release(41));
  EXPECT_EQ(allocator.allocate(31, 1), std::nullopt);
  EXPECT_EQ(allocator.allocate(10, 1), 40u);
  EXPECT_EQ(allocator.largest_gap(), 20u);
  EXPECT_EQ(allocator.free_bytes(), 20u);
}

TEST(SubAllocator, AlignsAddressesNotOffsets) {
  SubAllocator allocator(1024, 0x1008);
  EXPECT_EQ(allocator.allocate(8, 256), 0xf8u);  // 0x1100
  EXPECT_EQ(allocator.allocate(8, 16), 0x8u);    // 0x1010, in the gap before
  EXPECT_EQ(allocator.allocate(8, 1), 0u);
}

TEST(SubAllocator, SurvivesSizesThatWouldWrap) {
  SubAllocator allocator(100, 1);
  EXPECT_EQ(allocator.allocate(~std::uint64_t{0}, 1), std::nullopt);
  EXPECT_EQ(allocator.allocate(1, std::uint64_t{1} << 63), std::nullopt);
}

class SubAllocatorSeeds : public testing::TestWithParam<unsigned> {};

// The model has an owner for each byte, and tries every offset from the front.
TEST_P(SubAllocatorSeeds, AgreesWithAByteMap) {
  std::mt19937 rng(GetParam());
  const auto below = [&](unsigned n) { return static_cast<unsigned>(rng() % n); };
  const std::uint64_t size = 200 + below(300), origin = below(512);
  SubAllocator allocator(size, origin);
  std::vector<unsigned> owner(size, 0);
  std::vector<std::uint64_t> live;
  for (unsigned step = 1; step <= 400; ++step) {
    SCOPED_TRACE(step);
    if (!live.empty() && below(5) < 2) {
      const unsigned which = below(static_cast<unsigned>(live.size()));
      const std::uint64_t at = live[which];
      const unsigned mine = owner[at];
      for (std::uint64_t i = at; i < size && owner[i] == mine; ++i) owner[i] = 0;
      ASSERT_TRUE(allocator.release(at));
      live.erase(live.begin() + which);
    } else {
      const std::uint64_t bytes = 1 + below(60), alignment = std::uint64_t{1} << below(8);
      std::optional<std::uint64_t> expected;
      for (std::uint64_t at = 0; at + bytes <= size && !expected; ++at) {
        bool free = (origin + at) % alignment == 0;
        for (std::uint64_t i = at; free && i < at + bytes; ++i) free = owner[i] == 0;
        if (free) expected = at;
      }
      ASSERT_EQ(allocator.allocate(bytes, alignment), expected);
      if (expected) {
        for (std::uint64_t i = 0; i < bytes; ++i) owner[*expected + i] = step;
        live.push_back(*expected);
      }
    }
    std::uint64_t free = 0, gap = 0, largest = 0;
    for (const unsigned who : owner) {
      free += who == 0;
      gap = who == 0 ? gap + 1 : 0;
      largest = std::max(largest, gap);
    }
    ASSERT_EQ(allocator.free_bytes(), free);
    ASSERT_EQ(allocator.largest_gap(), largest);
    ASSERT_EQ(allocator.blocks(), live.size());
  }
}

INSTANTIATE_TEST_SUITE_P(Random, SubAllocatorSeeds, testing::Range(0u, 20u));

}  // namespace
}  // namespace vta::board
