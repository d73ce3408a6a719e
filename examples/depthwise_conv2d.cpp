// SPDX-License-Identifier: Apache-2.0
//
// A depthwise convolution, 3x3 over each of 32 channels, on the functional simulator: by GEMM, with
// block-diagonal weights, unless the third argument of group_conv2d asks for the ALU.

#include <cstdio>
#include <span>
#include <vector>

#include "compiler/topi/group_conv2d.h"
#include "driver/program/assemble.h"
#include "driver/replay/run_program.h"
#include "sim/functional/functional_device.h"
#include "sim/reference/conv2d.h"

using namespace vta;  // NOLINT: an example

std::vector<std::byte> bytes(const std::vector<std::int8_t>& tensor) {
  const auto span = std::as_bytes(std::span(tensor));
  return {span.begin(), span.end()};
}

int main() {
  const Config config = Config::pynq();
  const topi::Conv2dLayer layer{.in_channels = 32,
                                .out_channels = 32,
                                .shift = 6,
                                .clip_lo = -128,
                                .groups = 32};  // 14x14, 3x3, padded by 1
  const Conv2dShape shape{.in_channels = 32,
                          .height = 14,
                          .width = 14,
                          .out_channels = 32,
                          .kernel_h = 3,
                          .kernel_w = 3,
                          .pad_h = 1,
                          .pad_w = 1,
                          .groups = 32};
  std::vector<std::int8_t> data(shape.input_size()), kernel(shape.weight_size());
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::int8_t>(i * 89 >> 3);
  for (std::size_t i = 0; i < kernel.size(); ++i) kernel[i] = static_cast<std::int8_t>(i * 57);
  const std::vector<std::int8_t> expected = conv2d(shape, data, kernel, {.shift = 6}).value();
  // The operator with its schedule, as instructions.
  const topi::Operator op = topi::group_conv2d(config, layer).value();
  const topi::Compiled compiled = topi::compile(config, op).value();

  // Instructions and data as a program, which knows the result that it must leave.
  const topi::PackShape packing{1, 32, 14, 14, config.batch(), config.block()};
  const Program program =
      make_program(config, op.name, compiled.finished,
                   {{"data", bytes(topi::pack_group_data(config, layer, data).value())},
                    {"kernel", bytes(topi::pack_group_kernel(config, layer, kernel).value())}},
                   {{"res", bytes(topi::pack(packing, expected).value())}})
          .value();

  const ReplayResult result = run_program(*make_functional(config), program).value();
  const bool matches = result.verdict() == ReplayVerdict::kMatch;
  std::printf("depthwise_conv2d: %s the definition\n", matches ? "matches" : "DIFFERS FROM");
  return matches ? 0 : 1;
}
