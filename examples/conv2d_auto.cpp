// SPDX-License-Identifier: Apache-2.0
//
// A convolution with the schedule that the tuner chooses.

#include "compiler/topi/conv2d.h"
#include "compiler/tune/conv2d_tuner.h"
#include "examples/run.h"
#include "sim/reference/conv2d.h"

using namespace vta;
using namespace vta::examples;

int main() {
  const Config config = Config::pynq();
  const int batch = config.batch(), block = config.block();
  const topi::Conv2dLayer layer{.height = 28,
                                .width = 28,
                                .in_channels = 64,
                                .out_channels = 100,  // the last block of 16 is padded
                                .stride_h = 2,
                                .stride_w = 2};
  const topi::Conv2dSchedule schedule = value(tune::choose_schedule(config, layer));
  const topi::Operator op = value(topi::conv2d(config, layer, schedule));

  const Conv2dShape shape{.in_channels = 64,
                          .height = 28,
                          .width = 28,
                          .out_channels = 100,
                          .kernel_h = 3,
                          .kernel_w = 3,
                          .pad_h = 1,
                          .pad_w = 1,
                          .stride_h = 2,
                          .stride_w = 2};
  const Numbers data = random_numbers(static_cast<std::int64_t>(shape.input_size()), 1);
  const Numbers kernel = random_numbers(static_cast<std::int64_t>(shape.weight_size()), 2);
  return run(config, op,
             {{"data", packed({1, 64, 28, 28, batch, block}, data)},
              {"kernel", packed({100, 64, 3, 3, block, block}, kernel)}},
             {1, 100, layer.out_height(), layer.out_width(), batch, block},
             value(conv2d(shape, data, kernel, {.shift = 8, .lo = 0, .hi = 127})));
}
