// SPDX-License-Identifier: Apache-2.0
//
// Two-dimensional convolution straight from its definition, on plain NCHW tensors. It knows nothing
// of VTA: what an accelerator computes is compared with what this computes.

#ifndef VTA_SIM_REFERENCE_CONV2D_H_
#define VTA_SIM_REFERENCE_CONV2D_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hw/isa/result.h"

namespace vta {

// Extents in elements. Every extent and stride is at least 1, pads are at least 0, and the padded
// input is at least as large as the kernel.
struct Conv2dShape {
  int batch = 1;
  int in_channels = 1, height = 1, width = 1;
  int out_channels = 1, kernel_h = 1, kernel_w = 1;
  int pad_h = 0, pad_w = 0;  // zeros on both sides
  int stride_h = 1, stride_w = 1;

  [[nodiscard]] int out_height() const { return (height + 2 * pad_h - kernel_h) / stride_h + 1; }
  [[nodiscard]] int out_width() const { return (width + 2 * pad_w - kernel_w) / stride_w + 1; }

  // Elements of the tensors.
  [[nodiscard]] std::size_t input_size() const;   // [batch][in_channels][height][width]
  [[nodiscard]] std::size_t weight_size() const;  // [out_channels][in_channels][kernel_h][kernel_w]
  [[nodiscard]] std::size_t output_size() const;  // [batch][out_channels][out_height][out_width]

  friend bool operator==(const Conv2dShape&, const Conv2dShape&) = default;
};

// Fails naming the field, its value and the bound. Products of extents must stay below 2^31.
[[nodiscard]] Status check_conv2d_shape(const Conv2dShape& shape);

// What follows the sum, in this order: bias, shift, clip, cast.
struct Conv2dEpilogue {
  std::vector<std::int32_t> bias = {};  // one per output channel, or empty for none
  int shift = 0;                        // arithmetic shift right, 0..31
  std::int32_t lo = -128, hi = 127;
};

// Sums of products, modulo 2^32. Fails when the shape is wrong or a tensor has another size.
[[nodiscard]] Result<std::vector<std::int32_t>> conv2d_sums(const Conv2dShape& shape,
                                                            std::span<const std::int8_t> input,
                                                            std::span<const std::int8_t> weight);

// The same with the epilogue applied. The cast keeps the low 8 bits, which matters only when
// [lo, hi] is wider than int8. Fails also when the bias has another size than out_channels, the
// shift is out of range, or lo > hi.
[[nodiscard]] Result<std::vector<std::int8_t>> conv2d(const Conv2dShape& shape,
                                                      std::span<const std::int8_t> input,
                                                      std::span<const std::int8_t> weight,
                                                      const Conv2dEpilogue& epilogue);

}  // namespace vta

#endif  // VTA_SIM_REFERENCE_CONV2D_H_
