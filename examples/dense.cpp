// SPDX-License-Identifier: Apache-2.0
//
// The last layer of ResNet-18: fully connected, with a bias, in blocks that the library chooses.

#include "compiler/topi/dense.h"

#include "examples/run.h"
#include "sim/reference/matmul.h"

using namespace vta;
using namespace vta::examples;

int main() {
  const Config config = Config::pynq();
  const int batch = config.batch(), block = config.block();
  const topi::Dense layer{
      .batch = 1, .in_features = 512, .out_features = 1000, .shift = 9, .clip_lo = -128};
  const topi::Operator op = value(topi::dense(config, layer));

  const Numbers data = random_numbers(layer.batch * layer.in_features, 1);
  const Numbers weight = random_numbers(layer.out_features * layer.in_features, 2);
  std::vector<std::int32_t> bias;
  for (const std::int8_t n : random_numbers(layer.out_features, 3)) bias.push_back(n * 100);

  const Numbers reference =
      value(matmul({static_cast<int>(layer.batch), static_cast<int>(layer.out_features),
                    static_cast<int>(layer.in_features)},
                   data, weight, {.bias = bias, .shift = 9}));
  // The bias as ACC holds it: the same for every row of a batch.
  const auto packed_bias = value(topi::pack_bias(layer.out_features, batch, block, bias));
  return run(
      config, op,
      {{"data", packed({layer.batch, layer.in_features, 1, 1, batch, block}, data)},
       {"weight", packed({layer.out_features, layer.in_features, 1, 1, block, block}, weight)},
       {"bias", bytes_of(packed_bias)}},
      {layer.batch, layer.out_features, 1, 1, batch, block}, reference);
}
