// SPDX-License-Identifier: Apache-2.0
//
// Transposed convolution against its definition, the work that it takes, and what it refuses.

#include "compiler/topi/conv2d_transpose.h"

#include <gtest/gtest.h>

#include "tests/compiler/topi/operator_harness.h"
#include "tests/compiler/topi/plane_cases.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

using topi::Conv2dTransposeLayer;

std::int64_t blocks(std::int64_t size, std::int64_t block) { return (size + block - 1) / block; }

// Pixels of the results of one phase along an axis, and its taps.
struct Axis {
  std::int64_t pixels, taps;
};
std::vector<Axis> axes(std::int64_t out, std::int64_t kernel, std::int64_t pad,
                       std::int64_t stride) {
  std::vector<Axis> all(static_cast<std::size_t>(stride), Axis{0, 0});
  for (std::int64_t y = 0; y < out; ++y) ++all[static_cast<std::size_t>(y % stride)].pixels;
  for (std::int64_t k = 0; k < kernel; ++k) {
    // Tap k goes to output rows that are k - pad modulo the stride.
    const std::int64_t phase = ((k - pad) % stride + stride) % stride;
    ++all[static_cast<std::size_t>(phase)].taps;
  }
  return all;
}

// As many products as pixels meet taps, and every result shifted, clipped and stored once.
void expect_work(const Config& config, const Conv2dTransposeLayer& l,
                 const Statistics& statistics) {
  const std::int64_t planes =
      blocks(l.batch, config.batch()) * blocks(l.out_channels, config.block());
  std::int64_t products = 0;
  for (const Axis& y : axes(l.out_height(), l.kernel_h, l.pad_h, l.stride_h)) {
    for (const Axis& x : axes(l.out_width(), l.kernel_w, l.pad_w, l.stride_w)) {
      products += y.pixels * y.taps * x.pixels * x.taps;
    }
  }
  const auto elements = static_cast<std::uint64_t>(planes * l.out_height() * l.out_width());
  EXPECT_EQ(statistics.gemm_counter,
            static_cast<std::uint64_t>(planes * blocks(l.in_channels, config.block()) * products));
  EXPECT_EQ(statistics.alu_counter, elements * (l.bias ? 4 : 3));
  EXPECT_EQ(statistics.out_store_nbytes, elements * config.elem_bytes(MemoryType::kOut));
}

void expect_matches(const Config& config, const Conv2dTransposeLayer& layer) {
  const Result<test::OperatorCase> c = test::transpose_case(config, layer);
  ASSERT_TRUE(c) << c.error().message;
  const Result<test::OperatorRun> run = test::run_operator(config, c.value());
  ASSERT_TRUE(run) << run.error().message;
  expect_work(config, layer, run.value().statistics);
}

struct TransposeCase {
  std::string name;
  Conv2dTransposeLayer layer;

  friend void PrintTo(const TransposeCase& c, std::ostream* os) { *os << c.name; }  // GoogleTest
};

std::vector<TransposeCase> transpose_cases() {
  const auto layer = [](std::int64_t height, std::int64_t width, std::int64_t in, std::int64_t out,
                        std::int64_t kernel, std::int64_t pad, std::int64_t stride,
                        std::int64_t output_pad = 0) {
    return Conv2dTransposeLayer{.height = height,
                                .width = width,
                                .in_channels = in,
                                .out_channels = out,
                                .kernel_h = kernel,
                                .kernel_w = kernel,
                                .pad_h = pad,
                                .pad_w = pad,
                                .stride_h = stride,
                                .stride_w = stride,
                                .output_pad_h = output_pad,
                                .output_pad_w = output_pad};
  };
  Conv2dTransposeLayer oblong = layer(5, 4, 16, 16, 1, 0, 1);
  oblong.kernel_h = 5;
  oblong.kernel_w = 2;
  oblong.pad_h = 2;
  oblong.stride_h = 2;
  oblong.stride_w = 3;
  oblong.output_pad_w = 2;
  Conv2dTransposeLayer biased = layer(5, 5, 32, 40, 4, 1, 2);
  biased.bias = true;
  biased.clip_lo = -100;
  biased.clip_hi = 90;
  Conv2dTransposeLayer taps_and_none = layer(4, 3, 16, 32, 2, 0, 3, 2);
  taps_and_none.bias = true;
  taps_and_none.shift = 5;
  Conv2dTransposeLayer batches = layer(4, 4, 20, 24, 3, 1, 2, 1);
  batches.batch = 3;
  return {
      {"Kernel4Stride2", layer(8, 8, 32, 32, 4, 1, 2)},
      {"Kernel3Stride2OutputPad", layer(7, 7, 32, 16, 3, 1, 2, 1)},
      {"Kernel3Stride1", layer(6, 7, 16, 32, 3, 1, 1)},
      {"Kernel1", layer(5, 5, 16, 16, 1, 0, 1)},
      {"Kernel1Stride2", layer(5, 5, 16, 16, 1, 0, 2, 1)},
      {"KernelSmallerThanStride", taps_and_none},
      {"Kernel5Stride3", layer(4, 5, 16, 16, 5, 0, 3)},
      {"NoCrop", layer(5, 6, 16, 16, 4, 0, 2)},
      {"CropOfWholeTaps", layer(6, 6, 16, 16, 3, 4, 2)},
      {"OddChannels", layer(5, 3, 19, 37, 3, 1, 2)},
      {"OnePixel", layer(1, 1, 16, 16, 4, 0, 2)},
      {"OutputOfOnePixel", layer(2, 2, 16, 16, 2, 1, 1)},
      {"OutputSmallerThanStride", layer(2, 2, 16, 16, 4, 2, 3)},
      {"NothingButPadding", layer(2, 2, 16, 16, 1, 1, 3)},
      {"LargestKernel", layer(3, 2, 16, 16, 31, 0, 2, 1)},
      {"LargestKernelStride1", layer(2, 3, 16, 16, 16, 0, 1)},
      {"Bias", biased},
      {"Oblong", oblong},
      {"Batches", batches},
  };
}

class Transposes : public testing::TestWithParam<TransposeCase> {};

TEST_P(Transposes, MatchTheDefinition) { expect_matches(Config::pynq(), GetParam().layer); }
TEST_P(Transposes, OtherGeometries) {
  expect_matches(test::legal({{"LOG_BATCH", 1}}), GetParam().layer);
  expect_matches(test::config_1x8x8(), GetParam().layer);
}

INSTANTIATE_TEST_SUITE_P(Cases, Transposes, testing::ValuesIn(transpose_cases()),
                         [](const auto& param) { return param.param.name; });

TEST(Transpose, DefaultLayer) { expect_matches(Config::pynq(), {.in_channels = 64}); }

// Large planes and many channels: tiles of both.
TEST(Transpose, TilesOfEverything) {
  expect_matches(test::config_1x8x8(),
                 {.height = 20, .width = 17, .in_channels = 40, .out_channels = 72, .bias = true});
}

std::string refusal(const Conv2dTransposeLayer& layer) {
  return test::refusal(Config::pynq(), topi::conv2d_transpose(Config::pynq(), layer));
}

TEST(TransposeRefusals, NameTheField) {
  const struct {
    Conv2dTransposeLayer layer;
    std::string message;
  } cases[] = {
      {{.batch = 0}, "batch is 0; it must lie in 1..32767"},
      {{.height = 0}, "height is 0; it must lie in 1..32767"},
      {{.width = 40000}, "width is 40000; it must lie in 1..32767"},
      {{.in_channels = -1}, "in_channels is -1; it must lie in 1..32767"},
      {{.out_channels = 0}, "out_channels is 0; it must lie in 1..32767"},
      {{.kernel_h = 33}, "kernel_h is 33; it must lie in 1..32"},
      {{.kernel_w = 32, .output_pad_w = 1}, "kernel_w is 32; it must lie in 1..31"},
      {{.pad_h = -1}, "pad_h is -1; it must lie in 0..32767"},
      {{.pad_w = 40000}, "pad_w is 40000; it must lie in 0..32767"},
      {{.stride_h = 17}, "stride_h is 17; it must lie in 1..16"},
      {{.stride_w = 0}, "stride_w is 0; it must lie in 1..16"},
      {{.output_pad_h = 2}, "output_pad_h is 2; it must lie in 0..1"},
      {{.output_pad_w = -1}, "output_pad_w is -1; it must lie in 0..1"},
      {{.shift = 32}, "shift is 32; it must lie in 0..31"},
      {{.clip_lo = 5, .clip_hi = 4}, "clip_hi is 4; it must lie in 5..127"},
      {{.pad_h = 9}, "the height of the output is 0; it must lie in 1..1048544"},
      {{.pad_w = 20}, "the width of the output is -22; it must lie in 1..1048544"},
      {{.height = 32767, .width = 32767},
       "tensor data has 274861129984 bytes; the machine addresses less than 4294967296"},
  };
  for (const auto& c : cases) EXPECT_EQ(refusal(c.layer), c.message);
}

TEST(TransposeRefusals, NameTheBufferThatIsTooSmall) {
  const Config config = test::legal({{"LOG_WGT_BUFF_SIZE", 12}});  // 16 tiles of weights
  EXPECT_EQ(test::refusal(config, topi::conv2d_transpose(config, {.kernel_h = 10, .kernel_w = 10})),
            "the schedule does not fit the WGT buffer: stage kernel_buf_0_0 and what lies beside "
            "it, for 1 thread, need 6400 bytes, available are 4096 bytes");
}

TEST(TransposePacking, RefusesTensorsOfAnotherSize) {
  const Config config = Config::pynq();
  const auto kernel = topi::pack_transpose_kernel(config, {}, std::vector<std::int8_t>(5));
  ASSERT_FALSE(kernel);
  EXPECT_EQ(kernel.error().message, "the tensor has 5 elements; its shape says 524288");
  const auto result = topi::pack_transpose_result(config, {}, std::vector<std::int8_t>(5));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "the tensor has 5 elements; its shape says 32768");
  const auto missing = topi::unpack_transpose_result(config, {}, {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "buffer res_0_0 is missing");
  const auto small = topi::unpack_transpose_result(config, {}, {{"res_0_0", {}}});
  ASSERT_FALSE(small);
  EXPECT_EQ(small.error().message,
            "buffer res_0_0: the packed tensor has 0 elements; its shape says 8192");
}

}  // namespace
}  // namespace vta
