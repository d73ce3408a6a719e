// SPDX-License-Identifier: Apache-2.0
//
// 2-D convolution with shift and clip, from layer and schedule straight to VTA calls.
//
//   acc[n][oc][y][x] = sum over ic, dy, dx of
//                      data[n][ic][y * stride_h + dy - pad_h][x * stride_w + dx - pad_w]
//                      * kernel[oc][ic][dy][dx]                       (zero outside the data)
//   res = min(max(acc >> shift, clip_lo), clip_hi)
//
// DRAM layouts, in elements of the machine (B = BATCH, BI = BO = BLOCK of the geometry):
//   data   (N/B, IC/BI, H, W, B, BI)       buffer "data"
//   kernel (OC/BO, IC/BI, KH, KW, BO, BI)  buffer "kernel"
//   res    (N/B, OC/BO, OH, OW, B, BO)     buffer "res"

#ifndef VTA_COMPILER_CONV2D_H_
#define VTA_COMPILER_CONV2D_H_

#include <cstdint>
#include <optional>

#include "driver/program/calls.h"
#include "driver/program/command_stream.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta {

// What to compute. The default is the ninth convolution of ResNet-18.
struct Conv2dLayer {
  std::int64_t batch = 1;
  std::int64_t height = 14, width = 14;
  std::int64_t in_channels = 256, out_channels = 256;
  std::int64_t kernel_h = 3, kernel_w = 3;
  std::int64_t pad_h = 1, pad_w = 1;  // zeros on each side
  std::int64_t stride_h = 1, stride_w = 1;
  std::int64_t shift = 8;  // arithmetic, to the right
  std::int64_t clip_lo = 0, clip_hi = 127;
  friend bool operator==(const Conv2dLayer&, const Conv2dLayer&) = default;

  // Height and width of the output of a legal layer.
  [[nodiscard]] std::int64_t out_height() const {
    return (height + 2 * pad_h - kernel_h) / stride_h + 1;
  }
  [[nodiscard]] std::int64_t out_width() const {
    return (width + 2 * pad_w - kernel_w) / stride_w + 1;
  }
};

// How to compute it. Tiles are in elements of the tiled axis (channels, output rows, output
// columns); a tile larger than its axis is the axis, and the last tile of an axis may be smaller.
struct Conv2dSchedule {
  std::int64_t tile_oc = 128, tile_ic = 16, tile_h = 7, tile_w = 14;
  std::int64_t vthreads = 2;  // 1 or 2: tiles in flight, each with its own part of every buffer
  friend bool operator==(const Conv2dSchedule&, const Conv2dSchedule&) = default;
};

// A schedule of which some parts are given and the others are to be chosen.
struct Conv2dScheduleRequest {
  std::optional<std::int64_t> tile_oc, tile_ic, tile_h, tile_w, vthreads;
};

// Fails when the layer or the schedule is illegal, does not fit an on-chip buffer (naming it, the
// bytes needed and the bytes available) or a field of the instructions.
[[nodiscard]] Status check_conv2d(const Config& config, const Conv2dLayer& layer,
                                  const Conv2dSchedule& schedule);

// The calls of the whole program, Sync included. Fails as check_conv2d does.
[[nodiscard]] Result<CallList> lower_conv2d(const Config& config, const Conv2dLayer& layer,
                                            const Conv2dSchedule& schedule);

// Completes a schedule. For the seed's layer (whatever its shift and clip) missing parts are those
// of the seed's schedule; for any other they are searched: of all tiles that fit, those with the
// shortest estimated run. Fails when nothing fits.
[[nodiscard]] Result<Conv2dSchedule> choose_schedule(const Config& config, const Conv2dLayer& layer,
                                                     const Conv2dScheduleRequest& request = {});

// Bytes of the three DRAM buffers of a legal layer.
struct Conv2dBytes {
  std::uint64_t data = 0, kernel = 0, res = 0;
};
[[nodiscard]] Conv2dBytes conv2d_bytes(const Config& config, const Conv2dLayer& layer);

// Feeds the calls of lower_conv2d to a CommandStream, with the three buffers declared.
[[nodiscard]] Result<CommandStream::Finished> assemble_conv2d(const Config& config,
                                                              const Conv2dLayer& layer,
                                                              const CallList& calls);

}  // namespace vta

#endif  // VTA_COMPILER_CONV2D_H_
