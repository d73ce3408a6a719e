// SPDX-License-Identifier: Apache-2.0
//
// The maximum behind the first convolution of ResNet-18, 3x3 with stride 2, on the functional
// simulator. The host puts -128 around the data, so that padding never wins.

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

std::vector<std::byte> bytes(const std::vector<std::int8_t>& tensor) {
  const auto span = std::as_bytes(std::span(tensor));
  return {span.begin(), span.end()};
}

int main() {
  const Config config = Config::pynq();
  const topi::PoolLayer layer;  // 64 channels, 112x112
  const PoolShape shape{.batch = 1,
                        .channels = 64,
                        .height = 112,
                        .width = 112,
                        .kernel_h = 3,
                        .kernel_w = 3,
                        .pad_h = 1,
                        .pad_w = 1,
                        .stride_h = 2,
                        .stride_w = 2};
  std::vector<std::int8_t> data(shape.input_size());
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::int8_t>(i * 89 >> 3);
  const std::vector<std::int8_t> expected = max_pool(shape, data).value();

  // The operator with its schedule, as instructions.
  const topi::Operator op = topi::max_pool(config, layer).value();
  const topi::Compiled compiled = topi::compile(config, op).value();

  // Instructions and data as a program, which knows the result that it must leave.
  const auto packed_data = topi::pack_max_pool_data(config, layer, data).value();
  const topi::PackShape packing{layer.batch,       layer.channels, layer.out_height(),
                                layer.out_width(), config.batch(), config.block()};
  const Program program =
      make_program(config, op.name, compiled.finished, {{"data", bytes(packed_data)}},
                   {{"res", bytes(topi::pack(packing, expected).value())}})
          .value();

  const ReplayResult result = run_program(*make_functional(config), program).value();
  const bool matches = result.verdict() == ReplayVerdict::kMatch;
  std::printf("max_pool: %s the definition\n", matches ? "matches" : "DIFFERS FROM");
  return matches ? 0 : 1;
}
