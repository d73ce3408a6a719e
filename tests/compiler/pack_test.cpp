// SPDX-License-Identifier: Apache-2.0
#include "compiler/pack.h"

#include <gtest/gtest.h>

#include <random>

namespace vta {
namespace {

std::vector<std::int8_t> random_tensor(std::size_t size, std::uint32_t seed) {
  std::mt19937 generator(seed);
  std::vector<std::int8_t> tensor(size);
  for (std::int8_t& element : tensor) element = static_cast<std::int8_t>(generator() & 0xff);
  return tensor;
}

TEST(Pack, PutsBlocksInnermost) {
  // (2, 4, 1, 2) in blocks of 2 and 2: NCHW counts 0..15.
  const PackShape shape{2, 4, 1, 2, 2, 2};
  std::vector<std::int8_t> plain(16);
  for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = static_cast<std::int8_t>(i);
  const auto packed = pack(shape, plain);
  ASSERT_TRUE(packed) << packed.error().message;
  // Channel block 0: x 0, then x 1; in each n 0 (c 0, c 1), n 1 (c 0, c 1). Then channel block 1.
  EXPECT_EQ(packed.value(),
            (std::vector<std::int8_t>{0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15}));
}

TEST(Pack, EveryElementIsWhereTheLayoutSays) {
  const PackShape s{4, 6, 3, 5, 2, 3};
  const std::vector<std::int8_t> plain = random_tensor(4 * 6 * 3 * 5, 3);
  const auto packed = pack(s, plain);
  ASSERT_TRUE(packed);
  for (std::int64_t n = 0; n < s.outer; ++n) {
    for (std::int64_t c = 0; c < s.inner; ++c) {
      for (std::int64_t y = 0; y < s.height; ++y) {
        for (std::int64_t x = 0; x < s.width; ++x) {
          const std::int64_t from = ((n * 6 + c) * 3 + y) * 5 + x;
          const std::int64_t to = ((((n / 2 * 2 + c / 3) * 3 + y) * 5 + x) * 2 + n % 2) * 3 + c % 3;
          EXPECT_EQ(packed.value()[static_cast<std::size_t>(to)],
                    plain[static_cast<std::size_t>(from)]);
        }
      }
    }
  }
}

TEST(Pack, UnpackIsTheInverse) {
  for (const PackShape& shape : {PackShape{1, 32, 7, 5, 1, 16}, PackShape{48, 32, 3, 3, 16, 16},
                                 PackShape{4, 8, 2, 2, 4, 8}, PackShape{}}) {
    const auto size =
        static_cast<std::size_t>(shape.outer * shape.inner * shape.height * shape.width);
    const std::vector<std::int8_t> plain = random_tensor(size, 5);
    const auto packed = pack(shape, plain);
    ASSERT_TRUE(packed) << packed.error().message;
    const auto back = unpack(shape, packed.value());
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back.value(), plain);
  }
}

TEST(Pack, AxesThatAreNoMultipleOfTheirBlockAreRefused) {
  const auto second = pack({1, 17, 1, 1, 1, 16}, std::vector<std::int8_t>(17));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message,
            "the second axis of the tensor is 17; it must be a multiple of its block 16");
  const auto first = unpack({3, 16, 1, 1, 2, 16}, std::vector<std::int8_t>(48));
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().message,
            "the first axis of the tensor is 3; it must be a multiple of its block 2");
}

TEST(Pack, WrongNumbersOfElementsAreRefused) {
  const auto packed = pack({1, 16, 2, 2, 1, 16}, std::vector<std::int8_t>(63));
  ASSERT_FALSE(packed);
  EXPECT_EQ(packed.error().message, "the tensor has 63 elements; its shape says 64");
  EXPECT_FALSE(unpack({1, 16, 2, 2, 1, 16}, std::vector<std::int8_t>(65)));
}

TEST(Pack, SizesThatAreNotPositiveAreRefused) {
  const auto packed = pack({1, 16, 0, 2, 1, 16}, {});
  ASSERT_FALSE(packed);
  EXPECT_EQ(packed.error().message, "the height of the tensor is 0; it must lie in 1..65535");
  EXPECT_FALSE(pack({1, 16, 1, -2, 1, 16}, {}));
  EXPECT_FALSE(pack({1, 16, 1, 1, 1, 0}, std::vector<std::int8_t>(16)));
  EXPECT_FALSE(pack({1, 16, 70000, 1, 1, 16}, std::vector<std::int8_t>(16)));
}

TEST(Pack, PositionsAreNamed) {
  EXPECT_EQ(plain_position({2, 3, 4, 5, 1, 1}, 1 * 60 + 2 * 20 + 3 * 5 + 4),
            "element [n=1, c=2, y=3, x=4]");
}

}  // namespace
}  // namespace vta
