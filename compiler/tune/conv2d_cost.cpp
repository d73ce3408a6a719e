// SPDX-License-Identifier: Apache-2.0
//
// The analytic model. Every virtual thread is a chain of loads, products, arithmetic and stores,
// each waiting for the one before. Two chains share the three stages of the machine, so the run is
// as long as the busiest stage or one chain, whichever is longer. The chains run in step: both
// tiles end before the next two begin, and the first load of a tile begins only when its
// accumulators are reset, so nothing hides that load.
//
// Where stages overlap (codegen/overlap.h), tiles follow each other instead. With two buffers for
// what it reads, a product takes as long as itself or the load of the next step, and with two
// buffers of sums a tile as long as its products or what comes behind those of the one before.

#include <algorithm>

#include "compiler/ir/rounding.h"
#include "compiler/topi/conv_work.h"
#include "compiler/topi/machine_cycles.h"
#include "compiler/tune/conv2d_tuner.h"

namespace vta::tune {
namespace {

using topi::Conv2dLayer;
using topi::Conv2dSchedule;
using topi::kKernelStart;
using topi::kLatency;
using topi::kPortBytes;
using topi::kRowStart;
using topi::Stationary;
using topi::ThreadAxis;

// In cycles, as topi/machine_cycles.h.
constexpr std::int64_t kSingleStore = 3;  // a store of one element
constexpr std::int64_t kTileStart = 100;  // tokens from stage to stage and back
constexpr std::int64_t kRunStart = 200;   // until the first load, and from the last store
constexpr std::int64_t kTailStart = 200;  // load of the bias, tokens, first store

// In blocks of channels and in pixels.
struct Shape {
  topi::ConvWork work;
  topi::ConvTile tile;
  std::int64_t rows, columns;                // of data that a tile reads
  std::int64_t loaded_rows, loaded_columns;  // of all tiles, without the padding
  std::int64_t taps;
  std::int64_t threads;  // that run at the same time
  bool thread_outside;   // of the loop over tiles that keep something, of which both threads have
                         // some

  [[nodiscard]] std::int64_t tiles_oc() const {
    return ceil_div(work.result.channels, tile.result.channels);
  }
  [[nodiscard]] std::int64_t tiles_c() const {
    return ceil_div(work.groups, tile.groups) * tiles_oc();
  }
  [[nodiscard]] std::int64_t tiles_yx() const {
    return ceil_div(work.result.rows, tile.result.rows) *
           ceil_div(work.result.columns, tile.result.columns);
  }
  [[nodiscard]] std::int64_t steps() const { return ceil_div(work.in_channels, tile.in_channels); }
  // Blocks of results of one tile, and pixels of them.
  [[nodiscard]] std::int64_t blocks() const { return tile.groups * tile.result.channels; }
  [[nodiscard]] std::int64_t pixels() const { return tile.groups * tile.result.elements(); }
};

// What the tiles of an axis of `out` positions read of the `size` that there are, each for itself.
std::int64_t loaded(std::int64_t out, std::int64_t tile, std::int64_t stride, std::int64_t kernel,
                    std::int64_t pad, std::int64_t size) {
  std::int64_t sum = 0;
  for (std::int64_t first = 0; first < out; first += tile) {
    const std::int64_t last = std::min(first + tile, out) - 1;
    const std::int64_t begin = std::max<std::int64_t>(first * stride - pad, 0);
    const std::int64_t end = std::min(last * stride - pad + kernel, size);
    sum += std::max<std::int64_t>(end - begin, 0);
  }
  return sum;
}

// Only equal tiles run at the same time. A smaller last one runs alone, and where the threads are
// outside of the loop over tiles, one of which has the smaller tile, all of theirs do.
void share(const Conv2dSchedule& schedule, Shape& s) {
  struct {
    std::int64_t extent, tile;
  } axis = {s.work.result.channels, s.tile.result.channels};
  const bool rows = schedule.thread_axis == ThreadAxis::kRows;
  if (rows) {
    axis = {s.work.result.rows, s.tile.result.rows};
  } else if (s.work.shares_groups()) {
    axis = {s.work.groups, s.tile.groups};
  }
  const std::int64_t tiles = ceil_div(axis.extent, axis.tile);
  const bool outermost =
      rows ? schedule.stationary == Stationary::kWeights : schedule.stationary == Stationary::kData;
  const bool equal = axis.extent % axis.tile == 0;
  const bool two = schedule.vthreads == 2 && tiles > 1;
  s.threads = two && (equal || (tiles > 2 && !outermost)) ? 2 : 1;
  s.thread_outside = two && outermost && (rows || !s.work.shares_groups());
}

Shape shape_of(const Config& config, const Conv2dLayer& layer, const Conv2dSchedule& schedule) {
  const std::int64_t block = config.block();
  Shape s{};
  s.work = topi::work_of(config, layer);
  const topi::ResultShape& all = s.work.result;
  topi::ResultTile& tile = s.tile.result;
  s.tile.groups =
      std::clamp<std::int64_t>(schedule.tile_oc / block / all.channels, 1, s.work.groups);
  s.tile.in_channels = std::min(schedule.tile_ic / block, s.work.in_channels);
  tile.channels = std::min(schedule.tile_oc / block, all.channels);
  tile.rows = std::min(schedule.tile_h, all.rows);
  tile.columns = std::min(schedule.tile_w, all.columns);
  const bool skips = layer.skips_rows();
  s.rows = skips ? tile.rows : (tile.rows - 1) * layer.stride_h + layer.kernel_h;
  s.columns = (tile.columns - 1) * layer.stride_w + layer.kernel_w;
  s.loaded_rows = skips ? all.rows
                        : loaded(all.rows, tile.rows, layer.stride_h, layer.kernel_h, layer.pad_h,
                                 layer.height);
  s.loaded_columns =
      loaded(all.columns, tile.columns, layer.stride_w, layer.kernel_w, layer.pad_w, layer.width);
  s.taps = layer.kernel_h * layer.kernel_w;
  share(schedule, s);
  return s;
}

// One step over input channels, and what is around the steps of a tile, in cycles.
struct Parts {
  std::int64_t gemm, load;      // of a step
  std::int64_t kept;            // load of what stays, for all steps
  std::int64_t alu, store;      // behind the steps
  std::int64_t scan;            // until the machine knows what a product touches
  bool two_operands, two_kept;  // there are two buffers for what is loaded for a step, or stays,
  bool two_sums;                // and for sums
};

std::int64_t overlapped_cycles(const Shape& s, const Parts& p, std::int64_t tiles,
                               std::int64_t group) {
  const std::int64_t steps = s.steps();
  const std::int64_t loaded = p.load > 0 ? p.load + kLatency : 0;
  const std::int64_t step = p.two_operands ? std::max(p.gemm, loaded) : p.gemm + loaded;
  const std::int64_t behind = p.scan + kTailStart + p.alu + p.store;
  const std::int64_t tile = p.two_sums ? std::max(steps * step, behind) : steps * step + behind;
  // What stays is loaded behind the last step of a group, two products before it is needed.
  const std::int64_t hidden = p.two_kept ? 2 * p.gemm : 0;
  const std::int64_t change = std::max<std::int64_t>(p.kept + loaded - hidden, 0);
  const std::int64_t groups = ceil_div(tiles, group);
  return kRunStart + p.kept + loaded + tiles * tile + (p.kept > 0 ? (groups - 1) * change : 0) +
         kTailStart + p.alu + p.store;
}

bool fits_twice(const Config& config, MemoryType type, std::int64_t elements) {
  return 2 * elements <= std::int64_t{config.depth(type)};
}

}  // namespace

Cost cost_of(const Config& config, const Conv2dLayer& layer, const Conv2dSchedule& schedule) {
  const Shape s = shape_of(config, layer, schedule);
  const bool keep_weights = schedule.stationary == Stationary::kWeights;
  const bool keep_data = schedule.stationary == Stationary::kData;
  const std::int64_t inp_bytes = config.elem_bytes(MemoryType::kInp);
  const std::int64_t wgt_bytes = config.elem_bytes(MemoryType::kWgt);
  const std::int64_t acc_bytes = config.elem_bytes(MemoryType::kAcc);
  const std::int64_t out_bytes = config.elem_bytes(MemoryType::kOut);
  const topi::ConvTile& tile = s.tile;
  const std::int64_t bias = layer.bias ? s.blocks() : 0;

  Cost cost;
  cost.inp = s.threads * tile.groups * (keep_data ? s.work.in_channels : tile.in_channels) *
             s.rows * s.columns;
  cost.wgt =
      s.threads * s.blocks() * (keep_weights ? s.work.in_channels : tile.in_channels) * s.taps;
  cost.acc = s.threads * (s.pixels() + bias);
  cost.uop = topi::kernel_uops(s.work, tile);

  // One step over input channels, for one tile.
  const std::int64_t data =
      tile.groups * tile.in_channels * s.rows * s.columns * inp_bytes / kPortBytes +
      tile.groups * tile.in_channels * s.rows * kRowStart;
  const std::int64_t weights =
      s.blocks() * tile.in_channels * s.taps * wgt_bytes / kPortBytes + s.blocks() * kRowStart;
  const std::int64_t gemm = s.pixels() * tile.in_channels * s.taps + kKernelStart;
  // Around the steps of a tile.
  const std::int64_t passes = 1 + (layer.bias ? 1 : 0) + 3;
  const std::int64_t tail = passes * (s.pixels() + kKernelStart) + bias * acc_bytes / kPortBytes;
  const std::int64_t store = schedule.coalesce ? s.pixels() * out_bytes / kPortBytes +
                                                     s.blocks() * tile.result.rows * kRowStart
                                               : s.pixels() * kSingleStore;
  const std::int64_t steps = s.steps();
  const std::int64_t step_load = (keep_data ? 0 : data) + (keep_weights ? 0 : weights);
  const std::int64_t compute = steps * gemm + tail;
  const std::int64_t load = steps * step_load;
  const std::int64_t chain = compute + load + steps * kLatency + store + kTileStart;

  // Tiles that share what is kept, and what loading that takes.
  const std::int64_t tiles_yx = s.tiles_yx();
  const std::int64_t group = keep_weights ? tiles_yx : keep_data ? s.tiles_oc() : 1;
  const std::int64_t kept = keep_weights ? steps * weights : keep_data ? steps * data : 0;
  const std::int64_t tiles = s.work.result.batches * s.tiles_c() * tiles_yx;
  // A thread that shares the tiles of a group has half of them.
  const std::int64_t own = s.thread_outside ? ceil_div(group, 2) : group;
  const std::int64_t loads_of_kept = ceil_div(tiles, group) * (s.thread_outside ? 2 : 1);
  const std::int64_t one = own * chain + kept + (kept > 0 ? kLatency : 0);
  const std::int64_t rounds = ceil_div(loads_of_kept, s.threads);
  const std::int64_t busiest =
      s.threads * std::max({own * compute, own * load + kept, own * store}) +
      own * (step_load + kLatency);
  if (schedule.overlap) {
    const bool two = s.threads == 2;  // threads have buffers of their own
    const bool inp = two || fits_twice(config, MemoryType::kInp, cost.inp);
    const bool wgt = two || fits_twice(config, MemoryType::kWgt, cost.wgt);
    const Parts parts{.gemm = gemm - kKernelStart,
                      .load = step_load,
                      .kept = kept,
                      .alu = s.pixels() + 2 * kKernelStart,
                      .store = store,
                      .scan = cost.uop,
                      .two_operands = (inp || keep_data) && (wgt || keep_weights),
                      .two_kept = keep_data ? inp : wgt,
                      .two_sums = two || fits_twice(config, MemoryType::kAcc, cost.acc)};
    cost.cycles = overlapped_cycles(s, parts, tiles, group);
  } else {
    cost.cycles = rounds * (s.threads == 1 ? one : std::max(busiest, one));
    // The first load and the last stores overlap with nothing.
    cost.cycles += kept + step_load + store + 2 * kLatency;
    const std::int64_t kernels = s.threads * (keep_weights || keep_data ? steps : 1);
    cost.cycles +=
        kernels * (cost.uop * config.elem_bytes(MemoryType::kUop) / kPortBytes + kLatency);
  }

  const std::int64_t results = s.work.groups * s.work.result.elements();
  cost.gemm_cycles = results * s.work.in_channels * s.taps;
  // What is kept is loaded once, by each thread that shares what it is kept for.
  const std::int64_t kept_times = s.thread_outside ? 2 : 1;
  const std::int64_t groups = s.work.result.batches * s.work.groups;
  const std::int64_t blocks = groups * s.work.result.channels;
  cost.dram_bytes =
      groups * s.work.in_channels * s.loaded_rows * s.loaded_columns * inp_bytes *
          (keep_data ? kept_times : s.tiles_oc()) +
      blocks * s.work.in_channels * s.taps * wgt_bytes * (keep_weights ? kept_times : tiles_yx) +
      (layer.bias ? blocks * tiles_yx * acc_bytes : 0) + results * out_bytes;
  return cost;
}

bool fits(const Config& config, const Cost& cost) {
  return cost.inp <= std::int64_t{config.depth(MemoryType::kInp)} &&
         cost.wgt <= std::int64_t{config.depth(MemoryType::kWgt)} &&
         cost.acc <= std::int64_t{config.depth(MemoryType::kAcc)} &&
         cost.uop <= std::int64_t{config.depth(MemoryType::kUop)};
}

}  // namespace vta::tune
