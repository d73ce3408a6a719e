// SPDX-License-Identifier: Apache-2.0
//
// The maximum behind the first convolution of ResNet-18, 3x3 with stride 2. The host puts -128
// around the data, so that padding never wins.

#include "compiler/topi/pool.h"
#include "examples/run.h"
#include "sim/reference/pool.h"

using namespace vta;
using namespace vta::examples;

int main() {
  const Config config = Config::pynq();
  const topi::PoolLayer layer{.channels = 64, .height = 112, .width = 112};  // 3x3, padded by 1
  const topi::Operator op = value(topi::max_pool(config, layer));

  const Numbers data = random_numbers(layer.channels * layer.height * layer.width, 1);
  const Numbers padded = value(topi::pack_max_pool_data(config, layer, data));
  const topi::PackShape res{
      1, 64, layer.out_height(), layer.out_width(), config.batch(), config.block()};
  const PoolShape shape{.channels = 64,
                        .height = 112,
                        .width = 112,
                        .kernel_h = 3,
                        .kernel_w = 3,
                        .pad_h = 1,
                        .pad_w = 1,
                        .stride_h = 2,
                        .stride_w = 2};
  return run(config, op, {{"data", bytes_of(padded)}}, res, value(max_pool(shape, data)));
}
