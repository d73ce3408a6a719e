// SPDX-License-Identifier: Apache-2.0
//
// A transposed convolution that doubles height and width. It has four phases, each with a kernel
// and a result of its own, which the program must leave.

#include "compiler/topi/conv2d_transpose.h"

#include "examples/run.h"
#include "sim/reference/conv2d_transpose.h"

using namespace vta;
using namespace vta::examples;

std::map<std::string, std::vector<std::byte>> bytes_of_all(const topi::PackedBuffers& buffers) {
  std::map<std::string, std::vector<std::byte>> all;
  for (const auto& [name, numbers] : buffers) all[name] = bytes_of(numbers);
  return all;
}

int main() {
  const Config config = Config::pynq();
  const topi::Conv2dTransposeLayer layer{.in_channels = 64, .out_channels = 32};
  const topi::Operator op = value(topi::conv2d_transpose(config, layer));
  const topi::Compiled compiled = value(topi::compile(config, op));

  const Numbers data = random_numbers({64, 8, 8}, 1), kernel = random_numbers({64, 32, 4, 4}, 2);
  auto inputs = bytes_of_all(value(topi::pack_transpose_kernel(config, layer, kernel)));
  inputs["data"] = packed({1, 64, 8, 8, config.batch(), config.block()}, data);
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
  const Numbers expected =
      value(conv2d_transpose(shape, data, kernel, {.shift = 8, .lo = 0, .hi = 127}));
  const auto outputs = bytes_of_all(value(topi::pack_transpose_result(config, layer, expected)));

  const Program program = value(make_program(config, op.name, compiled.finished, inputs, outputs));
  const ReplayResult replay = value(run_program(*make_functional(config), program));
  for (const std::string& complaint : replay.complaints()) std::puts(complaint.c_str());
  const bool same = replay.verdict() == ReplayVerdict::kMatch;
  std::printf("%s: %s\n", op.name.c_str(), same ? "matches the reference" : "MISMATCH");
  return same ? 0 : 1;
}
