// SPDX-License-Identifier: Apache-2.0
//
// The global average at the end of ResNet-18, 7x7 to one pixel, on the functional simulator. The
// mean is a sum, a multiplication and a shift.

#include <cstdio>
#include <span>
#include <vector>

#include "compiler/topi/pack.h"
#include "compiler/topi/pool.h"
#include "driver/program/assemble.h"
#include "driver/replay/run_program.h"
#include "sim/functional/functional_device.h"
#include "sim/reference/pool.h"

using namespace vta;  // NOLINT: an example

std::vector<std::byte> packed(const topi::PackShape& shape, const std::vector<std::int8_t>& plain) {
  const std::vector<std::int8_t> tensor = topi::pack(shape, plain).value();
  const auto span = std::as_bytes(std::span(tensor));
  return {span.begin(), span.end()};
}

int main() {
  const Config config = Config::pynq();
  const std::int64_t batch = config.batch(), block = config.block();
  const topi::PoolLayer layer{.batch = 1,
                              .channels = 512,
                              .height = 7,
                              .width = 7,
                              .kernel_h = 7,
                              .kernel_w = 7,
                              .pad_h = 0,
                              .pad_w = 0,
                              .stride_h = 1,
                              .stride_w = 1};
  const PoolShape shape{
      .batch = 1, .channels = 512, .height = 7, .width = 7, .kernel_h = 7, .kernel_w = 7};
  std::vector<std::int8_t> data(shape.input_size());
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::int8_t>(i * 89 >> 3);
  const PoolScale scale = average_scale(7 * 7).value();
  const std::vector<std::int8_t> expected = average_pool(shape, data, scale).value();

  // The operator with its schedule, as instructions.
  const topi::Operator op = topi::average_pool(config, layer).value();
  const topi::Compiled compiled = topi::compile(config, op).value();

  // Instructions and data as a program, which knows the result that it must leave.
  const Program program = make_program(config, op.name, compiled.finished,
                                       {{"data", packed({1, 512, 7, 7, batch, block}, data)}},
                                       {{"res", packed({1, 512, 1, 1, batch, block}, expected)}})
                              .value();

  const ReplayResult result = run_program(*make_functional(config), program).value();
  const bool matches = result.verdict() == ReplayVerdict::kMatch;
  std::printf("average_pool: %s the definition\n", matches ? "matches" : "DIFFERS FROM");
  return matches ? 0 : 1;
}
