// SPDX-License-Identifier: Apache-2.0
//
// A depthwise convolution, 3x3 over each of 32 channels: by GEMM with block-diagonal weights and,
// with the same result, by the ALU.

#include "compiler/topi/group_conv2d.h"
#include "examples/run.h"
#include "sim/reference/conv2d.h"

using namespace vta;
using namespace vta::examples;

int main() {
  const Config config = Config::pynq();
  const topi::Conv2dLayer layer{
      .in_channels = 32, .out_channels = 32, .shift = 6, .groups = 32};  // 14x14, padded by 1
  const Conv2dShape shape{.in_channels = 32,
                          .height = 14,
                          .width = 14,
                          .out_channels = 32,
                          .kernel_h = 3,
                          .kernel_w = 3,
                          .pad_h = 1,
                          .pad_w = 1,
                          .groups = 32};
  const Numbers data = random_numbers({32, 14, 14}, 1), kernel = random_numbers({32, 3, 3}, 2);
  const Numbers expected = value(conv2d(shape, data, kernel, {.shift = 6, .lo = 0, .hi = 127}));

  const topi::PackShape res{1, 32, 14, 14, config.batch(), config.block()};
  const auto packed_data = bytes_of(value(topi::pack_group_data(config, layer, data)));
  int exit_code = 0;
  for (const auto way : {topi::GroupConv2dWay::kGemm, topi::GroupConv2dWay::kAlu}) {
    const topi::Operator op = value(topi::group_conv2d(config, layer, way));
    const auto packed_kernel = bytes_of(value(topi::pack_group_kernel(config, layer, kernel, way)));
    exit_code |= run(config, op, {{"data", packed_data}, {"kernel", packed_kernel}}, res, expected);
  }
  return exit_code;
}
