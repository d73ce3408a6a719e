// SPDX-License-Identifier: Apache-2.0
//
// A window that slides over the plane of every channel, worked on by the ALU in ACC: what pooling
// and depthwise convolution have in common.

#ifndef VTA_COMPILER_TOPI_WINDOW_H_
#define VTA_COMPILER_TOPI_WINDOW_H_

#include <cstdint>

#include "compiler/topi/result.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::topi {

// In elements of the machine; the result is smaller than the padded data by the window.
struct Window {
  std::int64_t batches = 1, channels = 1, height = 1, width = 1;
  std::int64_t kernel_h = 1, kernel_w = 1;
  std::int64_t pad_h = 0, pad_w = 0;  // zeros on each side, which LOAD puts there
  std::int64_t stride_h = 1, stride_w = 1;

  [[nodiscard]] ResultShape result() const {
    return {batches, channels, (height + 2 * pad_h - kernel_h) / stride_h + 1,
            (width + 2 * pad_w - kernel_w) / stride_w + 1};
  }
};

// Sizes in 1..32767, pads in 0..15 and smaller than the kernel, kernels no larger than the padded
// plane. Fails naming the field and its bounds.
[[nodiscard]] Status check_window(const Window& window);

// What one virtual thread has in ACC at once, beside the data of its tile.
struct WindowStorage {
  std::int64_t results = 1;      // copies of the tile
  std::int64_t per_channel = 0;  // elements for each block of channels
};

// The tile that takes the fewest cycles by a coarse model: what is loaded, some cycles to start
// each tile, and the stores unless a second thread hides them. The smallest one when none fits.
[[nodiscard]] ResultTile choose_tile(const Config& config, const Window& window,
                                     const WindowStorage& storage);

// data (N/B, C/BO, H, W, B, BO) with its zeros, and the element of it that tap (dy, dx) of the
// result at `i` reads, as int32.
[[nodiscard]] te::Tensor padded_data(const te::Tensor& data, const Window& window);
[[nodiscard]] te::Expr tap(const te::Tensor& padded, const Window& window, const te::Vars& i,
                           const te::Var& dy, const te::Var& dx);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_WINDOW_H_
