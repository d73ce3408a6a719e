// SPDX-License-Identifier: Apache-2.0
//
// The scattering reference against cases worked out by hand and against the opposite view: for
// every output, which inputs reach it.

#include "sim/reference/conv2d_transpose.h"

#include <gtest/gtest.h>

#include "tests/sim/reference/tensors.h"

namespace vta {
namespace {

using Sums = std::vector<std::int32_t>;

// The input element that reaches an output coordinate through kernel tap `tap`, or -1.
int source(int out, int tap, int pad, int stride, int extent) {
  const int scaled = out + pad - tap;
  if (scaled < 0 || scaled % stride != 0 || scaled / stride >= extent) return -1;
  return scaled / stride;
}

Tensor naive(const Conv2dTransposeShape& s, const Tensor& input, const Tensor& weight,
             const Epilogue& e) {
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
    for (int c = 0; c < s.in_channels; ++c) {
      for (int i = 0; i < s.kernel_h; ++i) {
        for (int j = 0; j < s.kernel_w; ++j) {
          const int in_y = source(y, i, s.pad_h, s.stride_h, s.height);
          const int in_x = source(x, j, s.pad_w, s.stride_w, s.width);
          if (in_y < 0 || in_x < 0) continue;
          const int from = ((n * s.in_channels + c) * s.height + in_y) * s.width + in_x;
          const int tap = ((c * s.out_channels + o) * s.kernel_h + i) * s.kernel_w + j;
          sum += input[static_cast<std::size_t>(from)] * weight[static_cast<std::size_t>(tap)];
        }
      }
    }
    result.push_back(naive_epilogue(sum, o, e));
  }
  return result;
}

TEST(Conv2dTransposeReference, AnElementScattersTheKernel) {
  const Conv2dTransposeShape s{.kernel_h = 2, .kernel_w = 3};
  const auto out = conv2d_transpose_sums(s, Tensor{-2}, Tensor{1, 2, 3, 4, 5, 6});
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), (Sums{-2, -4, -6, -8, -10, -12}));
}

TEST(Conv2dTransposeReference, ScatteredKernelsOverlapAndAreCropped) {
  const Conv2dTransposeShape s{.width = 3, .kernel_w = 3, .stride_w = 2};
  const auto all = conv2d_transpose_sums(s, Tensor{1, 10, 100}, Tensor{1, 2, 3});
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all.value(), (Sums{1, 2, 13, 20, 130, 200, 300}));
  Conv2dTransposeShape cropped = s;
  cropped.pad_w = 2;
  const auto middle = conv2d_transpose_sums(cropped, Tensor{1, 10, 100}, Tensor{1, 2, 3});
  ASSERT_TRUE(middle) << middle.error().message;
  EXPECT_EQ(middle.value(), (Sums{13, 20, 130}));
}

TEST(Conv2dTransposeReference, OutputPadGrowsTheFarSideOnly) {
  const Conv2dTransposeShape s{
      .height = 2, .kernel_h = 3, .pad_h = 1, .stride_h = 2, .output_pad_h = 1};
  EXPECT_EQ(s.out_height(), 4);
  const auto out = conv2d_transpose_sums(s, Tensor{1, 10}, Tensor{1, 2, 3});
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), (Sums{2, 13, 20, 30}));
  const Conv2dTransposeShape untouched{.stride_w = 3, .output_pad_w = 2};
  const auto zeros = conv2d_transpose_sums(untouched, Tensor{7}, Tensor{1});
  ASSERT_TRUE(zeros) << zeros.error().message;
  EXPECT_EQ(zeros.value(), (Sums{7, 0, 0}));
}

TEST(Conv2dTransposeReference, WeightsAreInputChannelMajorAndBiasIsPerOutputChannel) {
  const Conv2dTransposeShape s{.batch = 2, .in_channels = 2, .out_channels = 3};
  const auto out = conv2d_transpose(s, Tensor{1, 2, -1, 3}, Tensor{1, 2, 3, 10, 20, 30},
                                    {.bias = {0, 1, 2}, .hi = 70});
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), (Tensor{21, 43, 65, 29, 59, 70}));
}

TEST(Conv2dTransposeReference, SumsWrapModulo32Bits) {
  const int channels = 1 << 17;  // of products of 2^14 each, which are 2^31 together
  const Tensor lowest(static_cast<std::size_t>(channels), -128);
  const auto out = conv2d_transpose_sums({.in_channels = channels}, lowest, lowest);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), Sums{INT32_MIN});
}

TEST(Conv2dTransposeReference, RefusesWrongShapesAndSizes) {
  const auto message = [](Conv2dTransposeShape s, std::size_t inputs, Epilogue e) {
    const auto out = conv2d_transpose(s, Tensor(inputs), Tensor(1), e);
    return out.ok() ? std::string() : out.error().message;
  };
  EXPECT_EQ(message({}, 1, {}), "");
  EXPECT_EQ(message({.batch = 0}, 1, {}), "conv2d_transpose: batch is 0, must be at least 1");
  EXPECT_EQ(message({.pad_w = -1}, 1, {}), "conv2d_transpose: pad_w is -1, must be at least 0");
  EXPECT_EQ(message({.stride_h = 0}, 1, {}), "conv2d_transpose: stride_h is 0, must be at least 1");
  EXPECT_EQ(message({.output_pad_h = -1}, 1, {}),
            "conv2d_transpose: output_pad_h is -1, must be at least 0");
  EXPECT_EQ(message({.stride_w = 2, .output_pad_w = 2}, 1, {}),
            "conv2d_transpose: output_pad_w is 2, must be less than the stride of 2");
  EXPECT_EQ(message({.height = 2, .kernel_h = 3, .pad_h = 2}, 1, {}),
            "conv2d_transpose: pad_h is 2, which crops all of an output of 4");
  EXPECT_EQ(message({.pad_w = INT32_MAX}, 1, {}),
            "conv2d_transpose: pad_w is 2147483647, which crops all of an output of 1");
  EXPECT_EQ(message({.height = 1 << 16, .stride_h = 1 << 16}, 1, {}),
            "conv2d_transpose: the output before cropping is larger than 2^31 - 1 rows or columns");
  EXPECT_EQ(message({.height = 1 << 15, .width = 1 << 15, .stride_h = 2, .stride_w = 2}, 1, {}),
            "conv2d_transpose: a tensor has more than 2^31 - 1 elements");
  EXPECT_EQ(message({}, 2, {}), "conv2d_transpose: input has 2 elements, the shape says 1");
  EXPECT_EQ(message({.kernel_h = 2}, 1, {}),
            "conv2d_transpose: weight has 1 elements, the shape says 2");
  EXPECT_EQ(message({}, 1, {.bias = {1, 2}}),
            "conv2d_transpose: bias has 2 elements, the shape says 1");
  EXPECT_EQ(message({}, 1, {.shift = 32}), "conv2d_transpose: shift is 32, must be 0..31");
  EXPECT_EQ(message({}, 1, {.lo = 1, .hi = 0}),
            "conv2d_transpose: clip bounds are 1 and 0, the first must not be larger");
}

class Conv2dTransposeRandom : public testing::TestWithParam<unsigned> {};

TEST_P(Conv2dTransposeRandom, EqualsTheNaiveFormula) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Draw draw(GetParam());
  Conv2dTransposeShape s;
  s.batch = draw.pick(1, 2);
  s.in_channels = draw.pick(1, 4);
  s.out_channels = draw.pick(1, 4);
  s.height = draw.pick(1, 6);
  s.width = draw.pick(1, 6);
  s.kernel_h = draw.pick(1, 5);
  s.kernel_w = draw.pick(1, 5);
  s.stride_h = draw.pick(1, 3);
  s.stride_w = draw.pick(1, 3);
  s.output_pad_h = draw.pick(0, s.stride_h - 1);
  s.output_pad_w = draw.pick(0, s.stride_w - 1);
  s.pad_h = draw.pick(0, (s.out_height() - 1) / 2);
  s.pad_w = draw.pick(0, (s.out_width() - 1) / 2);
  const Epilogue e = draw.epilogue(s.out_channels);
  const Tensor input = draw.tensor(s.input_size());
  const Tensor weight = draw.tensor(s.weight_size());
  const auto out = conv2d_transpose(s, input, weight, e);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), naive(s, input, weight, e));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Conv2dTransposeRandom, testing::Range(0u, 200u));

}  // namespace
}  // namespace vta
