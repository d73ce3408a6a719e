// SPDX-License-Identifier: Apache-2.0
//
// 2-D convolution whose channels are cut into groups of any size; an output channel sums over the
// input channels of its own group only. As many groups as channels: a depthwise convolution. There
// are two ways to compute it.
//
// kGemm: groups are merged until whole blocks of channels belong together, the weights between
// different groups of a block being zeros, and topi/conv2d computes the merged groups. Merged are
// as few groups as make in and out channels whole blocks, or all of them when that takes all.
// kAlu: depthwise only. The ALU multiplies the data with one tap after the other and adds up.
//
// kAuto is kGemm. A tap costs the ALU a reset, two additions and a multiplication, seven cycles for
// every element, and GEMM one, zeros or not; loading the zeros takes less than that gains. Cycles
// of a run on the RTL, hw/config/pynq.json, memory latency 40, as `bench_depthwise` prints them
// (ninja -C build bench_depthwise && build/bench/bench_depthwise):
//   depthwise convolution                    GEMM      ALU  ALU/GEMM
//   32 channels, 14x14, 3x3                  7012    30436      4.34
//   64 channels, 28x28, 3x3 stride 2        15043    63236      4.20
//   512 channels, 7x7, 3x3                  27892   113662      4.08
//   64 channels, 7x7, 7x7 to one pixel       7314     8474      1.16
//   256 channels, 2x2, 1x1                   1514     1534      1.01
//
// DRAM layouts, in elements of the machine (B = BATCH, BI = BO = BLOCK of the geometry; batch and
// channels of the merged layer rounded up to whole blocks, C1 = IC and C2 = OC of it):
//   data   (N/B, C1/BI, H, W, B, BI)                      buffer "data", int8
//   kernel (C2/BO, C1/groups/BI, KH, KW, BO, BI)          buffer "kernel", int8, for kGemm
//          (C2/BO, KH, KW, B, BO)                         the same for kAlu
//   bias   (C2/BO, B, BO)                                 buffer "bias", int32, only with a bias
//   res    (N/B, C2/BO, OH, OW, B, BO)                    buffer "res", int8
// Merged layers may have more channels than the layer, behind those of it; they are zeros.

#ifndef VTA_COMPILER_TOPI_GROUP_CONV2D_H_
#define VTA_COMPILER_TOPI_GROUP_CONV2D_H_

#include <cstdint>
#include <span>
#include <vector>

#include "compiler/topi/conv2d.h"
#include "compiler/topi/operator.h"
#include "compiler/topi/pack.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::topi {

enum class GroupConv2dWay : std::uint8_t { kAuto, kGemm, kAlu };

// Conv2dLayer with groups of any size, as long as they divide in_channels and out_channels. Fails
// naming the field and its bounds, and with kAlu when the layer is not depthwise.
[[nodiscard]] Status check_group_layer(const Config& config, const Conv2dLayer& layer,
                                       GroupConv2dWay way = GroupConv2dWay::kAuto);

// The layer that conv2d computes, with whole blocks in every group. Of a legal layer.
[[nodiscard]] Conv2dLayer merge_groups(const Config& config, const Conv2dLayer& layer);

// In the tiles that are fastest by a coarse model. Fails as check_group_layer does; when no tile
// fits, lowering refuses the smallest, naming the bytes.
[[nodiscard]] Result<Operator> group_conv2d(const Config& config, const Conv2dLayer& layer,
                                            GroupConv2dWay way = GroupConv2dWay::kAuto);

// Plain tensors as the buffers hold them: data (N, IC, H, W), kernel (OC, IC/groups, KH, KW), bias
// (OC), result (N, OC, OH, OW). Fail when the layer is illegal or the number of elements is not
// that of the layer.
[[nodiscard]] Result<std::vector<std::int8_t>> pack_group_data(const Config& config,
                                                               const Conv2dLayer& layer,
                                                               std::span<const std::int8_t> plain);
[[nodiscard]] Result<std::vector<std::int8_t>> pack_group_kernel(
    const Config& config, const Conv2dLayer& layer, std::span<const std::int8_t> plain,
    GroupConv2dWay way = GroupConv2dWay::kAuto);
[[nodiscard]] Result<std::vector<std::int32_t>> pack_group_bias(
    const Config& config, const Conv2dLayer& layer, std::span<const std::int32_t> plain);
[[nodiscard]] Result<std::vector<std::int8_t>> unpack_group_result(
    const Config& config, const Conv2dLayer& layer, std::span<const std::int8_t> packed);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_GROUP_CONV2D_H_
