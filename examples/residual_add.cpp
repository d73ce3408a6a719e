// SPDX-License-Identifier: Apache-2.0
//
// The end of a residual block: the sum of two images and a ReLU.

#include "compiler/topi/residual_add.h"

#include "examples/run.h"
#include "sim/reference/elementwise.h"

using namespace vta;
using namespace vta::examples;

int main() {
  const Config config = Config::pynq();
  const topi::ResidualAdd layer{.channels = 64, .height = 28, .width = 28, .shift = 1};
  const topi::Operator op = value(topi::residual_add(config, layer));

  const topi::PackShape shape{layer.batch, layer.channels, layer.height,
                              layer.width, config.batch(), config.block()};
  const std::int64_t size = layer.batch * layer.channels * layer.height * layer.width;
  const Numbers a = random_numbers(size, 1), b = random_numbers(size, 2);
  return run(config, op, {{"a", packed(shape, a)}, {"b", packed(shape, b)}}, shape,
             value(elementwise_add(a, b, 1, 0, 127)));
}
