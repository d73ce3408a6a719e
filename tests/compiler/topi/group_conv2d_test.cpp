// SPDX-License-Identifier: Apache-2.0
//
// Group and depthwise convolutions against their definition, the work that they take, and what they
// refuse.

#include "compiler/topi/group_conv2d.h"

#include <gtest/gtest.h>

#include "tests/compiler/topi/operator_harness.h"
#include "tests/compiler/topi/plane_cases.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

using topi::Conv2dLayer;
using topi::GroupConv2dWay;

Statistics expect_matches(const Config& config, const Conv2dLayer& layer, GroupConv2dWay way) {
  const Result<test::OperatorCase> c = test::group_case(config, layer, way);
  if (!c) {
    ADD_FAILURE() << c.error().message;
    return {};
  }
  const Result<test::OperatorRun> run = test::run_operator(config, c.value());
  if (!run) {
    ADD_FAILURE() << run.error().message;
    return {};
  }
  return run.value().statistics;
}

std::int64_t blocks(std::int64_t size, std::int64_t block) { return (size + block - 1) / block; }

// Elements of the machine in the result.
std::uint64_t elements(const Config& config, const Conv2dLayer& l) {
  return static_cast<std::uint64_t>(
      blocks(l.batch, config.batch()) *
      blocks(topi::merge_groups(config, l).out_channels, config.block()) * l.out_height() *
      l.out_width());
}

// One product for each result, tap and block of input channels of a merged group.
void expect_gemm(const Config& config, const Conv2dLayer& l) {
  const Statistics statistics = expect_matches(config, l, GroupConv2dWay::kGemm);
  const Conv2dLayer merged = topi::merge_groups(config, l);
  const std::uint64_t all = elements(config, l);
  const auto taps = static_cast<std::uint64_t>(
      l.kernel_h * l.kernel_w * blocks(merged.in_channels / merged.groups, config.block()));
  EXPECT_EQ(statistics.gemm_counter, all * taps);
  EXPECT_EQ(statistics.alu_counter, all * (l.bias ? 4 : 3));
  EXPECT_EQ(statistics.out_store_nbytes, all * config.elem_bytes(MemoryType::kOut));
}

// For each tap the data are copied, multiplied and added.
void expect_alu(const Config& config, const Conv2dLayer& l) {
  const Statistics statistics = expect_matches(config, l, GroupConv2dWay::kAlu);
  const std::uint64_t all = elements(config, l);
  const auto taps = static_cast<std::uint64_t>(l.kernel_h * l.kernel_w);
  EXPECT_EQ(statistics.gemm_counter, 0u);
  EXPECT_EQ(statistics.wgt_load_nbytes, 0u);
  EXPECT_EQ(statistics.alu_counter, all * (3 * taps + (l.bias ? 4 : 3)));
  EXPECT_EQ(statistics.out_store_nbytes, all * config.elem_bytes(MemoryType::kOut));
}

struct GroupCase {
  std::string name;
  Conv2dLayer layer;

  friend void PrintTo(const GroupCase& c, std::ostream* os) { *os << c.name; }  // for GoogleTest
};

Conv2dLayer layer_of(std::int64_t height, std::int64_t width, std::int64_t in, std::int64_t out,
                     std::int64_t groups, std::int64_t kernel, std::int64_t pad,
                     std::int64_t stride) {
  return {.height = height,
          .width = width,
          .in_channels = in,
          .out_channels = out,
          .kernel_h = kernel,
          .kernel_w = kernel,
          .pad_h = pad,
          .pad_w = pad,
          .stride_h = stride,
          .stride_w = stride,
          .shift = 6,
          .clip_lo = -128,
          .groups = groups};
}

std::vector<GroupCase> depthwise_cases() {
  Conv2dLayer oblong = layer_of(9, 8, 16, 16, 16, 1, 0, 1);
  oblong.kernel_h = 5;
  oblong.kernel_w = 2;
  oblong.pad_h = 2;
  oblong.pad_w = 1;
  oblong.stride_w = 3;
  Conv2dLayer biased = layer_of(6, 7, 48, 48, 48, 3, 1, 1);
  biased.bias = true;
  biased.clip_lo = -20;
  biased.clip_hi = 30;
  Conv2dLayer batches = layer_of(4, 5, 24, 24, 24, 3, 1, 1);
  batches.batch = 3;
  batches.bias = true;
  return {{"Kernel3Pad1", layer_of(14, 14, 32, 32, 32, 3, 1, 1)},
          {"Kernel3Stride2", layer_of(11, 9, 32, 32, 32, 3, 1, 2)},
          {"Kernel1", layer_of(5, 5, 32, 32, 32, 1, 0, 1)},
          {"PadLargerThanKernel", layer_of(5, 5, 16, 16, 16, 1, 2, 1)},
          {"Kernel7OnePixel", layer_of(7, 7, 64, 64, 64, 7, 0, 1)},
          {"OddChannels", layer_of(7, 6, 37, 37, 37, 3, 1, 1)},
          {"FewChannels", layer_of(7, 6, 5, 5, 5, 3, 1, 1)},
          {"OneChannel", layer_of(4, 4, 1, 1, 1, 3, 1, 1)},
          {"Large", layer_of(40, 41, 32, 32, 32, 3, 1, 1)},
          {"Oblong", oblong},
          {"Bias", biased},
          {"Batches", batches}};
}

std::vector<GroupCase> group_cases() {
  Conv2dLayer biased = layer_of(5, 5, 24, 40, 4, 3, 1, 1);
  biased.bias = true;
  Conv2dLayer fictitious = layer_of(4, 5, 51, 85, 17, 3, 1, 1);  // 3 and 5 channels for each
  fictitious.bias = true;
  fictitious.batch = 2;
  return {{"OneGroup", layer_of(6, 6, 20, 24, 1, 3, 1, 1)},
          {"WholeBlocks", layer_of(6, 6, 32, 64, 2, 3, 1, 1)},
          {"ManyWholeBlocks", layer_of(5, 5, 64, 96, 2, 3, 1, 2)},
          {"QuarterBlocks", layer_of(6, 6, 64, 64, 16, 3, 1, 1)},
          {"MoreOutputs", layer_of(6, 6, 32, 128, 8, 3, 1, 1)},
          {"MoreInputs", layer_of(6, 6, 128, 32, 8, 1, 0, 1)},
          {"Multiplier2", layer_of(6, 6, 32, 64, 32, 3, 1, 1)},
          {"OddGroups", layer_of(6, 6, 9, 15, 3, 3, 1, 2)},
          {"FictitiousGroups", fictitious},
          {"LargeOddGroups", layer_of(4, 4, 40, 56, 2, 3, 1, 1)},
          {"Bias", biased}};
}

class Depthwise : public testing::TestWithParam<GroupCase> {};
TEST_P(Depthwise, Gemm) { expect_gemm(Config::pynq(), GetParam().layer); }
TEST_P(Depthwise, Alu) { expect_alu(Config::pynq(), GetParam().layer); }
TEST_P(Depthwise, OtherGeometries) {
  for (const Config& config : {test::legal({{"LOG_BATCH", 1}}), test::config_1x8x8()}) {
    expect_gemm(config, GetParam().layer);
    expect_alu(config, GetParam().layer);
  }
}
INSTANTIATE_TEST_SUITE_P(Cases, Depthwise, testing::ValuesIn(depthwise_cases()),
                         [](const auto& param) { return param.param.name; });

class Groups : public testing::TestWithParam<GroupCase> {};
TEST_P(Groups, Gemm) { expect_gemm(Config::pynq(), GetParam().layer); }
TEST_P(Groups, OtherGeometries) {
  expect_gemm(test::legal({{"LOG_BATCH", 1}}), GetParam().layer);
  expect_gemm(test::config_1x8x8(), GetParam().layer);
}
INSTANTIATE_TEST_SUITE_P(Cases, Groups, testing::ValuesIn(group_cases()),
                         [](const auto& param) { return param.param.name; });

TEST(MergeGroups, MakesWholeBlocksOfTheFewestGroups) {
  const struct {
    std::int64_t in, out, groups;           // of the layer
    std::int64_t to_in, to_out, to_groups;  // merged
  } cases[] = {
      {32, 32, 32, 32, 32, 2},   // 16 channels to a block
      {64, 64, 16, 64, 64, 4},   // 4 groups to a block
      {32, 128, 8, 32, 128, 2},  // in decides
      {64, 96, 2, 64, 96, 2},    // nothing to merge
      {16, 16, 16, 16, 16, 1},   // one block
      {20, 20, 20, 32, 32, 2},   // 12 fictitious groups
      {51, 85, 17, 96, 160, 2},  // 15 of them
      {40, 56, 2, 40, 56, 1},    // no fewer than all
      {7, 7, 7, 7, 7, 1},
  };
  for (const auto& c : cases) {
    const Conv2dLayer merged =
        topi::merge_groups(Config::pynq(), layer_of(4, 4, c.in, c.out, c.groups, 1, 0, 1));
    EXPECT_EQ(merged.in_channels, c.to_in) << c.in;
    EXPECT_EQ(merged.out_channels, c.to_out) << c.in;
    EXPECT_EQ(merged.groups, c.to_groups) << c.in;
  }
}

TEST(GroupConv2d, AutoIsGemm) {
  const Result<topi::Operator> op =
      topi::group_conv2d(Config::pynq(), layer_of(7, 7, 32, 32, 32, 3, 1, 1));
  ASSERT_TRUE(op);
  EXPECT_EQ(op.value().name, "group_conv2d");
}

std::string refusal(const Conv2dLayer& layer, GroupConv2dWay way = GroupConv2dWay::kAuto) {
  return test::refusal(Config::pynq(), topi::group_conv2d(Config::pynq(), layer, way));
}

TEST(GroupConv2dRefusals, NameTheField) {
  EXPECT_EQ(refusal({.in_channels = 30, .out_channels = 32, .groups = 4}),
            "in_channels is 30; it must be a multiple of groups (4)");
  EXPECT_EQ(refusal({.in_channels = 32, .out_channels = 30, .groups = 4}),
            "out_channels is 30; it must be a multiple of groups (4)");
  EXPECT_EQ(refusal({.groups = 0}), "groups is 0; it must lie in 1..32767");
  EXPECT_EQ(refusal({.in_channels = 0}), "in_channels is 0; it must lie in 1..32767");
  EXPECT_EQ(refusal({.height = 0, .groups = 256}), "height is 0; it must lie in 1..32767");
  EXPECT_EQ(refusal({.shift = 32, .groups = 256}), "shift is 32; it must lie in 0..31");
  EXPECT_EQ(refusal({.groups = 128}, GroupConv2dWay::kAlu),
            "in_channels is 256; it must lie in 128..128: the ALU computes depthwise convolutions "
            "only");
  EXPECT_EQ(refusal({.in_channels = 32, .out_channels = 64, .groups = 32}, GroupConv2dWay::kAlu),
            "out_channels is 64; it must lie in 32..32: the ALU computes depthwise convolutions "
            "only");
}

TEST(GroupConv2dRefusals, NameTheBufferThatIsTooSmall) {
  const Conv2dLayer layer = layer_of(60, 60, 16, 16, 16, 60, 0, 1);
  EXPECT_EQ(
      refusal(layer, GroupConv2dWay::kAlu),
      "the schedule does not fit the ACC buffer: stage data_buf and what lies beside it, for 1 "
      "thread, need 460928 bytes, available are 131072 bytes");
  EXPECT_EQ(
      refusal(layer, GroupConv2dWay::kGemm),
      "the schedule does not fit the INP buffer: stage data_buf and what lies beside it, for 1 "
      "thread, need 57600 bytes, available are 32768 bytes");
}

TEST(GroupConv2dPacking, RefusesTensorsOfAnotherSize) {
  const Config config = Config::pynq();
  const Conv2dLayer layer = layer_of(4, 4, 20, 20, 20, 3, 1, 1);
  const std::vector<std::int8_t> five(5);
  const std::vector<std::int32_t> five_sums(5);
  const auto message = [](const auto& result) { return result ? "" : result.error().message; };
  EXPECT_EQ(message(topi::pack_group_data(config, layer, five)),
            "the tensor has 5 elements; its shape says 320");
  EXPECT_EQ(message(topi::pack_group_kernel(config, layer, five)),
            "the tensor has 5 elements; its shape says 180");
  EXPECT_EQ(message(topi::pack_group_bias(config, layer, five_sums)),
            "the tensor has 5 elements; its shape says 20");
  EXPECT_EQ(message(topi::unpack_group_result(config, layer, five)),
            "the packed tensor has 5 elements; its shape says 512");
}

}  // namespace
}  // namespace vta
