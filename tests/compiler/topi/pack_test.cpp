// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/pack.h"

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
  const topi::PackShape shape{2, 4, 1, 2, 2, 2};
  std::vector<std::int8_t> plain(16);
  for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = static_cast<std::int8_t>(i);
  const auto packed = topi::pack(shape, plain);
  ASSERT_TRUE(packed) << packed.error().message;
  // Channel block 0: x 0, then x 1; in each n 0 (c 0, c 1), n 1 (c 0, c 1). Then channel block 1.
  EXPECT_EQ(packed.value(),
            (std::vector<std::int8_t>{0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15}));
}

TEST(Pack, EveryElementIsWhereTheLayoutSays) {
  const topi::PackShape s{4, 6, 3, 5, 2, 3};
  const std::vector<std::int8_t> plain = random_tensor(4 * 6 * 3 * 5, 3);
  const auto packed = topi::pack(s, plain);
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
  for (const topi::PackShape& shape :
       {topi::PackShape{1, 32, 7, 5, 1, 16}, topi::PackShape{48, 32, 3, 3, 16, 16},
        topi::PackShape{4, 8, 2, 2, 4, 8}, topi::PackShape{}}) {
    const auto size =
        static_cast<std::size_t>(shape.outer * shape.inner * shape.height * shape.width);
    const std::vector<std::int8_t> plain = random_tensor(size, 5);
    const auto packed = topi::pack(shape, plain);
    ASSERT_TRUE(packed) << packed.error().message;
    const auto back = topi::unpack(shape, packed.value());
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back.value(), plain);
  }
}

TEST(Pack, AxesThatAreNoMultipleOfTheirBlockArePadded) {
  // (1, 3, 1, 2) in blocks of 2 and 2: the second row of every block and channel 3 are padding.
  const topi::PackShape shape{1, 3, 1, 2, 2, 2};
  EXPECT_EQ(shape.outer_blocks(), 1);
  EXPECT_EQ(shape.inner_blocks(), 2);
  EXPECT_EQ(shape.packed_size(), 16);
  const std::vector<std::int8_t> plain = {1, 2, 3, 4, 5, 6};
  const auto zeros = topi::pack(shape, plain);
  ASSERT_TRUE(zeros) << zeros.error().message;
  EXPECT_EQ(zeros.value(),
            (std::vector<std::int8_t>{1, 3, 0, 0, 2, 4, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0}));
  const auto filled = topi::pack(shape, plain, -128);
  ASSERT_TRUE(filled) << filled.error().message;
  EXPECT_EQ(filled.value(), (std::vector<std::int8_t>{1, 3, -128, -128, 2, 4, -128, -128,  //
                                                      5, -128, -128, -128, 6, -128, -128, -128}));
}

TEST(Pack, UnpackCropsThePaddingWhateverItHolds) {
  const auto plain = topi::unpack(
      {1, 3, 1, 2, 2, 2}, std::vector<std::int8_t>{1, 3, 9, 8, 2, 4, 7, 9, 5, 8, 7, 9, 6, 8, 7, 9});
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_EQ(plain.value(), (std::vector<std::int8_t>{1, 2, 3, 4, 5, 6}));
}

TEST(Pack, UnpackIsTheInverseOfPaddingToo) {
  for (const topi::PackShape& shape :
       {topi::PackShape{1, 17, 3, 2, 1, 16}, topi::PackShape{3, 3, 2, 2, 16, 16},
        topi::PackShape{5, 7, 1, 1, 2, 4}, topi::PackShape{1, 1, 1, 1, 3, 5}}) {
    const auto size =
        static_cast<std::size_t>(shape.outer * shape.inner * shape.height * shape.width);
    const std::vector<std::int8_t> plain = random_tensor(size, 7);
    const auto packed = topi::pack(shape, plain, 1);
    ASSERT_TRUE(packed) << packed.error().message;
    EXPECT_EQ(packed.value().size(), static_cast<std::size_t>(shape.packed_size()));
    const auto back = topi::unpack(shape, packed.value());
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back.value(), plain);
  }
}

TEST(Pack, ElementsMayBe32BitsWide) {
  const topi::PackShape shape{1, 3, 1, 1, 1, 2};
  const std::vector<std::int32_t> plain = {1 << 20, -5, INT32_MAX};
  const auto packed = topi::pack(shape, plain, INT32_MIN);
  ASSERT_TRUE(packed) << packed.error().message;
  EXPECT_EQ(packed.value(), (std::vector<std::int32_t>{1 << 20, -5, INT32_MAX, INT32_MIN}));
  const auto back = topi::unpack(shape, packed.value());
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back.value(), plain);
}

TEST(Pack, WrongNumbersOfElementsAreRefused) {
  const auto packed = topi::pack({1, 16, 2, 2, 1, 16}, std::vector<std::int8_t>(63));
  ASSERT_FALSE(packed);
  EXPECT_EQ(packed.error().message, "the tensor has 63 elements; its shape says 64");
  // The padded size is that of the packed tensor only.
  EXPECT_FALSE(topi::pack({1, 17, 2, 2, 1, 16}, std::vector<std::int8_t>(128)));
  const auto plain = topi::unpack({1, 17, 2, 2, 1, 16}, std::vector<std::int8_t>(68));
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().message, "the packed tensor has 68 elements; its shape says 128");
  EXPECT_FALSE(topi::unpack({1, 16, 2, 2, 1, 16}, std::vector<std::int8_t>(65)));
}

TEST(Pack, SizesThatAreNotPositiveAreRefused) {
  const std::vector<std::int8_t> none, one(1), some(16);
  const auto packed = topi::pack({1, 16, 0, 2, 1, 16}, none);
  ASSERT_FALSE(packed);
  EXPECT_EQ(packed.error().message, "the height of the tensor is 0; it must lie in 1..65535");
  EXPECT_FALSE(topi::pack({1, 16, 1, -2, 1, 16}, none));
  EXPECT_FALSE(topi::pack({1, 16, 1, 1, 1, 0}, some));
  EXPECT_FALSE(topi::pack({1, 16, 70000, 1, 1, 16}, some));
  EXPECT_FALSE(topi::unpack({1, 16, 1, 1, 0, 16}, some));
}

TEST(Pack, PaddingThatWouldExhaustTheMemoryIsRefused) {
  const char* message = "the packed tensor has more than 2^32 - 1 elements, padding included";
  const auto packed = topi::pack({1, 1, 2, 1, 65535, 65535}, std::vector<std::int8_t>(2));
  ASSERT_FALSE(packed);
  EXPECT_EQ(packed.error().message, message);
  // 2^17 * 2^17 * 2^16 * 2^16 would wrap to a small number.
  const auto plain =
      topi::unpack({65535, 65535, 65535, 65535, 65534, 65534}, std::vector<std::int8_t>(4));
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().message, message);
}

TEST(PackBias, RepeatsTheBiasInEveryRowOfTheBatch) {
  const auto packed = topi::pack_bias(3, 2, 2, std::vector<std::int32_t>{10, -20, 1 << 30});
  ASSERT_TRUE(packed) << packed.error().message;
  EXPECT_EQ(packed.value(), (std::vector<std::int32_t>{10, -20, 10, -20, 1 << 30, 0, 1 << 30, 0}));
}

TEST(PackBias, RefusesWrongSizes) {
  const auto message = [](std::int64_t channels, std::int64_t batch, std::int64_t block) {
    const auto packed = topi::pack_bias(channels, batch, block, std::vector<std::int32_t>(4));
    return packed.ok() ? std::string() : packed.error().message;
  };
  EXPECT_EQ(message(4, 1, 16), "");
  EXPECT_EQ(message(0, 1, 16), "the number of channels of the bias is 0; it must lie in 1..65535");
  EXPECT_EQ(message(4, -1, 16), "the batch of the bias is -1; it must lie in 1..65535");
  EXPECT_EQ(message(4, 1, 65536), "the block of the bias is 65536; it must lie in 1..65535");
  EXPECT_EQ(message(5, 1, 16),
            "the bias has 4 elements; it must have one for each of the 5 channels");
  EXPECT_EQ(message(65535, 65535, 65534),
            "the packed bias has more than 2^32 - 1 elements, padding included");
}

TEST(Pack, PositionsAreNamed) {
  EXPECT_EQ(topi::plain_position({2, 3, 4, 5, 1, 1}, 1 * 60 + 2 * 20 + 3 * 5 + 4),
            "element [n=1, c=2, y=3, x=4]");
}

}  // namespace
}  // namespace vta
