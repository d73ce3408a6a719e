// SPDX-License-Identifier: Apache-2.0
#include "sim/reference/pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/sim/reference/tensors.h"

namespace vta {
namespace {

// The elements of the window of output `flat` that are not padding.
Tensor window(const PoolShape& s, const Tensor& input, int flat) {
  const int x = flat % s.out_width();
  const int y = flat / s.out_width() % s.out_height();
  const int plane = flat / s.out_width() / s.out_height();
  Tensor result;
  for (int i = 0; i < s.kernel_h; ++i) {
    for (int j = 0; j < s.kernel_w; ++j) {
      const int in_y = y * s.stride_h + i - s.pad_h;
      const int in_x = x * s.stride_w + j - s.pad_w;
      if (in_y < 0 || in_x < 0 || in_y >= s.height || in_x >= s.width) continue;
      result.push_back(input[static_cast<std::size_t>((plane * s.height + in_y) * s.width + in_x)]);
    }
  }
  return result;
}

TEST(PoolReference, MaxTakesTheLargestOfEachWindow) {
  const PoolShape s{
      .height = 2, .width = 4, .kernel_h = 2, .kernel_w = 2, .stride_h = 2, .stride_w = 2};
  const auto out = max_pool(s, Tensor{1, -5, 7, 8, 3, 2, 9, -128});
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), (Tensor{3, 9}));
}

TEST(PoolReference, PaddingNeverWinsTheMax) {
  const PoolShape s{
      .channels = 2, .width = 2, .kernel_h = 3, .kernel_w = 3, .pad_h = 1, .pad_w = 2};
  const auto out = max_pool(s, Tensor{-128, -3, -7, -9});
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), (Tensor{-128, -3, -3, -3, -7, -7, -7, -9}));
}

TEST(PoolReference, AverageCountsPaddingAsZerosAndRoundsDown) {
  const PoolShape s{.width = 3, .kernel_w = 2, .pad_w = 1};
  const auto out = average_pool(s, Tensor{-5, 10, 7}, {.multiplier = 1, .shift = 1});
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), (Tensor{-3, 2, 8, 3}));  // halves of -5, 5, 17, 7
}

TEST(PoolReference, AverageMultipliesAndClips) {
  const PoolShape s{.width = 4};
  const auto out = average_pool(s, Tensor{-128, -3, 3, 127}, {.multiplier = 5, .shift = 2});
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), (Tensor{-128, -4, 3, 127}));  // -15 >> 2, 15 >> 2
}

TEST(PoolReference, TheProductWrapsModulo32Bits) {
  const int width = 1024;
  const PoolShape s{.width = width, .kernel_w = width};
  const Tensor input(static_cast<std::size_t>(width), 127);
  // 1024 * 127 * 32767 = 4261282816, which is -33684480 modulo 2^32, or -32.1 * 2^20.
  const auto out = average_pool(s, input, {.multiplier = 32767, .shift = 20});
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), Tensor{-33});
}

TEST(PoolReference, RefusesWrongShapesSizesAndScales) {
  const auto message = [](PoolShape s, std::size_t inputs, PoolScale scale) {
    const auto out = average_pool(s, Tensor(inputs), scale);
    return out.ok() ? std::string() : out.error().message;
  };
  EXPECT_EQ(message({}, 1, {}), "");
  EXPECT_EQ(message({.channels = 0}, 1, {}), "pool: channels is 0, must be at least 1");
  EXPECT_EQ(message({.pad_h = -1}, 1, {}), "pool: pad_h is -1, must be at least 0");
  EXPECT_EQ(message({.kernel_h = 2, .pad_h = 2}, 1, {}),
            "pool: pad_h is 2, must be less than kernel_h, which is 2");
  EXPECT_EQ(message({.pad_w = 1}, 1, {}),
            "pool: pad_w is 1, must be less than kernel_w, which is 1");
  EXPECT_EQ(message({.kernel_h = 3}, 1, {}),
            "pool: the kernel of 3x1 is larger than the padded input of 1x1");
  EXPECT_EQ(message({.kernel_w = INT32_MAX, .pad_w = INT32_MAX - 1}, 1, {}),
            "pool: the padded input is larger than 2^31 - 1 rows or columns");
  EXPECT_EQ(message({.height = 1 << 16, .width = 1 << 15}, 1, {}),
            "pool: a tensor has more than 2^31 - 1 elements");
  EXPECT_EQ(message({}, 2, {}), "pool: input has 2 elements, the shape says 1");
  EXPECT_EQ(message({}, 1, {.multiplier = 0}), "pool: multiplier is 0, must be 1..32767");
  EXPECT_EQ(message({}, 1, {.multiplier = 32768}), "pool: multiplier is 32768, must be 1..32767");
  EXPECT_EQ(message({}, 1, {.shift = 32}), "pool: shift is 32, must be 0..31");
  const auto largest = max_pool({.width = 2}, Tensor(3));
  ASSERT_FALSE(largest);
  EXPECT_EQ(largest.error().message, "pool: input has 3 elements, the shape says 2");
}

TEST(PoolReference, ScalesOfKnownWindows) {
  const auto scale = [](int window) { return average_scale(window).value(); };
  EXPECT_EQ(scale(1), (PoolScale{16384, 14}));
  EXPECT_EQ(scale(4), (PoolScale{16384, 16}));
  EXPECT_EQ(scale(9), (PoolScale{29127, 18}));   // 29127.1
  EXPECT_EQ(scale(49), (PoolScale{21400, 20}));  // 21399.51
  EXPECT_EQ(scale((1 << 24) - 1), (PoolScale{1, 24}));
  for (const int window : {0, -1, 1 << 24}) {
    const auto refused = average_scale(window);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              "pool: window is " + std::to_string(window) + ", must be 1..16777215");
  }
}

// No larger shift would do, no overflow, and the error is what the header promises.
TEST(PoolReference, ScalesKeepTheirPromises) {
  for (int window = 1; window < 1 << 24; window = window < 5000 ? window + 1 : window * 5 / 4) {
    SCOPED_TRACE("window " + std::to_string(window));
    const auto scale = average_scale(window);
    ASSERT_TRUE(scale) << scale.error().message;
    const auto [multiplier, shift] = scale.value();
    const auto usable = [window](double factor) {
      return factor <= 32767 && 128.0 * window * factor < 2147483648.0;
    };
    EXPECT_GE(multiplier, 1);
    EXPECT_TRUE(usable(multiplier));
    for (int larger = shift + 1; larger <= 31; ++larger) {
      EXPECT_FALSE(usable(std::round(std::ldexp(1.0, larger) / window))) << "shift " << larger;
    }
    const double distance = std::abs(multiplier * std::ldexp(1.0, -shift) - 1.0 / window);
    const double bound = 64.0 * window * std::ldexp(1.0, -shift);
    EXPECT_LE(128.0 * window * distance, bound);
    EXPECT_TRUE(window > 512 || bound < 1.0 / 250) << bound;
    EXPECT_TRUE((window & (window - 1)) != 0 || distance == 0) << distance;
  }
}

class PoolRandom : public testing::TestWithParam<unsigned> {};

TEST_P(PoolRandom, EqualsTheNaiveFormula) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Draw draw(GetParam());
  PoolShape s;
  s.batch = draw.pick(1, 2);
  s.channels = draw.pick(1, 5);
  s.kernel_h = draw.pick(1, 4);
  s.kernel_w = draw.pick(1, 4);
  s.pad_h = draw.pick(0, s.kernel_h - 1);
  s.pad_w = draw.pick(0, s.kernel_w - 1);
  s.height = draw.pick(std::max(1, s.kernel_h - 2 * s.pad_h), 9);
  s.width = draw.pick(std::max(1, s.kernel_w - 2 * s.pad_w), 9);
  s.stride_h = draw.pick(1, 3);
  s.stride_w = draw.pick(1, 3);
  const Tensor input = draw.tensor(s.input_size());
  const PoolScale scale = draw.pick(0, 1) == 0 ? average_scale(s.kernel_h * s.kernel_w).value()
                                               : PoolScale{draw.pick(1, 32767), draw.pick(0, 31)};
  Tensor largest, average;
  for (int flat = 0; flat < static_cast<int>(s.output_size()); ++flat) {
    const Tensor elements = window(s, input, flat);
    largest.push_back(*std::max_element(elements.begin(), elements.end()));
    std::int64_t sum = 0;
    for (const std::int8_t element : elements) sum += element;
    average.push_back(naive_shift_clip(sum * scale.multiplier, scale.shift, -128, 127));
  }
  const auto max_out = max_pool(s, input);
  ASSERT_TRUE(max_out) << max_out.error().message;
  EXPECT_EQ(max_out.value(), largest);
  const auto average_out = average_pool(s, input, scale);
  ASSERT_TRUE(average_out) << average_out.error().message;
  EXPECT_EQ(average_out.value(), average);
}

INSTANTIATE_TEST_SUITE_P(Seeds, PoolRandom, testing::Range(0u, 200u));

}  // namespace
}  // namespace vta
