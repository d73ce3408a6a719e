// SPDX-License-Identifier: Apache-2.0
//
// The choice of tiles: every schedule whose tiles divide their axes as evenly as tiles can is
// estimated, and the one with the shortest run wins.

#include <algorithm>
#include <vector>

#include "compiler/conv2d_plan.h"
#include "compiler/layers.h"

namespace vta {
namespace {

// The machine behind the estimate, in cycles. Only the order of schedules depends on it.
constexpr std::int64_t kPortBytes = 8;  // per cycle
constexpr std::int64_t kLatency = 40;   // of the memory, when nothing hides it
constexpr std::int64_t kRowStart = 2;   // every row of a load is a burst of its own
constexpr std::int64_t kStepStart = 16;
constexpr std::int64_t kTileStart = 400;
constexpr std::int64_t kAluPasses = 4;  // reset, shift, maximum, minimum

// Sizes of one tile when an axis is cut in 1, 2, 3, ... parts, largest first, in steps of `unit`.
std::vector<std::int64_t> tile_sizes(std::int64_t extent, std::int64_t unit,
                                     const std::optional<std::int64_t>& given) {
  if (given) return {*given};
  std::vector<std::int64_t> sizes;
  const std::int64_t units = ceil_div(extent, unit);
  for (std::int64_t parts = 1; parts <= units; ++parts) {
    const std::int64_t size = ceil_div(units, parts) * unit;
    if (sizes.empty() || sizes.back() != size) sizes.push_back(size);
  }
  return sizes;
}

// Cycles of a run, roughly: loads and arithmetic overlap when two tiles are in flight, the first
// load and the last stores never do.
std::int64_t estimate(const Config& config, const Conv2dLayer& layer, const Conv2dPlan& plan) {
  const std::int64_t inp_bytes = config.elem_bytes(MemoryType::kInp);
  const std::int64_t wgt_bytes = config.elem_bytes(MemoryType::kWgt);
  const std::int64_t uop_bytes = config.elem_bytes(MemoryType::kUop);
  const std::int64_t tiles = plan.batches * ceil_div(plan.oc_blocks, plan.tile_oc) *
                             ceil_div(plan.out_h, plan.tile_h) * ceil_div(plan.out_w, plan.tile_w);
  const std::int64_t steps = tiles * ceil_div(plan.ic_blocks, plan.tile_ic);
  const std::int64_t taps = layer.kernel_h * layer.kernel_w;
  const std::int64_t rows = plan.tile_ic * halo(plan.tile_h, layer.stride_h, layer.kernel_h);
  const std::int64_t step_load =
      (plan.inp_slot * inp_bytes + plan.wgt_slot * wgt_bytes) / kPortBytes +
      (rows + plan.tile_oc) * kRowStart + kLatency;
  const std::int64_t step_gemm = plan.acc_slot * plan.tile_ic * taps + kStepStart;
  const std::int64_t uop_load =
      plan.vthreads * plan.tile_w * plan.tile_ic * taps * uop_bytes / kPortBytes;
  const std::int64_t load = steps * step_load + uop_load;
  // The first load of a tile waits for the tile that had the slot before; little hides it.
  const std::int64_t tile_start = kTileStart + step_load;
  const std::int64_t compute =
      steps * step_gemm + tiles * (plan.acc_slot * kAluPasses + tile_start) + uop_load;
  const std::int64_t edges = step_load + plan.acc_slot * (kAluPasses + 2);
  return (plan.vthreads == 1 ? load + compute : std::max(load, compute)) + edges;
}

Conv2dSchedule seed_schedule(const Conv2dScheduleRequest& request) {
  const Conv2dSchedule seed;
  return {request.tile_oc.value_or(seed.tile_oc), request.tile_ic.value_or(seed.tile_ic),
          request.tile_h.value_or(seed.tile_h), request.tile_w.value_or(seed.tile_w),
          request.vthreads.value_or(seed.vthreads)};
}

bool is_seed(const Conv2dLayer& layer) {
  Conv2dLayer seed;
  seed.shift = layer.shift;
  seed.clip_lo = layer.clip_lo;
  seed.clip_hi = layer.clip_hi;
  return layer == seed;
}

}  // namespace

Result<Conv2dSchedule> choose_schedule(const Config& config, const Conv2dLayer& layer,
                                       const Conv2dScheduleRequest& request) {
  if (Status status = check_layer(config, layer); !status) return status.error();
  if (is_seed(layer) && config.differences(Config::pynq()).empty()) {
    const Conv2dSchedule schedule = seed_schedule(request);
    if (Status status = check_conv2d(config, layer, schedule); !status) return status.error();
    return schedule;
  }
  const std::int64_t block = config.block();
  const std::int64_t acc_depth = config.depth(MemoryType::kAcc);
  const auto oc_sizes = tile_sizes(layer.out_channels, block, request.tile_oc);
  const auto ic_sizes = tile_sizes(layer.in_channels, block, request.tile_ic);
  const auto h_sizes = tile_sizes(layer.out_height(), 1, request.tile_h);
  const auto w_sizes = tile_sizes(layer.out_width(), 1, request.tile_w);
  const std::vector<std::int64_t> thread_counts =
      request.vthreads ? std::vector{*request.vthreads} : std::vector<std::int64_t>{2, 1};

  std::optional<Conv2dSchedule> best;
  std::int64_t best_cycles = 0;
  for (const std::int64_t vthreads : thread_counts) {
    for (const std::int64_t oc : oc_sizes) {
      for (const std::int64_t ic : ic_sizes) {
        for (const std::int64_t h : h_sizes) {
          for (const std::int64_t w : w_sizes) {
            // Most candidates are far too large; this is cheaper than the full check.
            if (oc / block * h * w > acc_depth) continue;
            const Conv2dSchedule schedule{oc, ic, h, w, vthreads};
            const Result<Conv2dPlan> plan = plan_conv2d(config, layer, schedule);
            if (!plan) continue;
            const std::int64_t cycles = estimate(config, layer, plan.value());
            if (!best || cycles < best_cycles) {
              best = schedule;
              best_cycles = cycles;
            }
          }
        }
      }
    }
  }
  if (best) return *best;
  // Not even the smallest tiles fit; say why.
  const Conv2dSchedule smallest{oc_sizes.back(), ic_sizes.back(), h_sizes.back(), w_sizes.back(),
                                thread_counts.back()};
  const Status status = check_conv2d(config, layer, smallest);
  if (!status) return status.error();
  return smallest;
}

}  // namespace vta
