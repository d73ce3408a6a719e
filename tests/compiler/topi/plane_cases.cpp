// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/topi/plane_cases.h"

#include <algorithm>
#include <utility>

#include "sim/reference/conv2d.h"
#include "sim/reference/conv2d_transpose.h"
#include "sim/reference/pool.h"
#include "tools/conv2d_job.h"

namespace vta::test {
namespace {

using topi::Conv2dLayer;
using topi::Conv2dTransposeLayer;
using topi::GroupConv2dWay;
using topi::MaxPadding;
using topi::PoolLayer;

constexpr std::uint32_t kSeed = 31;

int to_int(std::int64_t value) { return static_cast<int>(value); }
std::int64_t blocks(std::int64_t size, std::int64_t block) { return (size + block - 1) / block; }

// ---- pooling ----

PoolShape shape_of(const PoolLayer& l) {
  return {.batch = to_int(l.batch),
          .channels = to_int(l.channels),
          .height = to_int(l.height),
          .width = to_int(l.width),
          .kernel_h = to_int(l.kernel_h),
          .kernel_w = to_int(l.kernel_w),
          .pad_h = to_int(l.pad_h),
          .pad_w = to_int(l.pad_w),
          .stride_h = to_int(l.stride_h),
          .stride_w = to_int(l.stride_w)};
}

topi::PackShape packing(const Config& config, const PoolLayer& l, std::int64_t height,
                        std::int64_t width) {
  return {l.batch, l.channels, height, width, config.batch(), config.block()};
}

// The case around an operator and its data.
Result<OperatorCase> pool_case(const Config& config, const PoolLayer& layer,
                               Result<topi::Operator> op, Bytes data,
                               const Result<std::vector<std::int8_t>>& expected) {
  if (!op) return op.error();
  if (!expected) return expected.error();
  const topi::PackShape shape = packing(config, layer, layer.out_height(), layer.out_width());
  OperatorCase c{std::move(op).value(), {}, {}, {}};
  c.inputs["data"] = std::move(data);
  c.outputs["res"] = packed(shape, expected.value());
  c.padded["res"] = shape;
  return c;
}

// ---- transposed convolution ----

Conv2dTransposeShape shape_of(const Conv2dTransposeLayer& l) {
  return {.batch = to_int(l.batch),
          .in_channels = to_int(l.in_channels),
          .height = to_int(l.height),
          .width = to_int(l.width),
          .out_channels = to_int(l.out_channels),
          .kernel_h = to_int(l.kernel_h),
          .kernel_w = to_int(l.kernel_w),
          .pad_h = to_int(l.pad_h),
          .pad_w = to_int(l.pad_w),
          .stride_h = to_int(l.stride_h),
          .stride_w = to_int(l.stride_w),
          .output_pad_h = to_int(l.output_pad_h),
          .output_pad_w = to_int(l.output_pad_w)};
}

// The outputs of a case are the phases; a phase is padded as a tensor of its own.
void add_results(const Config& config, const Conv2dTransposeLayer& layer,
                 const topi::PackedBuffers& results, OperatorCase& c) {
  for (const auto& [name, bytes] : results) {
    c.outputs[name] = bytes_of(bytes);
    const std::int64_t py = name[4] - '0', px = name[6] - '0';  // res_PY_PX
    c.padded[name] = {layer.batch,
                      layer.out_channels,
                      blocks(layer.out_height() - py, layer.stride_h),
                      blocks(layer.out_width() - px, layer.stride_w),
                      config.batch(),
                      config.block()};
  }
}

// ---- convolution in groups ----

// The packed result has the channels of the merged layer.
topi::PackShape result_shape(const Config& config, const Conv2dLayer& l) {
  return {l.batch,        topi::merge_groups(config, l).out_channels,
          l.out_height(), l.out_width(),
          config.batch(), config.block()};
}

Bytes packed_result(const Config& config, const Conv2dLayer& layer,
                    const std::vector<std::int8_t>& plain) {
  const topi::PackShape shape = result_shape(config, layer);
  const std::size_t own =
      static_cast<std::size_t>(layer.out_channels * layer.out_height() * layer.out_width());
  const std::size_t all =
      static_cast<std::size_t>(shape.inner * layer.out_height() * layer.out_width());
  std::vector<std::int8_t> extended;
  for (std::int64_t n = 0; n < layer.batch; ++n) {
    const auto first = plain.begin() + n * static_cast<std::ptrdiff_t>(own);
    extended.insert(extended.end(), first, first + static_cast<std::ptrdiff_t>(own));
    // Without weights and bias, nothing but the clip decides.
    const auto rest =
        static_cast<std::int8_t>(std::min(std::max<std::int64_t>(0, layer.clip_lo), layer.clip_hi));
    extended.insert(extended.end(), all - own, rest);
  }
  return packed(shape, extended);
}

}  // namespace

Result<OperatorCase> max_pool_case(const Config& config, const PoolLayer& layer, MaxPadding padding,
                                   const PlaneTile& tile) {
  std::vector<std::int8_t> data = Random(kSeed).int8(shape_of(layer).input_size());
  if (padding == MaxPadding::kZeros) {
    for (std::int8_t& d : data) d = std::max<std::int8_t>(d, 0);
  }
  Bytes bytes = packed(packing(config, layer, layer.height, layer.width), data);
  if (padding == MaxPadding::kHost) {
    const auto padded = topi::pack_max_pool_data(config, layer, data);
    if (!padded) return padded.error();
    bytes = bytes_of(padded.value());
  }
  return pool_case(
      config, layer,
      tile ? topi::max_pool(config, layer, padding, *tile) : topi::max_pool(config, layer, padding),
      std::move(bytes), max_pool(shape_of(layer), data));
}

Result<OperatorCase> average_pool_case(const Config& config, const PoolLayer& layer,
                                       const PlaneTile& tile, std::optional<std::int8_t> constant) {
  std::vector<std::int8_t> data = Random(kSeed).int8(shape_of(layer).input_size());
  if (constant) std::fill(data.begin(), data.end(), *constant);
  const Result<PoolScale> scale = average_scale(to_int(layer.kernel_h * layer.kernel_w));
  if (!scale) return scale.error();
  return pool_case(
      config, layer,
      tile ? topi::average_pool(config, layer, *tile) : topi::average_pool(config, layer),
      packed(packing(config, layer, layer.height, layer.width), data),
      average_pool(shape_of(layer), data, scale.value()));
}

Result<OperatorCase> transpose_case(const Config& config, const Conv2dTransposeLayer& layer) {
  Random random(kSeed);
  const Conv2dTransposeShape shape = shape_of(layer);
  const std::vector<std::int8_t> data = random.int8(shape.input_size());
  const std::vector<std::int8_t> kernel = random.int8(shape.weight_size());
  std::vector<std::int32_t> bias;
  if (layer.bias) bias = random.int32(static_cast<std::size_t>(layer.out_channels));
  const Result<std::vector<std::int8_t>> expected =
      conv2d_transpose(shape, data, kernel,
                       {.bias = bias,
                        .shift = static_cast<int>(layer.shift),
                        .lo = static_cast<std::int32_t>(layer.clip_lo),
                        .hi = static_cast<std::int32_t>(layer.clip_hi)});
  if (!expected) return expected.error();

  Result<topi::Operator> op = topi::conv2d_transpose(config, layer);
  if (!op) return op.error();
  const auto kernels = topi::pack_transpose_kernel(config, layer, kernel);
  if (!kernels) return kernels.error();
  const auto results = topi::pack_transpose_result(config, layer, expected.value());
  if (!results) return results.error();
  const auto unpacked = topi::unpack_transpose_result(config, layer, results.value());
  if (!unpacked) return unpacked.error();
  if (unpacked.value() != expected.value()) return Error{"unpack does not undo pack"};

  OperatorCase c{std::move(op).value(), {}, {}, {}};
  c.inputs["data"] = packed(
      {layer.batch, layer.in_channels, layer.height, layer.width, config.batch(), config.block()},
      data);
  for (const auto& [name, bytes] : kernels.value()) c.inputs[name] = bytes_of(bytes);
  if (layer.bias) {
    const auto packed = topi::pack_bias(layer.out_channels, config.batch(), config.block(), bias);
    if (!packed) return packed.error();
    c.inputs["bias"] = bytes_of(packed.value());
  }
  add_results(config, layer, results.value(), c);
  return c;
}

Result<OperatorCase> group_case(const Config& config, const Conv2dLayer& layer,
                                GroupConv2dWay way) {
  Random random(kSeed);
  const Conv2dShape shape = reference_shape(layer);
  const std::vector<std::int8_t> data = random.int8(shape.input_size());
  const std::vector<std::int8_t> kernel = random.int8(shape.weight_size());
  std::vector<std::int32_t> bias;
  if (layer.bias) bias = random.int32(static_cast<std::size_t>(layer.out_channels));
  const Result<std::vector<std::int8_t>> expected =
      conv2d(shape, data, kernel,
             {.bias = bias,
              .shift = static_cast<int>(layer.shift),
              .lo = static_cast<std::int32_t>(layer.clip_lo),
              .hi = static_cast<std::int32_t>(layer.clip_hi)});
  if (!expected) return expected.error();

  Result<topi::Operator> op = topi::group_conv2d(config, layer, way);
  if (!op) return op.error();
  OperatorCase c{std::move(op).value(), {}, {}, {}};
  const auto packed_data = topi::pack_group_data(config, layer, data);
  if (!packed_data) return packed_data.error();
  c.inputs["data"] = bytes_of(packed_data.value());
  const auto packed_kernel = topi::pack_group_kernel(config, layer, kernel, way);
  if (!packed_kernel) return packed_kernel.error();
  c.inputs["kernel"] = bytes_of(packed_kernel.value());
  if (layer.bias) {
    const auto packed_bias = topi::pack_group_bias(config, layer, bias);
    if (!packed_bias) return packed_bias.error();
    c.inputs["bias"] = bytes_of(packed_bias.value());
  }
  c.outputs["res"] = packed_result(config, layer, expected.value());
  c.padded["res"] = result_shape(config, layer);
  const auto* first = reinterpret_cast<const std::int8_t*>(c.outputs["res"].data());
  const auto unpacked = topi::unpack_group_result(config, layer, {first, c.outputs["res"].size()});
  if (!unpacked) return unpacked.error();
  if (unpacked.value() != expected.value()) return Error{"unpack does not undo pack"};
  return c;
}

std::vector<NamedCase> small_plane_cases() {
  const PoolLayer ragged{1, 40, 11, 9, 3, 3, 1, 1, 2, 1};
  const PoolLayer global{1, 64, 7, 7, 7, 7, 0, 0, 1, 1};
  const Conv2dTransposeLayer doubling{
      .height = 5, .width = 6, .in_channels = 32, .out_channels = 40, .bias = true};
  const Conv2dTransposeLayer taps_and_none{.height = 3,
                                           .width = 4,
                                           .in_channels = 16,
                                           .out_channels = 16,
                                           .kernel_h = 2,
                                           .kernel_w = 2,
                                           .pad_h = 0,
                                           .pad_w = 0,
                                           .stride_h = 3,
                                           .stride_w = 3,
                                           .output_pad_h = 2,
                                           .shift = 5,
                                           .bias = true};
  const Conv2dLayer depthwise{.height = 9,
                              .width = 8,
                              .in_channels = 37,
                              .out_channels = 37,
                              .shift = 6,
                              .clip_lo = -128,
                              .bias = true,
                              .groups = 37};
  const Conv2dLayer groups{.height = 6,
                           .width = 6,
                           .in_channels = 64,
                           .out_channels = 64,
                           .shift = 6,
                           .clip_lo = -128,
                           .groups = 16};
  return {
      {"MaxPool", [=](const Config& c) { return max_pool_case(c, ragged); }},
      {"MaxPoolOfTiles",
       [=](const Config& c) {
         return max_pool_case(c, ragged, MaxPadding::kHost, topi::ResultTile{2, 4, 5, 2});
       }},
      {"MaxPoolOverZeros",
       [=](const Config& c) { return max_pool_case(c, ragged, MaxPadding::kZeros); }},
      {"AveragePool", [=](const Config& c) { return average_pool_case(c, ragged); }},
      {"GlobalAveragePool", [=](const Config& c) { return average_pool_case(c, global); }},
      {"Transpose", [=](const Config& c) { return transpose_case(c, doubling); }},
      {"TransposeWithoutTaps", [=](const Config& c) { return transpose_case(c, taps_and_none); }},
      {"DepthwiseGemm",
       [=](const Config& c) { return group_case(c, depthwise, GroupConv2dWay::kGemm); }},
      {"DepthwiseAlu",
       [=](const Config& c) { return group_case(c, depthwise, GroupConv2dWay::kAlu); }},
      {"Groups", [=](const Config& c) { return group_case(c, groups, GroupConv2dWay::kGemm); }},
  };
}

}  // namespace vta::test
