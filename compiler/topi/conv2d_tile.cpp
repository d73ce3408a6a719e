// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/conv2d_tile.h"

#include <algorithm>
#include <limits>

#include "compiler/ir/rounding.h"
#include "compiler/topi/machine_cycles.h"

namespace vta::topi {
namespace {

// In cycles.
constexpr std::int64_t kStepStart = 75;  // of a load and the products behind it
constexpr std::int64_t kTailPasses = 4;  // reset, shift and clip

// Whether there are two tiles of channels, or of groups of one block each.
bool shares_channels(const ConvWork& work, const ConvTile& t) {
  return work.shares_groups() ? work.groups > t.groups : work.result.channels > t.result.channels;
}

class Search {
 public:
  Search(const Config& config, const ConvWork& work) : config_(config), work_(work) {}

  ConvTile run(std::int64_t vthreads) {
    const auto try_tile = [&](const ResultTile& result, std::int64_t groups) {
      for (const std::int64_t in : tile_sizes(work_.in_channels)) {
        for (std::int64_t threads = 1; threads <= vthreads; ++threads) {
          ConvTile tile{result, groups, in};
          tile.result.vthreads = threads;
          consider(tile);
        }
      }
    };
    for_each_tile(work_.result, [&](const ResultTile& result) {
      if (result.vthreads > 1) return;
      try_tile(result, 1);
      if (result.channels != work_.result.channels) return;
      for (const std::int64_t groups : tile_sizes(work_.groups)) try_tile(result, groups);
    });
    return best_;
  }

 private:
  [[nodiscard]] bool shares(const ConvTile& t) const {
    return shares_channels(work_, t) || work_.result.rows > t.result.rows;
  }

  void consider(const ConvTile& t) {
    const ResultTile& r = t.result;
    const std::int64_t threads = r.vthreads;
    if (threads > 1 && !shares(t)) return;
    const std::int64_t pixels = ((r.rows - 1) * work_.stride_h + work_.kernel_h) *
                                ((r.columns - 1) * work_.stride_w + work_.kernel_w);
    const std::int64_t data = t.groups * pixels;  // of one block of input channels
    const std::int64_t weights = t.groups * r.channels * work_.kernel_h * work_.kernel_w;
    const std::int64_t bias = work_.bias ? t.groups * r.channels : 0;
    const auto fits = [&](MemoryType type, std::int64_t elements) {
      return threads * elements <= std::int64_t{config_.depth(type)};
    };
    if (!fits(MemoryType::kInp, t.in_channels * data) ||
        !fits(MemoryType::kWgt, t.in_channels * weights) ||
        !fits(MemoryType::kAcc, t.groups * r.elements() + bias) ||
        kernel_uops(work_, t) > std::int64_t{config_.depth(MemoryType::kUop)}) {
      return;
    }
    const auto bytes = [&](MemoryType type) { return std::int64_t{config_.elem_bytes(type)}; };
    const std::int64_t tiles = ceil_div(work_.groups, t.groups) * tile_count(work_.result, r);
    const std::int64_t results = work_.groups * work_.result.elements();
    const std::int64_t load = tiles * work_.in_channels *
                              (data * bytes(MemoryType::kInp) + weights * bytes(MemoryType::kWgt)) /
                              kPortBytes;
    const std::int64_t compute =
        results * (work_.in_channels * work_.kernel_h * work_.kernel_w + kTailPasses);
    const std::int64_t store = results * bytes(MemoryType::kOut) / kPortBytes;
    const std::int64_t steps = tiles * ceil_div(work_.in_channels, t.in_channels);
    // A second thread hides loads and stores, but for the first.
    const std::int64_t busy =
        threads > 1 ? std::max(load + store, compute) + load / steps : load + compute + store;
    const std::int64_t cost = busy + steps * kStepStart;
    if (cost >= least_) return;
    least_ = cost;
    best_ = t;
  }

  const Config& config_;
  const ConvWork& work_;
  ConvTile best_;
  std::int64_t least_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace

ConvTile choose_tile(const Config& config, const ConvWork& work, std::int64_t vthreads) {
  return Search(config, work).run(vthreads);
}

Conv2dSchedule default_schedule(const Config& config, const Conv2dLayer& layer) {
  const std::int64_t block = config.block();
  const ConvWork work = work_of(config, layer);
  const ConvTile tile = choose_tile(config, work, 2);
  return {.tile_oc = tile.groups * tile.result.channels * block,
          .tile_ic = tile.in_channels * block,
          .tile_h = tile.result.rows,
          .tile_w = tile.result.columns,
          .vthreads = tile.result.vthreads,
          .thread_axis = shares_channels(work, tile) ? ThreadAxis::kChannels : ThreadAxis::kRows,
          .stationary = Stationary::kResults,
          .coalesce = true,
          .overlap = true};
}

}  // namespace vta::topi
