// SPDX-License-Identifier: Apache-2.0
//
// A convolution and a tile of it in elements of the machine: what the search for tiles, the
// schedule of conv2d and tune/ agree on.

#ifndef VTA_COMPILER_TOPI_CONV_WORK_H_
#define VTA_COMPILER_TOPI_CONV_WORK_H_

#include <cstdint>

#include "compiler/topi/conv2d.h"
#include "compiler/topi/result.h"
#include "hw/isa/config.h"

namespace vta::topi {

// What GEMM does; channels are blocks of one group.
struct ConvWork {
  ResultShape result;
  std::int64_t groups = 1, in_channels = 1;
  std::int64_t kernel_h = 1, kernel_w = 1, stride_h = 1, stride_w = 1;
  bool bias = false;

  // Threads that share channels, and tiles of channels, take whole groups when these have one block
  // each.
  [[nodiscard]] bool shares_groups() const { return groups > 1 && result.channels == 1; }
};

[[nodiscard]] ConvWork work_of(const Config& config, const Conv2dLayer& layer);

// Results stay in ACC; data and weights of `in_channels` at a time, for `groups` groups, lie in INP
// and WGT. Several groups only with all channels of each.
struct ConvTile {
  ResultTile result;
  std::int64_t groups = 1, in_channels = 1;
};

// Micro-operations of the GEMM kernel of one tile: the two outermost loops of several trips are
// folded into the instruction.
[[nodiscard]] std::int64_t kernel_uops(const ConvWork& work, const ConvTile& tile);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_CONV_WORK_H_
