// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/window.h"

#include <algorithm>
#include <limits>

#include "compiler/topi/bounds.h"
#include "compiler/topi/machine_cycles.h"

namespace vta::topi {
namespace {

constexpr std::int64_t kTileStart = 150;  // cycles: latency of a load, tokens, instructions

}  // namespace

Status check_window(const Window& w) {
  if (Status s = check_bounds({{"height", w.height, 1, kMaxSize},
                               {"width", w.width, 1, kMaxSize},
                               {"kernel_h", w.kernel_h, 1, kMaxSize},
                               {"kernel_w", w.kernel_w, 1, kMaxSize},
                               {"pad_h", w.pad_h, 0, std::min(kMaxPad, w.kernel_h - 1)},
                               {"pad_w", w.pad_w, 0, std::min(kMaxPad, w.kernel_w - 1)},
                               {"stride_h", w.stride_h, 1, kMaxSize},
                               {"stride_w", w.stride_w, 1, kMaxSize}});
      !s) {
    return s;
  }
  if (Status s = check_kernel_inside("kernel_h", w.kernel_h, "height", w.height + 2 * w.pad_h);
      !s) {
    return s;
  }
  return check_kernel_inside("kernel_w", w.kernel_w, "width", w.width + 2 * w.pad_w);
}

ResultTile choose_tile(const Config& config, const Window& w, const WindowStorage& storage) {
  const ResultShape shape = w.result();
  const std::int64_t bytes = config.elem_bytes(MemoryType::kAcc8bit);
  ResultTile best;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for_each_tile(shape, [&](const ResultTile& t) {
    const std::int64_t data = t.channels * ((t.rows - 1) * w.stride_h + w.kernel_h) *
                              ((t.columns - 1) * w.stride_w + w.kernel_w);
    const std::int64_t acc =
        data + storage.results * t.elements() + storage.per_channel * t.channels;
    if (t.vthreads * acc > std::int64_t{config.depth(MemoryType::kAcc)}) return;
    const std::int64_t loads = tile_count(shape, t) * (data + storage.per_channel * t.channels);
    const std::int64_t stores = t.vthreads == 1 ? shape.elements() : 0;
    const std::int64_t cost =
        (loads + stores) * bytes / kPortBytes + tile_count(shape, t) * kTileStart;
    if (cost >= least) return;
    least = cost;
    best = t;
  });
  return best;
}

te::Tensor padded_data(const te::Tensor& data, const Window& w) {
  return te::pad(data, {0, 0, w.pad_h, w.pad_w, 0, 0}, "data_buf");
}

te::Expr tap(const te::Tensor& padded, const Window& w, const te::Vars& i, const te::Var& dy,
             const te::Var& dx) {
  const te::Expr y = i[2] * te::Expr(w.stride_h) + dy;
  const te::Expr x = i[3] * te::Expr(w.stride_w) + dx;
  return padded(i[0], i[1], y, x, i[4], i[5]).astype(te::DType::kInt32);
}

}  // namespace vta::topi
