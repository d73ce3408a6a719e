// SPDX-License-Identifier: Apache-2.0
//
// Output tiles are taken in groups of as many as there are virtual threads; the tiles of a group
// run interleaved, each in its own slot of the buffers, so that one loads while the other computes.
//
// Tokens. compute -> load says that a slot of INP and WGT is free (after reset and every GEMM),
// load -> compute that it is full, compute -> store that the results stand in OUT, store -> compute
// that the slot of ACC is free. Every stage works in order, hence the k-th pop of a queue takes the
// k-th token. Tile i uses slot i mod vthreads; its first pop takes token i of store -> compute,
// which for i >= vthreads the stores of tile i - vthreads pushed: the tile that had the slot
// before. That holds for any number of tiles because only the last group may be short.

#include <algorithm>
#include <utility>
#include <vector>

#include "compiler/conv2d_plan.h"

namespace vta {
namespace {

// One output tile: `n` counts batch blocks, `oc` channel blocks, y and x pixels.
struct Tile {
  std::int64_t n = 0, oc = 0, y = 0, x = 0;          // first
  std::int64_t oc_count = 0, rows = 0, columns = 0;  // how many
  std::int64_t slot = 0;

  [[nodiscard]] std::int64_t elements() const { return oc_count * rows * columns; }
};

// Data rows (or columns) that a tile reads: `before` zeros, `size` from `first`, `after` zeros.
struct Window {
  std::int64_t before = 0, first = 0, size = 0, after = 0;

  [[nodiscard]] std::int64_t extent() const { return before + size + after; }
};

Window window(std::int64_t output, std::int64_t outputs, std::int64_t stride, std::int64_t kernel,
              std::int64_t pad, std::int64_t limit) {
  const std::int64_t begin = output * stride - pad;
  const std::int64_t extent = halo(outputs, stride, kernel);
  const std::int64_t first = std::clamp<std::int64_t>(begin, 0, limit);
  const std::int64_t last = std::clamp<std::int64_t>(begin + extent, 0, limit);
  const std::int64_t before = std::clamp<std::int64_t>(-begin, 0, extent);
  return {before, first, last - first, extent - before - (last - first)};
}

std::uint32_t u32(std::int64_t value) {
  VTA_CHECK(value >= 0 && value <= 0xffffffff);
  return static_cast<std::uint32_t>(value);
}

class Lowering {
 public:
  Lowering(const Conv2dLayer& layer, const Conv2dPlan& plan) : layer_(layer), plan_(plan) {}

  CallList run() {
    const std::vector<Tile> tiles = make_tiles();
    const auto threads = static_cast<std::size_t>(plan_.vthreads);
    for (std::size_t t = 0; t < threads; ++t) add(DepPush{Queue::kStore, Queue::kCompute});
    for (std::size_t i = 0; i < tiles.size(); i += threads) {
      const auto begin = tiles.begin() + static_cast<std::ptrdiff_t>(i);
      const auto end = begin + static_cast<std::ptrdiff_t>(std::min(threads, tiles.size() - i));
      lower_group({begin, end});
    }
    for (std::size_t t = 0; t < threads; ++t) add(DepPop{Queue::kStore, Queue::kCompute});
    add(Sync{});
    return std::move(calls_);
  }

 private:
  void add(Call call) { calls_.push_back(std::move(call)); }

  // Channel tiles go to the virtual threads in turn, so that those of a group share their place;
  // an odd one at the end is paired with itself at the next place.
  [[nodiscard]] std::vector<Tile> make_tiles() const {
    std::vector<Tile> tiles;
    const std::int64_t oc_step = plan_.tile_oc * plan_.vthreads;
    for (std::int64_t n = 0; n < plan_.batches; ++n) {
      for (std::int64_t oc = 0; oc < plan_.oc_blocks; oc += oc_step) {
        for (std::int64_t y = 0; y < plan_.out_h; y += plan_.tile_h) {
          for (std::int64_t x = 0; x < plan_.out_w; x += plan_.tile_w) {
            const std::int64_t oc_end = std::min(oc + oc_step, plan_.oc_blocks);
            for (std::int64_t thread = oc; thread < oc_end; thread += plan_.tile_oc) {
              tiles.push_back({n, thread, y, x, std::min(plan_.tile_oc, oc_end - thread),
                               std::min(plan_.tile_h, plan_.out_h - y),
                               std::min(plan_.tile_w, plan_.out_w - x),
                               static_cast<std::int64_t>(tiles.size()) % plan_.vthreads});
            }
          }
        }
      }
    }
    return tiles;
  }

  void lower_group(const std::vector<Tile>& group) {
    for (const Tile& tile : group) reset(tile);
    for (std::int64_t ic = 0; ic < plan_.ic_blocks; ic += plan_.tile_ic) {
      const std::int64_t count = std::min(plan_.tile_ic, plan_.ic_blocks - ic);
      for (const Tile& tile : group) load(tile, ic, count);
      for (const Tile& tile : group) multiply(tile, count);
    }
    for ([[maybe_unused]] const Tile& tile : group) add(DepPop{Queue::kCompute, Queue::kLoad});
    for (const Tile& tile : group) shift_and_clip(tile);
    for (const Tile& tile : group) store(tile);
  }

  // Steps of a loop that runs once are never taken and may not fit their field.
  void loop_begin(std::int64_t extent, std::int64_t dst, std::int64_t src, std::int64_t wgt) {
    const std::int64_t steps = extent > 1 ? 1 : 0;
    add(UopLoopBegin{u32(extent), u32(steps * dst), u32(steps * src), u32(steps * wgt)});
  }

  void gemm_uop(bool is_reset, std::int64_t dst, std::int64_t src, std::int64_t wgt) {
    add(UopPush{UopMode::kGemm, is_reset, u32(dst), u32(src), u32(wgt), 0, false, 0});
  }

  void reset(const Tile& tile) {
    add(Scope{Queue::kCompute});
    add(DepPop{Queue::kStore, Queue::kCompute});
    add(UopScopeBegin{UopMode::kGemm});
    loop_begin(tile.oc_count, tile.rows * tile.columns, 0, 0);
    loop_begin(tile.rows, tile.columns, 0, 0);
    for (std::int64_t x = 0; x < tile.columns; ++x) {
      gemm_uop(true, tile.slot * plan_.acc_slot + x, 0, 0);
    }
    add(UopLoopEnd{});
    add(UopLoopEnd{});
    add(UopScopeEnd{});
    add(DepPush{Queue::kCompute, Queue::kLoad});
  }

  [[nodiscard]] Window row_window(const Tile& tile) const {
    return window(tile.y, tile.rows, layer_.stride_h, layer_.kernel_h, layer_.pad_h, layer_.height);
  }
  [[nodiscard]] Window column_window(const Tile& tile) const {
    return window(tile.x, tile.columns, layer_.stride_w, layer_.kernel_w, layer_.pad_w,
                  layer_.width);
  }

  void load(const Tile& tile, std::int64_t ic, std::int64_t ic_count) {
    add(Scope{Queue::kLoad});
    add(DepPop{Queue::kCompute, Queue::kLoad});
    load_data(tile, ic, ic_count);
    const std::int64_t taps = layer_.kernel_h * layer_.kernel_w;
    add(Load2d{"kernel", u32((tile.oc * plan_.ic_blocks + ic) * taps), u32(ic_count * taps),
               u32(tile.oc_count), u32(plan_.ic_blocks * taps), 0, 0, 0, 0,
               u32(tile.slot * plan_.wgt_slot), MemoryType::kWgt});
    add(DepPush{Queue::kLoad, Queue::kCompute});
  }

  void load_data(const Tile& tile, std::int64_t ic, std::int64_t ic_count) {
    const Window rows = row_window(tile);
    const Window columns = column_window(tile);
    const std::int64_t area = rows.extent() * columns.extent();
    const std::int64_t sram = tile.slot * plan_.inp_slot;
    if (rows.size == 0 || columns.size == 0) {
      // Nothing but padding: a load of no rows, whose one pad row is the whole tile.
      add(Load2d{"data", 0, u32(ic_count * area), 0, 0, 0, 1, 0, 0, u32(sram), MemoryType::kInp});
      return;
    }
    for (std::int64_t i = 0; i < ic_count; ++i) {
      const std::int64_t plane = tile.n * plan_.ic_blocks + ic + i;
      const std::int64_t offset =
          (plane * layer_.height + rows.first) * layer_.width + columns.first;
      add(Load2d{"data", u32(offset), u32(columns.size), u32(rows.size), u32(layer_.width),
                 u32(columns.before), u32(rows.before), u32(columns.after), u32(rows.after),
                 u32(sram + i * area), MemoryType::kInp});
    }
  }

  void multiply(const Tile& tile, std::int64_t ic_count) {
    const std::int64_t columns = column_window(tile).extent();
    const std::int64_t area = row_window(tile).extent() * columns;
    const std::int64_t taps = layer_.kernel_h * layer_.kernel_w;
    const std::int64_t dst = tile.slot * plan_.acc_slot;
    const std::int64_t src = tile.slot * plan_.inp_slot;
    const std::int64_t wgt = tile.slot * plan_.wgt_slot;
    add(Scope{Queue::kCompute});
    add(DepPop{Queue::kLoad, Queue::kCompute});
    add(UopScopeBegin{UopMode::kGemm});
    loop_begin(tile.oc_count, tile.rows * tile.columns, 0, ic_count * taps);
    loop_begin(tile.rows, tile.columns, layer_.stride_h * columns, 0);
    for (std::int64_t i = 0; i < ic_count; ++i) {
      for (std::int64_t dy = 0; dy < layer_.kernel_h; ++dy) {
        for (std::int64_t dx = 0; dx < layer_.kernel_w; ++dx) {
          for (std::int64_t x = 0; x < tile.columns; ++x) {
            gemm_uop(false, dst + x, src + i * area + dy * columns + dx + x * layer_.stride_w,
                     wgt + (i * layer_.kernel_h + dy) * layer_.kernel_w + dx);
          }
        }
      }
    }
    add(UopLoopEnd{});
    add(UopLoopEnd{});
    add(UopScopeEnd{});
    add(DepPush{Queue::kCompute, Queue::kLoad});
  }

  void alu(const Tile& tile, AluOpcode opcode, std::int64_t imm) {
    const std::uint32_t base = u32(tile.slot * plan_.acc_slot);
    add(UopScopeBegin{UopMode::kAlu});
    loop_begin(tile.elements(), 1, 1, 0);
    add(UopPush{UopMode::kAlu, false, base, base, 0, static_cast<std::uint32_t>(opcode), true,
                static_cast<std::int32_t>(imm)});
    add(UopLoopEnd{});
    add(UopScopeEnd{});
  }

  void shift_and_clip(const Tile& tile) {
    add(Scope{Queue::kCompute});
    alu(tile, AluOpcode::kShr, layer_.shift);
    alu(tile, AluOpcode::kMax, layer_.clip_lo);
    alu(tile, AluOpcode::kMin, layer_.clip_hi);
    add(DepPush{Queue::kCompute, Queue::kStore});
  }

  void store(const Tile& tile) {
    add(Scope{Queue::kStore});
    add(DepPop{Queue::kCompute, Queue::kStore});
    std::int64_t sram = tile.slot * plan_.acc_slot;
    for (std::int64_t oc = 0; oc < tile.oc_count; ++oc) {
      const std::int64_t plane = tile.n * plan_.oc_blocks + tile.oc + oc;
      for (std::int64_t y = tile.y; y < tile.y + tile.rows; ++y) {
        for (std::int64_t x = tile.x; x < tile.x + tile.columns; ++x) {
          add(Store2d{u32(sram++), MemoryType::kOut, "res",
                      u32((plane * plan_.out_h + y) * plan_.out_w + x), 1, 1, 1});
        }
      }
    }
    add(DepPush{Queue::kStore, Queue::kCompute});
  }

  const Conv2dLayer& layer_;
  const Conv2dPlan& plan_;
  CallList calls_;
};

}  // namespace

Result<CallList> lower_conv2d(const Config& config, const Conv2dLayer& layer,
                              const Conv2dSchedule& schedule) {
  Result<Conv2dPlan> plan = plan_conv2d(config, layer, schedule);
  if (!plan) return plan.error();
  return Lowering(layer, plan.value()).run();
}

}  // namespace vta
