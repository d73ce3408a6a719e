// SPDX-License-Identifier: Apache-2.0
//
// The search for blocks. Every virtual thread is a chain of loads, products, arithmetic and a
// store. Two of them keep the stages busy side by side, so the run is as long as the busiest
// stage; one alone waits for each.

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/ir/rounding.h"
#include "compiler/topi/machine_cycles.h"
#include "compiler/topi/matmul_stages.h"

namespace vta::topi {
namespace {

// In elements of the machine.
struct Blocks {
  std::int64_t m, n, k;
};

Blocks blocks_of(const Config& config, std::int64_t m, std::int64_t n, std::int64_t k) {
  return {ceil_div(m, config.batch()), ceil_div(n, config.block()), ceil_div(k, config.block())};
}

bool fits(const Config& config, const Blocks& tile, std::int64_t threads, bool bias) {
  const auto room = [&](MemoryType type) { return std::int64_t{config.depth(type)} / threads; };
  return tile.m * tile.k <= room(MemoryType::kInp) && tile.n * tile.k <= room(MemoryType::kWgt) &&
         tile.m * tile.n + (bias ? tile.n : 0) <= room(MemoryType::kAcc) &&
         tile.k <= room(MemoryType::kUop);
}

std::int64_t cycles(const Config& config, const Blocks& all, const Blocks& tile,
                    std::int64_t threads, bool rows, bool bias) {
  const auto transfer = [&](std::int64_t elements, MemoryType type, std::int64_t in_rows) {
    return elements * config.elem_bytes(type) / kPortBytes + in_rows * kRowStart + kLatency;
  };
  const auto shared = [&](std::int64_t tiles, bool by_threads) {  // an odd one keeps both waiting
    return by_threads ? ceil_div(tiles, threads) * threads : tiles;
  };
  const std::int64_t tiles =
      shared(ceil_div(all.m, tile.m), rows) * shared(ceil_div(all.n, tile.n), !rows);
  const std::int64_t steps = ceil_div(all.k, tile.k);
  const std::int64_t results = tile.m * tile.n;
  const std::int64_t load = steps * (transfer(tile.m * tile.k, MemoryType::kInp, tile.m) +
                                     transfer(tile.n * tile.k, MemoryType::kWgt, tile.n));
  const std::int64_t passes = bias ? 5 : 4;  // the reset and the tail
  const std::int64_t compute = steps * (results * tile.k + kKernelStart) +
                               passes * (results + kKernelStart) +
                               (bias ? transfer(tile.n, MemoryType::kAcc, 1) : 0);
  const std::int64_t store = transfer(results, MemoryType::kOut, tile.m);
  const std::int64_t chain = load + compute + store;
  if (threads == 1) return tiles * chain;
  const std::int64_t busiest = std::max({load, compute, store});
  return (tiles - 1) * busiest + chain;
}

}  // namespace

MatmulSchedule choose_matmul_schedule(const Config& config, const Matmul& matmul, bool bias) {
  const Blocks all = blocks_of(config, matmul.m, matmul.n, matmul.k);
  const auto schedule_of = [&](const Blocks& tile, std::int64_t threads, bool rows) {
    return MatmulSchedule{tile.m * config.batch(), tile.n * config.block(), tile.k * config.block(),
                          threads,
                          rows ? MatmulSchedule::Axis::kRows : MatmulSchedule::Axis::kColumns};
  };
  // Tiles of an axis, from the whole axis down to one element.
  const auto halved = [](std::int64_t size) { return size == 1 ? 0 : (size + 1) / 2; };
  MatmulSchedule best = simple_matmul_schedule(config);
  std::optional<std::int64_t> least;
  const auto consider = [&](const Blocks& tile, std::int64_t threads, bool rows) {
    if (!fits(config, tile, threads, bias)) return;
    const std::int64_t cost = cycles(config, all, tile, threads, rows, bias);
    if (least && *least <= cost) return;
    least = cost;
    best = schedule_of(tile, threads, rows);
  };
  Blocks tile{};
  for (tile.m = all.m; tile.m > 0; tile.m = halved(tile.m)) {
    for (tile.n = all.n; tile.n > 0; tile.n = halved(tile.n)) {
      for (tile.k = all.k; tile.k > 0; tile.k = halved(tile.k)) {
        if (tile.n < all.n) consider(tile, 2, false);
        if (tile.m < all.m) consider(tile, 2, true);
        consider(tile, 1, false);
      }
    }
  }
  return best;
}

MatmulSchedule simple_matmul_schedule(const Config& config) {
  return {config.batch(), config.block(), config.block(), 1, MatmulSchedule::Axis::kColumns};
}

MatmulSchedule matmul_schedule(const Config& config, const Matmul& matmul) {
  return choose_matmul_schedule(config, matmul, false);
}

}  // namespace vta::topi
