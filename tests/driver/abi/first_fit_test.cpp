// SPDX-License-Identifier: Apache-2.0

#include "driver/abi/first_fit.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <utility>
#include <vector>

namespace vta::abi {
namespace {

TEST(FirstFit, BlocksTakeWholePagesInOrder) {
  FirstFit layout(6 * kPageBytes);
  EXPECT_EQ(layout.allocate(1), 0u);
  EXPECT_EQ(layout.allocate(kPageBytes), kPageBytes);
  EXPECT_EQ(layout.allocate(kPageBytes + 1), 2 * kPageBytes);
  EXPECT_EQ(layout.allocate(0), 4 * kPageBytes);
  EXPECT_EQ(layout.allocate(kPageBytes + 1), std::nullopt);
  EXPECT_EQ(layout.allocate(kPageBytes), 5 * kPageBytes);
  EXPECT_EQ(layout.allocate(0), std::nullopt);
  EXPECT_EQ(FirstFit(kPageBytes).allocate(~std::uint64_t{0}), std::nullopt);
}

TEST(FirstFit, TheFirstHoleThatIsLargeEnoughIsTaken) {
  FirstFit layout(8 * kPageBytes);
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(layout.allocate(kPageBytes).has_value());
  ASSERT_TRUE(layout.release(1 * kPageBytes));
  ASSERT_TRUE(layout.release(3 * kPageBytes));
  ASSERT_TRUE(layout.release(4 * kPageBytes));
  ASSERT_TRUE(layout.release(6 * kPageBytes));
  EXPECT_EQ(layout.allocate(2 * kPageBytes), 3 * kPageBytes);
  EXPECT_EQ(layout.allocate(kPageBytes), 1 * kPageBytes);
  EXPECT_EQ(layout.allocate(kPageBytes), 6 * kPageBytes);
}

TEST(FirstFit, ABlockIsReleasedOnceAndAtItsBegin) {
  FirstFit layout(4 * kPageBytes);
  ASSERT_EQ(layout.allocate(2 * kPageBytes), 0u);
  EXPECT_FALSE(layout.release(kPageBytes));
  EXPECT_FALSE(layout.release(2 * kPageBytes));
  EXPECT_TRUE(layout.release(0));
  EXPECT_FALSE(layout.release(0));
  EXPECT_EQ(layout.allocate(4 * kPageBytes), 0u);
}

TEST(FirstFit, ABlockIsFoundAtEachOfItsBytes) {
  FirstFit layout(4 * kPageBytes);
  ASSERT_EQ(layout.allocate(100), 0u);
  ASSERT_EQ(layout.allocate(0), kPageBytes);
  EXPECT_EQ(layout.block_at(99)->offset, 0u);
  EXPECT_EQ(layout.block_at(99)->bytes, 100u);
  EXPECT_FALSE(layout.block_at(100).has_value());
  EXPECT_EQ(layout.block_at(kPageBytes)->bytes, 0u);
  EXPECT_FALSE(layout.block_at(kPageBytes + 1).has_value());
  EXPECT_FALSE(FirstFit(kPageBytes).block_at(0).has_value());
}

class Seeds : public testing::TestWithParam<unsigned> {};

// Against a map of pages.
TEST_P(Seeds, FirstFitKeepsBlocksApartAndFindsRoomWheneverThereIsSome) {
  constexpr std::uint64_t kPages = 40;
  std::mt19937 random(GetParam());
  FirstFit layout(kPages * kPageBytes);
  std::vector<bool> used(kPages);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> blocks;  // first page, pages
  for (int step = 0; step < 2000; ++step) {
    if (!blocks.empty() && random() % 2 == 0) {
      const std::size_t which = random() % blocks.size();
      const auto [first, pages] = blocks[which];
      ASSERT_TRUE(layout.release(first * kPageBytes));
      for (std::uint64_t i = 0; i < pages; ++i) used[first + i] = false;
      blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(which));
      continue;
    }
    const std::uint64_t pages = 1 + random() % 8;
    std::optional<std::uint64_t> want;
    for (std::uint64_t at = 0; at + pages <= kPages && !want; ++at) {
      bool fits = true;
      for (std::uint64_t i = 0; i < pages; ++i) fits = fits && !used[at + i];
      if (fits) want = at * kPageBytes;
    }
    const auto got = layout.allocate(pages * kPageBytes - random() % kPageBytes);
    ASSERT_EQ(got, want) << "step " << step;
    if (!got) continue;
    for (std::uint64_t i = 0; i < pages; ++i) used[*got / kPageBytes + i] = true;
    blocks.emplace_back(*got / kPageBytes, pages);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Seeds, testing::Range(1u, 6u));

}  // namespace
}  // namespace vta::abi
