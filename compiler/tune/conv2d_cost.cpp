// SPDX-License-Identifier: Apache-2.0
//
// The analytic model. Every virtual thread is a chain of loads, products, arithmetic and stores,
// each waiting for the one before. Two chains share the three stages of the machine, so the run is
// as long as the busiest stage or one chain, whichever is longer. The chains run in step: both
// tiles end before the next two begin, and the first load of a tile begins only when its
// accumulators are reset, so nothing hides that load.

#include <algorithm>

#include "compiler/ir/rounding.h"
#include "compiler/tune/conv2d_tuner.h"

namespace vta::tune {
namespace {

using topi::Conv2dLayer;
using topi::Conv2dSchedule;
using topi::Stationary;
using topi::ThreadAxis;

// The machine, in cycles. Only the order of schedules depends on it.
constexpr std::int64_t kPortBytes = 8;     // per cycle
constexpr std::int64_t kLatency = 60;      // of a load that nothing hides, decoding included
constexpr std::int64_t kRowStart = 2;      // every row of a transfer is a burst of its own
constexpr std::int64_t kKernelStart = 16;  // filling the pipeline of GEMM and ALU
constexpr std::int64_t kSingleStore = 3;   // a store of one element
constexpr std::int64_t kTileStart = 100;   // tokens from stage to stage and back

// Sizes in blocks of channels and in pixels.
struct Shape {
  std::int64_t batches, groups, ic, oc, out_h, out_w;  // the layer; channels of one group
  std::int64_t gt, ot, it, th, tw;                     // one tile
  std::int64_t rows, columns;                          // of data that a tile reads
  std::int64_t loaded_rows, loaded_columns;            // of all tiles, without the padding
  std::int64_t taps;
  std::int64_t threads;  // that run at the same time
  bool thread_outside;   // of the loop over tiles that keep something, of which both threads have
                         // some

  // Threads that share channels share whole groups when these have one block each.
  [[nodiscard]] bool shares_groups() const { return groups > 1 && oc == 1; }
  [[nodiscard]] std::int64_t tiles_oc() const { return ceil_div(oc, ot); }
  [[nodiscard]] std::int64_t tiles_c() const { return ceil_div(groups, gt) * tiles_oc(); }
  [[nodiscard]] std::int64_t tiles_y() const { return ceil_div(out_h, th); }
  [[nodiscard]] std::int64_t tiles_x() const { return ceil_div(out_w, tw); }
  [[nodiscard]] std::int64_t steps() const { return ceil_div(ic, it); }
  [[nodiscard]] std::int64_t pixels() const { return gt * ot * th * tw; }
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
  } axis = {s.oc, s.ot};
  const bool rows = schedule.thread_axis == ThreadAxis::kRows;
  if (rows) {
    axis = {s.out_h, s.th};
  } else if (s.shares_groups()) {
    axis = {s.groups, s.gt};
  }
  const std::int64_t tiles = ceil_div(axis.extent, axis.tile);
  const bool outermost =
      rows ? schedule.stationary == Stationary::kWeights : schedule.stationary == Stationary::kData;
  const bool equal = axis.extent % axis.tile == 0;
  const bool two = schedule.vthreads == 2 && tiles > 1;
  s.threads = two && (equal || (tiles > 2 && !outermost)) ? 2 : 1;
  s.thread_outside = two && outermost && (rows || !s.shares_groups());
}

Shape shape_of(const Config& config, const Conv2dLayer& layer, const Conv2dSchedule& schedule) {
  const std::int64_t block = config.block();
  Shape s{};
  s.batches = ceil_div(layer.batch, config.batch());
  s.groups = layer.groups;
  s.ic = ceil_div(layer.in_channels, block * layer.groups);
  s.oc = ceil_div(layer.out_channels, block * layer.groups);
  s.out_h = layer.out_height();
  s.out_w = layer.out_width();
  s.gt = std::clamp<std::int64_t>(schedule.tile_oc / block / s.oc, 1, s.groups);
  s.ot = std::min(schedule.tile_oc / block, s.oc);
  s.it = std::min(schedule.tile_ic / block, s.ic);
  s.th = std::min(schedule.tile_h, s.out_h);
  s.tw = std::min(schedule.tile_w, s.out_w);
  const bool skips = layer.kernel_h == 1 && layer.pad_h == 0 && layer.stride_h > 1;
  s.rows = skips ? s.th : (s.th - 1) * layer.stride_h + layer.kernel_h;
  s.columns = (s.tw - 1) * layer.stride_w + layer.kernel_w;
  s.loaded_rows =
      skips ? s.out_h
            : loaded(s.out_h, s.th, layer.stride_h, layer.kernel_h, layer.pad_h, layer.height);
  s.loaded_columns =
      loaded(s.out_w, s.tw, layer.stride_w, layer.kernel_w, layer.pad_w, layer.width);
  s.taps = layer.kernel_h * layer.kernel_w;
  share(schedule, s);
  return s;
}

// Micro-operations of one GEMM kernel: the two outermost loops of several trips are folded.
std::int64_t kernel_uops(const Conv2dLayer& layer, const Shape& s) {
  std::int64_t folded = 0;
  std::int64_t uops = 1;
  for (const std::int64_t trips : {s.gt, s.ot, s.th, s.it, layer.kernel_h, layer.kernel_w, s.tw}) {
    if (trips == 1) continue;
    if (folded < 2) {
      ++folded;
    } else {
      uops *= trips;
    }
  }
  return uops;
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
  const std::int64_t bias = layer.bias ? s.gt * s.ot : 0;

  Cost cost;
  cost.inp = s.threads * s.gt * (keep_data ? s.ic : s.it) * s.rows * s.columns;
  cost.wgt = s.threads * s.gt * s.ot * (keep_weights ? s.ic : s.it) * s.taps;
  cost.acc = s.threads * (s.pixels() + bias);
  cost.uop = kernel_uops(layer, s);

  // One step over input channels, for one tile.
  const std::int64_t data =
      s.gt * s.it * s.rows * s.columns * inp_bytes / kPortBytes + s.gt * s.it * s.rows * kRowStart;
  const std::int64_t weights =
      s.gt * s.ot * s.it * s.taps * wgt_bytes / kPortBytes + s.gt * s.ot * kRowStart;
  const std::int64_t gemm = s.pixels() * s.it * s.taps + kKernelStart;
  // Around the steps of a tile.
  const std::int64_t passes = 1 + (layer.bias ? 1 : 0) + 3;
  const std::int64_t tail = passes * (s.pixels() + kKernelStart) + bias * acc_bytes / kPortBytes;
  const std::int64_t store =
      schedule.coalesce ? s.pixels() * out_bytes / kPortBytes + s.gt * s.ot * s.th * kRowStart
                        : s.pixels() * kSingleStore;
  const std::int64_t steps = s.steps();
  const std::int64_t step_load = (keep_data ? 0 : data) + (keep_weights ? 0 : weights);
  const std::int64_t compute = steps * gemm + tail;
  const std::int64_t load = steps * step_load;
  const std::int64_t chain = compute + load + steps * kLatency + store + kTileStart;

  // Tiles that share what is kept, and what loading that takes.
  const std::int64_t tiles_yx = s.tiles_y() * s.tiles_x();
  const std::int64_t group = keep_weights ? tiles_yx : keep_data ? s.tiles_oc() : 1;
  const std::int64_t kept = keep_weights ? steps * weights : keep_data ? steps * data : 0;
  const std::int64_t tiles = s.batches * s.tiles_c() * tiles_yx;
  // A thread that shares the tiles of a group has half of them.
  const std::int64_t own = s.thread_outside ? ceil_div(group, 2) : group;
  const std::int64_t loads_of_kept = ceil_div(tiles, group) * (s.thread_outside ? 2 : 1);
  const std::int64_t one = own * chain + kept + (kept > 0 ? kLatency : 0);
  const std::int64_t rounds = ceil_div(loads_of_kept, s.threads);
  const std::int64_t busiest =
      s.threads * std::max({own * compute, own * load + kept, own * store}) +
      own * (step_load + kLatency);
  cost.cycles = rounds * (s.threads == 1 ? one : std::max(busiest, one));
  // The first load and the last stores overlap with nothing.
  cost.cycles += kept + step_load + store + 2 * kLatency;
  const std::int64_t kernels = s.threads * (keep_weights || keep_data ? steps : 1);
  cost.cycles += kernels * (cost.uop * config.elem_bytes(MemoryType::kUop) / kPortBytes + kLatency);

  cost.gemm_cycles = s.batches * s.groups * s.oc * s.out_h * s.out_w * s.ic * s.taps;
  // What is kept is loaded once, by each thread that shares what it is kept for.
  const std::int64_t kept_times = s.thread_outside ? 2 : 1;
  const std::int64_t blocks = s.batches * s.groups * s.oc;
  cost.dram_bytes = s.batches * s.groups * s.ic * s.loaded_rows * s.loaded_columns * inp_bytes *
                        (keep_data ? kept_times : s.tiles_oc()) +
                    blocks * s.ic * s.taps * wgt_bytes * (keep_weights ? kept_times : tiles_yx) +
                    (layer.bias ? blocks * tiles_yx * acc_bytes : 0) +
                    blocks * s.out_h * s.out_w * out_bytes;
  return cost;
}

bool fits(const Config& config, const Cost& cost) {
  return cost.inp <= std::int64_t{config.depth(MemoryType::kInp)} &&
         cost.wgt <= std::int64_t{config.depth(MemoryType::kWgt)} &&
         cost.acc <= std::int64_t{config.depth(MemoryType::kAcc)} &&
         cost.uop <= std::int64_t{config.depth(MemoryType::kUop)};
}

}  // namespace vta::tune
