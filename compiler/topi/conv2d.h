// SPDX-License-Identifier: Apache-2.0
//
// 2-D convolution with bias, shift and clip.
//
//   acc[n][oc][y][x] = sum over ic, dy, dx of
//                      data[n][ic][y * stride_h + dy - pad_h][x * stride_w + dx - pad_w]
//                      * kernel[oc][ic][dy][dx]                       (zero outside the data)
//   res = min(max((acc + bias[oc]) >> shift, clip_lo), clip_hi)
//
// DRAM layouts, in elements of the machine (B = BATCH, BI = BO = BLOCK of the geometry; channels
// and batch rounded up to whole blocks):
//   data   (N/B, IC/BI, H, W, B, BI)         buffer "data"
//   kernel (OC/BO, IC/BI, KH, KW, BO, BI)    buffer "kernel", int8
//   bias   (OC/BO, B, BO)                    buffer "bias", int32, only when the layer has one
//   res    (N/B, OC/BO, OH, OW, B, BO)       buffer "res"
// With groups, both channel axes are cut into (groups, blocks of a group); see topi/group_conv2d.h.

#ifndef VTA_COMPILER_TOPI_CONV2D_H_
#define VTA_COMPILER_TOPI_CONV2D_H_

#include <cstdint>
#include <string_view>

#include "compiler/topi/operator.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::topi {

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
  bool bias = false;
  // Independent convolutions side by side, each of whole channel blocks: in_channels / groups and
  // out_channels / groups are multiples of BLOCK unless there is one group.
  std::int64_t groups = 1;
  friend bool operator==(const Conv2dLayer&, const Conv2dLayer&) = default;

  // Height and width of the output of a legal layer.
  [[nodiscard]] std::int64_t out_height() const {
    return (height + 2 * pad_h - kernel_h) / stride_h + 1;
  }
  [[nodiscard]] std::int64_t out_width() const {
    return (width + 2 * pad_w - kernel_w) / stride_w + 1;
  }
  // Whether only every stride_h-th row is read; then the others are not loaded either.
  [[nodiscard]] bool skips_rows() const { return kernel_h == 1 && pad_h == 0 && stride_h > 1; }
};

// What the virtual threads share the work by.
enum class ThreadAxis : std::uint8_t { kChannels, kRows };

// What stays on the chip while the rest streams past it. Results always do; kWeights keeps the
// kernels of a tile of output channels for all its pixels, kData the data of a tile of pixels for
// all output channels. Either needs all input channels on the chip at once.
enum class Stationary : std::uint8_t { kResults, kWeights, kData };

[[nodiscard]] std::string_view to_string(ThreadAxis axis);
[[nodiscard]] std::string_view to_string(Stationary stationary);

// How to compute it. Tiles are in elements of the tiled axis (channels, output rows, output
// columns); a tile larger than its axis is the axis, and the last tile of an axis may be smaller.
// The default is the seed's.
struct Conv2dSchedule {
  std::int64_t tile_oc = 128, tile_ic = 16, tile_h = 7, tile_w = 14;
  std::int64_t vthreads = 2;  // 1 or 2: tiles in flight, each with its own part of every buffer
  ThreadAxis thread_axis = ThreadAxis::kChannels;
  Stationary stationary = Stationary::kResults;
  bool coalesce = false;  // largest transfers instead of one store for each pixel
  bool overlap = false;   // instructions in the order that keeps all stages busy (codegen/overlap)
  friend bool operator==(const Conv2dSchedule&, const Conv2dSchedule&) = default;
};

// Fails when the layer itself is illegal, whatever the schedule, naming the field and its bounds.
[[nodiscard]] Status check_layer(const Config& config, const Conv2dLayer& layer);

// Fails when a field of the schedule is out of range, or a combination makes no sense.
[[nodiscard]] Status check_schedule(const Config& config, const Conv2dSchedule& schedule);

// How much of the schedule is applied: what the tutorial prints at its stages.
enum class Conv2dStage : std::uint8_t {
  kDefault,  // nothing: the loops of the definition
  kTiled,    // blocked
  kThreads,  // and shared by virtual threads
  kFull,     // and mapped to DMA, GEMM and ALU
};

// The convolution and its schedule. Fails as check_layer and check_schedule do; whether the tiles
// fit the buffers is found out by lowering.
[[nodiscard]] Result<Operator> conv2d(const Config& config, const Conv2dLayer& layer,
                                      const Conv2dSchedule& schedule,
                                      Conv2dStage stage = Conv2dStage::kFull);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_CONV2D_H_
