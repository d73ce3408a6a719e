// SPDX-License-Identifier: Apache-2.0
//
// Pooling straight from its definition, on plain NCHW tensors: the largest element of every window,
// or the mean in fixed point.

#ifndef VTA_SIM_REFERENCE_POOL_H_
#define VTA_SIM_REFERENCE_POOL_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hw/isa/result.h"

namespace vta {

// Extents in elements. Every extent and stride is at least 1, and the padded input is at least as
// large as the kernel. Pads are less than the kernel, so that every window meets the input.
struct PoolShape {
  int batch = 1, channels = 1, height = 1, width = 1;
  int kernel_h = 1, kernel_w = 1;
  int pad_h = 0, pad_w = 0;  // on both sides
  int stride_h = 1, stride_w = 1;

  [[nodiscard]] int out_height() const { return (height + 2 * pad_h - kernel_h) / stride_h + 1; }
  [[nodiscard]] int out_width() const { return (width + 2 * pad_w - kernel_w) / stride_w + 1; }

  // Elements of the tensors.
  [[nodiscard]] std::size_t input_size() const;   // [batch][channels][height][width]
  [[nodiscard]] std::size_t output_size() const;  // [batch][channels][out_height][out_width]

  friend bool operator==(const PoolShape&, const PoolShape&) = default;
};

// Fails naming the field, its value and the bound. Products of extents must stay below 2^31.
[[nodiscard]] Status check_pool_shape(const PoolShape& shape);

// The largest element; padding never wins. Fails when the shape is wrong or the input has another
// size.
[[nodiscard]] Result<std::vector<std::int8_t>> max_pool(const PoolShape& shape,
                                                        std::span<const std::int8_t> input);

// Stands for multiplier / 2^shift.
struct PoolScale {
  int multiplier = 1;  // 1..32767
  int shift = 0;       // 0..31

  friend bool operator==(const PoolScale&, const PoolScale&) = default;
};

// (sum of the window * multiplier) >> shift, clipped to int8. Padding counts as zeros; sum and
// product are modulo 2^32, the shift is arithmetic. Fails also when the scale is out of range.
[[nodiscard]] Result<std::vector<std::int8_t>> average_pool(const PoolShape& shape,
                                                            std::span<const std::int8_t> input,
                                                            const PoolScale& scale);

// The scale nearest to 1 / window, for windows of 1..2^24 - 1 elements: the largest shift for which
// the rounded multiplier is at most 32767 and no window of int8 overflows, 128 * window *
// multiplier < 2^31.
//
// With it, average_pool() yields floor(mean + e) with |e| <= 64 * window / 2^shift. That is less
// than 1 / 250 for windows of up to 512 elements, and 0 for powers of two. A mean that is an
// integer may thus yield the integer below.
[[nodiscard]] Result<PoolScale> average_scale(int window);

}  // namespace vta

#endif  // VTA_SIM_REFERENCE_POOL_H_
