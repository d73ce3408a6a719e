// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/group_conv2d.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "compiler/ir/rounding.h"
#include "compiler/topi/bounds.h"
#include "compiler/topi/conv2d_tile.h"
#include "compiler/topi/depthwise_alu.h"

namespace vta::topi {
namespace {

// (outer, from, plane) -> (outer, to, plane) with zeros behind.
template <typename T>
std::vector<T> extended(std::span<const T> plain, std::int64_t outer, std::int64_t from,
                        std::int64_t to, std::int64_t plane) {
  std::vector<T> all(static_cast<std::size_t>(outer * to * plane));
  for (std::int64_t o = 0; o < outer; ++o) {
    std::copy_n(plain.data() + o * from * plane, from * plane, all.data() + o * to * plane);
  }
  return all;
}

// Weights of different groups in one merged group are zeros: (OC, IC/groups, KH, KW) of the merged
// layer.
std::vector<std::int8_t> block_diagonal(const Conv2dLayer& layer, const Conv2dLayer& merged,
                                        std::span<const std::int8_t> plain) {
  const std::int64_t taps = layer.kernel_h * layer.kernel_w;
  const std::int64_t in = layer.in_channels / layer.groups;
  const std::int64_t out = layer.out_channels / layer.groups;
  const std::int64_t merged_in = merged.in_channels / merged.groups;
  std::vector<std::int8_t> all(static_cast<std::size_t>(merged.out_channels * merged_in * taps));
  for (std::int64_t oc = 0; oc < layer.out_channels; ++oc) {
    const std::int64_t first = oc / out * in % merged_in;  // input channel in its merged group
    std::copy_n(plain.data() + oc * in * taps, in * taps,
                all.data() + (oc * merged_in + first) * taps);
  }
  return all;
}

}  // namespace

Status check_group_layer(const Config& config, const Conv2dLayer& layer, GroupConv2dWay way) {
  if (Status s = check_bounds({{"in_channels", layer.in_channels, 1, kMaxSize},
                               {"out_channels", layer.out_channels, 1, kMaxSize},
                               {"groups", layer.groups, 1, kMaxSize}});
      !s) {
    return s;
  }
  if (Status s = check_multiple("in_channels", layer.in_channels, layer.groups, "groups"); !s) {
    return s;
  }
  if (Status s = check_multiple("out_channels", layer.out_channels, layer.groups, "groups"); !s) {
    return s;
  }
  if (way == GroupConv2dWay::kAlu) {
    if (Status s = check_bounds({{"in_channels", layer.in_channels, layer.groups, layer.groups},
                                 {"out_channels", layer.out_channels, layer.groups, layer.groups}});
        !s) {
      return Error{s.error().message + ": the ALU computes depthwise convolutions only"};
    }
  }
  return check_layer(config, merge_groups(config, layer));
}

Conv2dLayer merge_groups(const Config& config, const Conv2dLayer& layer) {
  const std::int64_t block = config.block();
  const std::int64_t in = layer.in_channels / layer.groups;
  const std::int64_t out = layer.out_channels / layer.groups;
  // BLOCK is a power of two, so the larger of the two is a multiple of the other.
  const std::int64_t for_in = block / std::gcd(block, in);
  const std::int64_t for_out = block / std::gcd(block, out);
  const std::int64_t together = std::max(for_in, for_out);
  VTA_CHECK(together >= 1);  // a greatest common divisor of BLOCK is no larger than BLOCK
  Conv2dLayer merged = layer;
  if (together >= layer.groups) {
    merged.groups = 1;
    return merged;
  }
  merged.groups = ceil_div(layer.groups, together);
  merged.in_channels = merged.groups * together * in;
  merged.out_channels = merged.groups * together * out;
  return merged;
}

Result<Operator> group_conv2d(const Config& config, const Conv2dLayer& layer, GroupConv2dWay way) {
  if (Status status = check_group_layer(config, layer, way); !status) return status.error();
  if (way == GroupConv2dWay::kAlu) return depthwise_alu(config, layer);
  const Conv2dLayer merged = merge_groups(config, layer);
  Result<Operator> op = conv2d(config, merged, default_schedule(config, merged));
  if (op) op.value().name = "group_conv2d";
  return op;
}

Result<std::vector<std::int8_t>> pack_group_data(const Config& config, const Conv2dLayer& layer,
                                                 std::span<const std::int8_t> plain) {
  if (Status status = check_group_layer(config, layer); !status) return status.error();
  const Conv2dLayer merged = merge_groups(config, layer);
  const std::int64_t plane = layer.height * layer.width;
  if (Status s = check_elements(plain.size(), layer.batch * layer.in_channels * plane); !s) {
    return s.error();
  }
  return pack(
      {layer.batch, merged.in_channels, layer.height, layer.width, config.batch(), config.block()},
      extended(plain, layer.batch, layer.in_channels, merged.in_channels, plane));
}

Result<std::vector<std::int8_t>> pack_group_kernel(const Config& config, const Conv2dLayer& layer,
                                                   std::span<const std::int8_t> plain,
                                                   GroupConv2dWay way) {
  if (Status status = check_group_layer(config, layer, way); !status) return status.error();
  const std::int64_t taps = layer.kernel_h * layer.kernel_w;
  const std::int64_t size = layer.out_channels * (layer.in_channels / layer.groups) * taps;
  if (Status status = check_elements(plain.size(), size); !status) return status.error();
  const std::int64_t block = config.block();
  if (way == GroupConv2dWay::kAlu) {  // the same in every row of a batch
    std::vector<std::int8_t> rows;
    for (std::int64_t row = 0; row < config.batch(); ++row) {
      rows.insert(rows.end(), plain.begin(), plain.end());
    }
    return pack(
        {config.batch(), layer.out_channels, layer.kernel_h, layer.kernel_w, config.batch(), block},
        rows);
  }
  const Conv2dLayer merged = merge_groups(config, layer);
  return pack({merged.out_channels, merged.in_channels / merged.groups, layer.kernel_h,
               layer.kernel_w, block, block},
              block_diagonal(layer, merged, plain));
}

Result<std::vector<std::int32_t>> pack_group_bias(const Config& config, const Conv2dLayer& layer,
                                                  std::span<const std::int32_t> plain) {
  if (Status status = check_group_layer(config, layer); !status) return status.error();
  if (Status s = check_elements(plain.size(), layer.out_channels); !s) return s.error();
  const std::int64_t channels = merge_groups(config, layer).out_channels;
  return pack_bias(channels, config.batch(), config.block(),
                   extended(plain, 1, layer.out_channels, channels, 1));
}

Result<std::vector<std::int8_t>> unpack_group_result(const Config& config, const Conv2dLayer& layer,
                                                     std::span<const std::int8_t> packed) {
  if (Status status = check_group_layer(config, layer); !status) return status.error();
  const std::int64_t channels = merge_groups(config, layer).out_channels;
  const Result<std::vector<std::int8_t>> all =
      unpack({layer.batch, channels, layer.out_height(), layer.out_width(), config.batch(),
              config.block()},
             packed);
  if (!all) return all.error();
  const std::int64_t plane = layer.out_height() * layer.out_width();
  std::vector<std::int8_t> plain;
  for (std::int64_t n = 0; n < layer.batch; ++n) {
    const std::int8_t* const first = all.value().data() + n * channels * plane;
    plain.insert(plain.end(), first, first + layer.out_channels * plane);
  }
  return plain;
}

}  // namespace vta::topi
