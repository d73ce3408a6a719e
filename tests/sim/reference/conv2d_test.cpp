// SPDX-License-Identifier: Apache-2.0
//
// The reference convolution against cases worked out by hand and against an independent formula
// that asks, for every output, which input every kernel tap meets.

#include "sim/reference/conv2d.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "tests/sim/reference/tensors.h"

namespace vta {
namespace {

// Input element, or 0 outside the tensor.
std::int64_t at(const Conv2dShape& s, const Tensor& input, int n, int c, int y, int x) {
  if (y < 0 || x < 0 || y >= s.height || x >= s.width) return 0;
  return input[static_cast<std::size_t>(((n * s.in_channels + c) * s.height + y) * s.width + x)];
}

Tensor naive(const Conv2dShape& s, const Tensor& input, const Tensor& weight, const Epilogue& e) {
  const int members = s.in_channels / s.groups;
  Tensor result;
  for (std::size_t flat = 0; flat < s.output_size(); ++flat) {
    int rest = static_cast<int>(flat);
    const int x = rest % s.out_width();
    rest /= s.out_width();
    const int y = rest % s.out_height();
    rest /= s.out_height();
    const int o = rest % s.out_channels;
    const int n = rest / s.out_channels;
    std::int64_t sum = 0;
    std::size_t tap = static_cast<std::size_t>(o * members * s.kernel_h * s.kernel_w);
    for (int c = 0; c < s.in_channels; ++c) {
      if (c / members != o * s.groups / s.out_channels) continue;  // of another group
      for (int i = 0; i < s.kernel_h; ++i) {
        for (int j = 0; j < s.kernel_w; ++j) {
          sum += weight[tap++] *
                 at(s, input, n, c, y * s.stride_h - s.pad_h + i, x * s.stride_w - s.pad_w + j);
        }
      }
    }
    result.push_back(naive_epilogue(sum, o, e));
  }
  return result;
}

TEST(Conv2dReference, IdentityKernelCopiesTheInput) {
  const Conv2dShape s{.height = 2, .width = 3};
  const Tensor input = {1, -2, 3, -128, 127, 0};
  const auto out = conv2d(s, input, Tensor{1}, {});
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.value(), input);
}

TEST(Conv2dReference, SumsAThreeByThreeWindowWithPadding) {
  const Conv2dShape s{
      .height = 2, .width = 2, .kernel_h = 3, .kernel_w = 3, .pad_h = 1, .pad_w = 1};
  const Tensor weight = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const auto out = conv2d_sums(s, Tensor{1, 10, 100, -1}, weight);
  ASSERT_TRUE(out.ok());
  // Output (0,0) meets the lower right 2x2 of the kernel: 5*1 + 6*10 + 8*100 + 9*-1.
  EXPECT_EQ(out.value(), (std::vector<std::int32_t>{856, 746, 526, 416}));
}

TEST(Conv2dReference, StrideAndPadDifferBetweenRowsAndColumns) {
  const Conv2dShape s{
      .height = 3, .width = 4, .pad_h = 0, .pad_w = 1, .stride_h = 2, .stride_w = 3};
  EXPECT_EQ(s.out_height(), 2);
  EXPECT_EQ(s.out_width(), 2);
  const auto out = conv2d_sums(s, Tensor{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, Tensor{2});
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.value(), (std::vector<std::int32_t>{0, 6, 0, 22}));
}

TEST(Conv2dReference, ChannelsAreSummedAndOutputChannelsAreSeparate) {
  const Conv2dShape s{.batch = 2, .in_channels = 2, .out_channels = 2};
  const auto out = conv2d_sums(s, Tensor{3, 5, -7, 11}, Tensor{1, 2, 10, 20});
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.value(), (std::vector<std::int32_t>{13, 130, 15, 150}));
}

TEST(Conv2dReference, AGroupSumsOverItsOwnChannelsOnly) {
  const Conv2dShape s{.in_channels = 4, .out_channels = 4, .groups = 2};
  EXPECT_EQ(s.weight_size(), 8u);
  const auto out = conv2d_sums(s, Tensor{1, 2, 3, 4}, Tensor{1, 10, 2, 20, 3, 30, 4, 40});
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.value(), (std::vector<std::int32_t>{21, 42, 129, 172}));  // 3*3 + 30*4 = 129
}

TEST(Conv2dReference, DepthwiseWithAMultiplierMakesSeveralPlanesOfEachChannel) {
  const Conv2dShape s{.in_channels = 2, .width = 3, .out_channels = 4, .kernel_w = 2, .groups = 2};
  const auto out = conv2d(s, Tensor{1, 2, 3, 4, 5, 6}, Tensor{1, 0, 0, 1, 1, 1, -1, 1},
                          {.bias = {0, 10, 20, 30}});
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.value(), (Tensor{1, 2, 12, 13, 29, 31, 31, 31}));
}

TEST(Conv2dReference, EpilogueAddsBiasThenShiftsTowardsMinusInfinityThenClips) {
  const Conv2dShape s{.width = 5, .out_channels = 1};
  Epilogue e;
  e.bias = {1};
  e.shift = 1;
  e.lo = -2;
  e.hi = 3;
  const auto out = conv2d(s, Tensor{-100, -4, 0, 4, 100}, Tensor{1}, e);
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.value(), (Tensor{-2, -2, 0, 2, 3}));  // (-4 + 1) >> 1 = -2
}

TEST(Conv2dReference, SumsAndBiasWrapModulo32Bits) {
  Epilogue e;
  e.bias = {INT32_MAX};
  e.shift = 31;
  const auto out = conv2d(Conv2dShape{}, Tensor{1}, Tensor{1}, e);
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.value(), Tensor{-1});
}

TEST(Conv2dReference, CastKeepsTheLowEightBits) {
  Epilogue e;
  e.lo = -100000;
  e.hi = 100000;
  const auto out = conv2d(Conv2dShape{}, Tensor{100}, Tensor{3}, e);
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.value(), Tensor{300 - 256});
}

TEST(Conv2dReference, RefusesWrongShapesAndSizes) {
  const auto message = [](Conv2dShape s, std::size_t inputs, Epilogue e) {
    const auto out = conv2d(s, Tensor(inputs), Tensor(1), e);
    return out.ok() ? std::string() : out.error().message;
  };
  EXPECT_EQ(message({}, 1, {}), "");
  EXPECT_EQ(message({.height = 0}, 1, {}), "conv2d: height is 0, must be at least 1");
  EXPECT_EQ(message({.pad_w = -1}, 1, {}), "conv2d: pad_w is -1, must be at least 0");
  EXPECT_EQ(message({.stride_h = 0}, 1, {}), "conv2d: stride_h is 0, must be at least 1");
  EXPECT_EQ(message({.kernel_h = 4, .pad_h = 1}, 1, {}),
            "conv2d: the kernel of 4x1 is larger than the padded input of 3x1");
  EXPECT_EQ(message({.height = 100000, .width = 100000}, 1, {}),
            "conv2d: a tensor has more than 2^31 - 1 elements");
  EXPECT_EQ(message({.pad_h = INT32_MAX}, 1, {}),
            "conv2d: the padded input is larger than 2^31 - 1 rows or columns");
  EXPECT_EQ(message({.groups = 0}, 1, {}), "conv2d: groups is 0, must be at least 1");
  EXPECT_EQ(message({.in_channels = 4, .out_channels = 3, .groups = 3}, 4, {}),
            "conv2d: groups is 3, must divide in_channels, which is 4");
  EXPECT_EQ(message({.in_channels = 4, .out_channels = 3, .groups = 2}, 4, {}),
            "conv2d: groups is 2, must divide out_channels, which is 3");
  EXPECT_EQ(message({}, 2, {}), "conv2d: input has 2 elements, the shape says 1");
  EXPECT_EQ(message({.kernel_h = 2, .pad_h = 1}, 1, {}),
            "conv2d: weight has 1 elements, the shape says 2");
  EXPECT_EQ(message({}, 1, {.bias = {1, 2}}), "conv2d: bias has 2 elements, the shape says 1");
  EXPECT_EQ(message({}, 1, {.shift = 32}), "conv2d: shift is 32, must be 0..31");
  EXPECT_EQ(message({}, 1, {.lo = 1, .hi = 0}),
            "conv2d: clip bounds are 1 and 0, the first must not be larger");
}

class Conv2dRandom : public testing::TestWithParam<unsigned> {};

TEST_P(Conv2dRandom, EqualsTheNaiveFormula) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Draw draw(GetParam());
  Conv2dShape s;
  s.batch = draw.pick(1, 2);
  s.groups = draw.pick(0, 1) == 0 ? 1 : draw.pick(1, 4);
  s.in_channels = s.groups * draw.pick(1, 5);
  s.out_channels = s.groups * draw.pick(1, 5);
  s.height = draw.pick(1, 9);
  s.width = draw.pick(1, 9);
  s.pad_h = draw.pick(0, 4);
  s.pad_w = draw.pick(0, 4);
  s.kernel_h = draw.pick(1, std::min(5, s.height + 2 * s.pad_h));
  s.kernel_w = draw.pick(1, std::min(5, s.width + 2 * s.pad_w));
  s.stride_h = draw.pick(1, 3);
  s.stride_w = draw.pick(1, 3);
  const Epilogue e = draw.epilogue(s.out_channels);
  const Tensor input = draw.tensor(s.input_size());
  const Tensor weight = draw.tensor(s.weight_size());
  const auto out = conv2d(s, input, weight, e);
  ASSERT_TRUE(out.ok()) << out.error().message;
  EXPECT_EQ(out.value(), naive(s, input, weight, e));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Conv2dRandom, testing::Range(0u, 200u));

TEST(Conv2dReference, AHundredMillionProductsTakeSeconds) {
  const Conv2dShape s{.in_channels = 256,
                      .height = 14,
                      .width = 14,
                      .out_channels = 256,
                      .kernel_h = 3,
                      .kernel_w = 3,
                      .pad_h = 1,
                      .pad_w = 1};
  Draw draw(1);
  const Tensor input = draw.tensor(s.input_size());
  const Tensor weight = draw.tensor(s.weight_size());
  const auto start = std::chrono::steady_clock::now();
  const auto out = conv2d(s, input, weight, {});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.value().size(), s.output_size());
  RecordProperty("milliseconds", static_cast<int>(seconds.count() * 1000));
  EXPECT_LT(seconds.count(), 30.0);  // generous: sanitizers and a loaded machine
}

}  // namespace
}  // namespace vta
