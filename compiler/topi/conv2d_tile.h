// SPDX-License-Identifier: Apache-2.0
//
// Tiles of a convolution when nobody gives any: the fastest that fit by a coarse model. tune/ knows
// the machine better and searches longer.

#ifndef VTA_COMPILER_TOPI_CONV2D_TILE_H_
#define VTA_COMPILER_TOPI_CONV2D_TILE_H_

#include <cstdint>

#include "compiler/topi/conv2d.h"
#include "compiler/topi/result.h"
#include "hw/isa/config.h"

namespace vta::topi {

// What GEMM does, in elements of the machine; channels are blocks of one group.
struct ConvWork {
  ResultShape result;
  std::int64_t groups = 1, in_channels = 1;
  std::int64_t kernel_h = 1, kernel_w = 1, stride_h = 1, stride_w = 1;
  bool bias = false;
};

// Results stay in ACC; data and weights of `in_channels` at a time, for `groups` groups, lie in INP
// and WGT. Several groups only with all channels of each.
struct ConvTile {
  ResultTile result;
  std::int64_t groups = 1, in_channels = 1;
};

// With at most `vthreads` threads; two only when there are two tiles of channels (or of groups, if
// these have one block each) or of rows. The smallest tile when none fits.
[[nodiscard]] ConvTile choose_tile(const Config& config, const ConvWork& work,
                                   std::int64_t vthreads);

// The same for a legal layer, as a schedule of conv2d with the largest transfers.
[[nodiscard]] Conv2dSchedule default_schedule(const Config& config, const Conv2dLayer& layer);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_CONV2D_TILE_H_
