// SPDX-License-Identifier: Apache-2.0
//
// A convolution in four groups of 12 channels, which are no whole blocks of 16: the library merges
// groups until they are, with weights of zero between them.

#include "compiler/topi/group_conv2d.h"

#include "examples/run.h"
#include "sim/reference/conv2d.h"

using namespace vta;
using namespace vta::examples;

int main() {
  const Config config = Config::pynq();
  const topi::Conv2dLayer layer{
      .in_channels = 48, .out_channels = 48, .bias = true, .groups = 4};  // 14x14, padded by 1
  const topi::Operator op = value(topi::group_conv2d(config, layer));

  const Conv2dShape shape{.in_channels = 48,
                          .height = 14,
                          .width = 14,
                          .out_channels = 48,
                          .kernel_h = 3,
                          .kernel_w = 3,
                          .pad_h = 1,
                          .pad_w = 1,
                          .groups = 4};
  const Numbers data = random_numbers({48, 14, 14}, 1), kernel = random_numbers({48, 12, 3, 3}, 2);
  std::vector<std::int32_t> bias;
  for (const std::int8_t n : random_numbers(48, 3)) bias.push_back(n * 100);

  return run(config, op,
             {{"data", bytes_of(value(topi::pack_group_data(config, layer, data)))},
              {"kernel", bytes_of(value(topi::pack_group_kernel(config, layer, kernel)))},
              {"bias", bytes_of(value(topi::pack_group_bias(config, layer, bias)))}},
             {1, 48, 14, 14, config.batch(), config.block()},
             value(conv2d(shape, data, kernel, {.bias = bias, .shift = 8, .lo = 0, .hi = 127})));
}
