// SPDX-License-Identifier: Apache-2.0
//
// The blocked matrix product: tiles of the result, shared by two virtual threads, so that one loads
// while the other computes.

#include "compiler/topi/matmul.h"
#include "examples/run.h"
#include "sim/reference/matmul.h"

using namespace vta;
using namespace vta::examples;

int main() {
  const Config config = Config::pynq();
  const int batch = config.batch(), block = config.block();
  const topi::Matmul layer{.m = 10, .n = 1000, .k = 700, .shift = 10};  // no multiples of 16
  const topi::MatmulSchedule schedule{.tile_m = 5,
                                      .tile_n = 256,
                                      .tile_k = 128,
                                      .vthreads = 2,
                                      .thread_axis = topi::MatmulSchedule::Axis::kColumns};
  const topi::Operator op = value(topi::matmul(config, layer, schedule));

  const Numbers a = random_numbers(layer.m * layer.k, 1);
  const Numbers b = random_numbers(layer.n * layer.k, 2);
  const Numbers reference = value(
      matmul({static_cast<int>(layer.m), static_cast<int>(layer.n), static_cast<int>(layer.k)}, a,
             b, {.shift = 10, .lo = 0, .hi = 127}));
  return run(config, op,
             {{"a", packed({layer.m, layer.k, 1, 1, batch, block}, a)},
              {"b", packed({layer.n, layer.k, 1, 1, block, block}, b)}},
             {layer.m, layer.n, 1, 1, batch, block}, reference);
}
