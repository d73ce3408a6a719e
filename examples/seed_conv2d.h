// SPDX-License-Identifier: Apache-2.0
//
// The seed's convolution as a program: 14x14 pixels, 256 channels in and out, 3x3 taps, padded
// by 1.

#ifndef VTA_EXAMPLES_SEED_CONV2D_H_
#define VTA_EXAMPLES_SEED_CONV2D_H_

#include "compiler/topi/conv2d.h"
#include "examples/run.h"
#include "sim/reference/conv2d.h"

namespace vta::examples {

// With random data, and the result by definition as what must stand in memory afterwards.
inline Program seed_conv2d(const Config& config) {
  const topi::Conv2dLayer layer;
  const topi::Operator op = value(topi::conv2d(config, layer, {}));
  const topi::Compiled compiled = value(topi::compile(config, op));
  const Conv2dShape shape{.in_channels = 256,
                          .height = 14,
                          .width = 14,
                          .out_channels = 256,
                          .kernel_h = 3,
                          .kernel_w = 3,
                          .pad_h = 1,
                          .pad_w = 1};
  const Numbers data = random_numbers({256, 14, 14}, 1),
                kernel = random_numbers({256, 256, 3, 3}, 2);
  const int batch = config.batch(), block = config.block();
  const topi::PackShape pixels{1, 256, 14, 14, batch, block};
  return value(make_program(
      config, "seed", compiled.finished,
      {{"data", packed(pixels, data)}, {"kernel", packed({256, 256, 3, 3, block, block}, kernel)}},
      {{"res",
        packed(pixels, value(conv2d(shape, data, kernel, {.shift = 8, .lo = 0, .hi = 127})))}}));
}

}  // namespace vta::examples

#endif  // VTA_EXAMPLES_SEED_CONV2D_H_
