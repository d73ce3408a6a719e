// SPDX-License-Identifier: Apache-2.0
//
// A convolution with a bias, a shift and a clip behind it, in a schedule given by hand.

#include "compiler/topi/conv2d.h"
#include "examples/run.h"
#include "sim/reference/conv2d.h"

using namespace vta;
using namespace vta::examples;

int main() {
  const Config config = Config::pynq();
  const int batch = config.batch(), block = config.block();
  const topi::Conv2dLayer layer{.in_channels = 64,  // 14x14 pixels, 3x3 taps, padded by 1
                                .out_channels = 64,
                                .shift = 9,
                                .clip_lo = -100,
                                .clip_hi = 100,
                                .bias = true};
  // Two tiles of output channels in flight, each of 32 channels and 7 rows.
  const topi::Conv2dSchedule schedule{.tile_oc = 32, .tile_ic = 32, .tile_h = 7, .coalesce = true};
  const topi::Operator op = value(topi::conv2d(config, layer, schedule));

  const Conv2dShape shape{.in_channels = 64,
                          .height = 14,
                          .width = 14,
                          .out_channels = 64,
                          .kernel_h = 3,
                          .kernel_w = 3,
                          .pad_h = 1,
                          .pad_w = 1};
  const Numbers data = random_numbers({64, 14, 14}, 1), kernel = random_numbers({64, 64, 3, 3}, 2);
  std::vector<std::int32_t> bias;
  for (const std::int8_t n : random_numbers(64, 3)) bias.push_back(n * 500);

  return run(config, op,
             {{"data", packed({1, 64, 14, 14, batch, block}, data)},
              {"kernel", packed({64, 64, 3, 3, block, block}, kernel)},
              {"bias", bytes_of(value(topi::pack_bias(64, batch, block, bias)))}},
             {1, 64, 14, 14, batch, block},
             value(conv2d(shape, data, kernel, {.bias = bias, .shift = 9, .lo = -100, .hi = 100})));
}
