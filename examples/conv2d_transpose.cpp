// SPDX-License-Identifier: Apache-2.0
//
// A transposed convolution that doubles height and width, on the functional simulator. It has four
// phases, each with a kernel and a result of its own.

#include "compiler/topi/conv2d_transpose.h"

#include <cstdio>
#include <span>
#include <vector>

#include "compiler/topi/pack.h"
#include "driver/program/assemble.h"
#include "driver/replay/run_program.h"
#include "sim/functional/functional_device.h"
#include "sim/reference/conv2d_transpose.h"

using namespace vta;  // NOLINT: an example

std::map<std::string, std::vector<std::byte>> bytes(const topi::PackedBuffers& buffers) {
  std::map<std::string, std::vector<std::byte>> all;
  for (const auto& [name, tensor] : buffers) {
    const auto span = std::as_bytes(std::span(tensor));
    all[name].assign(span.begin(), span.end());
  }
  return all;
}

int main() {
  const Config config = Config::pynq();
  const topi::Conv2dTransposeLayer layer{.in_channels = 64, .out_channels = 32, .clip_lo = -128};
  const Conv2dTransposeShape shape{.in_channels = 64,
                                   .height = 8,
                                   .width = 8,
                                   .out_channels = 32,
                                   .kernel_h = 4,
                                   .kernel_w = 4,
                                   .pad_h = 1,
                                   .pad_w = 1,
                                   .stride_h = 2,
                                   .stride_w = 2};
  std::vector<std::int8_t> data(shape.input_size()), kernel(shape.weight_size());
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::int8_t>(i * 89 >> 3);
  for (std::size_t i = 0; i < kernel.size(); ++i) kernel[i] = static_cast<std::int8_t>(i * 57);
  const auto expected = conv2d_transpose(shape, data, kernel, {.shift = 8}).value();
  // The operator with its schedule, as instructions.
  const topi::Operator op = topi::conv2d_transpose(config, layer).value();
  const topi::Compiled compiled = topi::compile(config, op).value();
  // Instructions and data as a program, which knows the results that it must leave.
  auto inputs = topi::pack_transpose_kernel(config, layer, kernel).value();
  inputs["data"] = topi::pack({1, 64, 8, 8, config.batch(), config.block()}, data).value();
  const auto results = topi::pack_transpose_result(config, layer, expected).value();
  const Program program =
      make_program(config, op.name, compiled.finished, bytes(inputs), bytes(results)).value();

  const ReplayResult result = run_program(*make_functional(config), program).value();
  const bool matches = result.verdict() == ReplayVerdict::kMatch;
  std::printf("conv2d_transpose: %s the definition\n", matches ? "matches" : "DIFFERS FROM");
  return matches ? 0 : 1;
}
