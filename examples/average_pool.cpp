// SPDX-License-Identifier: Apache-2.0
//
// The global average at the end of ResNet-18, 7x7 to one pixel: a sum, a multiplication, a shift.

#include "compiler/topi/pool.h"
#include "examples/run.h"
#include "sim/reference/pool.h"

using namespace vta;
using namespace vta::examples;

int main() {
  const Config config = Config::pynq();
  const topi::PoolLayer layer{.channels = 512,
                              .height = 7,
                              .width = 7,
                              .kernel_h = 7,
                              .kernel_w = 7,
                              .pad_h = 0,
                              .pad_w = 0,
                              .stride_h = 1,
                              .stride_w = 1};
  const topi::Operator op = value(topi::average_pool(config, layer));

  const topi::PackShape shape{1, 512, 7, 7, config.batch(), config.block()};
  const topi::PackShape res{1, 512, 1, 1, config.batch(), config.block()};
  const Numbers data = random_numbers({512, 7, 7}, 1);
  return run(
      config, op, {{"data", packed(shape, data)}}, res,
      value(average_pool({.channels = 512, .height = 7, .width = 7, .kernel_h = 7, .kernel_w = 7},
                         data, value(average_scale(7 * 7)))));
}
