// SPDX-License-Identifier: Apache-2.0
//
// Max and average pooling on the ALU.
//
//   max      res[n][c][y][x] = max over dy, dx of data[n][c][y * stride_h + dy - pad_h]
//                                                           [x * stride_w + dx - pad_w]
//   average  res[n][c][y][x] = min(max((sum of the same * multiplier) >> shift, -128), 127)
//
// Padding never wins a maximum and counts as zeros in an average. The scale of the average is the
// nearest to 1 / (kernel_h * kernel_w), see average_scale.
//
// DRAM layouts, in elements of the machine (B = BATCH, BO = BLOCK of the geometry; channels and
// batch rounded up to whole blocks), int8:
//   data   (N/B, C/BO, H, W, B, BO)         buffer "data"; H and W with the padding for a maximum
//                                           that has padding of its own, see MaxPadding
//   res    (N/B, C/BO, OH, OW, B, BO)       buffer "res"
// Data are widened to int32 on their way into ACC, where a tile of the result and the data that it
// reads lie at once. Taps are loops or micro-operations of as few instructions as possible.

#ifndef VTA_COMPILER_TOPI_POOL_H_
#define VTA_COMPILER_TOPI_POOL_H_

#include <cstdint>
#include <span>
#include <vector>

#include "compiler/topi/operator.h"
#include "compiler/topi/result.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::topi {

// The default is the maximum behind the first convolution of ResNet-18.
struct PoolLayer {
  std::int64_t batch = 1, channels = 64;    // 1..32767
  std::int64_t height = 112, width = 112;   // 1..32767
  std::int64_t kernel_h = 3, kernel_w = 3;  // 1..32767, no more than the padded plane
  std::int64_t pad_h = 1, pad_w = 1;        // each side; 0..15, less than the kernel
  std::int64_t stride_h = 2, stride_w = 2;  // 1..32767
  friend bool operator==(const PoolLayer&, const PoolLayer&) = default;

  // Height and width of the output of a legal layer.
  [[nodiscard]] std::int64_t out_height() const {
    return (height + 2 * pad_h - kernel_h) / stride_h + 1;
  }
  [[nodiscard]] std::int64_t out_width() const {
    return (width + 2 * pad_w - kernel_w) / stride_w + 1;
  }
};

// The machine pads with 0 only, which would win against negative data.
enum class MaxPadding : std::uint8_t {
  kHost,   // pack_max_pool_data puts -128 around the data
  kZeros,  // the machine pads; right when no element is negative, as behind a ReLU
};

// Fails naming the field and its bounds. A window has at most 65535 elements.
[[nodiscard]] Status check_layer(const Config& config, const PoolLayer& layer);

// The tile that both operators choose when none is given: the fastest that fits by a coarse model.
[[nodiscard]] ResultTile default_tile(const Config& config, const PoolLayer& layer);

// Fail as check_layer and check_tile do; a tile that does not fit ACC is refused by lowering,
// naming the bytes.
[[nodiscard]] Result<Operator> max_pool(const Config& config, const PoolLayer& layer,
                                        MaxPadding padding = MaxPadding::kHost);
[[nodiscard]] Result<Operator> max_pool(const Config& config, const PoolLayer& layer,
                                        MaxPadding padding, const ResultTile& tile);
[[nodiscard]] Result<Operator> average_pool(const Config& config, const PoolLayer& layer);
[[nodiscard]] Result<Operator> average_pool(const Config& config, const PoolLayer& layer,
                                            const ResultTile& tile);

// (N, C, H, W) -> buffer "data" of max_pool with MaxPadding::kHost: packed, with pad_h rows and
// pad_w columns of -128 around every plane. Fails when the layer is illegal or the number of
// elements is not that of the layer. For the other operators, pack of topi/pack.h does.
[[nodiscard]] Result<std::vector<std::int8_t>> pack_max_pool_data(
    const Config& config, const PoolLayer& layer, std::span<const std::int8_t> plain);

// Stands for multiplier / 2^shift.
struct AverageScale {
  std::int64_t multiplier = 1, shift = 0;
  friend bool operator==(const AverageScale&, const AverageScale&) = default;
};
// The scale nearest to 1 / window: the largest shift for which the rounded multiplier is at most
// 32767, the immediate of the ALU, and no sum of `window` numbers of 8 bits times the multiplier
// leaves 32 bits. The result of the pooling is floor(mean + e) with |e| <= 64 * window / 2^shift:
// less than 1 / 250 up to 512 elements, and 0 for powers of two, which need no multiplication.
// Precondition: 1 <= window < 2^24. sim/reference finds the scale by itself, from this sentence:
// the compiler sees no simulator, and a reference that took it from here would not notice a wrong
// one.
[[nodiscard]] AverageScale average_scale(std::int64_t window);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_POOL_H_
