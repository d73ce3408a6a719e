// SPDX-License-Identifier: Apache-2.0
//
// Transposed two-dimensional convolution straight from its definition: every input element scatters
// the kernel, scaled, over the output.

#ifndef VTA_SIM_REFERENCE_CONV2D_TRANSPOSE_H_
#define VTA_SIM_REFERENCE_CONV2D_TRANSPOSE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hw/isa/result.h"
#include "sim/reference/epilogue.h"

namespace vta {

// Extents in elements. Every extent and stride is at least 1, and at least one row and column must
// be left after cropping.
struct Conv2dTransposeShape {
  int batch = 1;
  int in_channels = 1, height = 1, width = 1;
  int out_channels = 1, kernel_h = 1, kernel_w = 1;
  int pad_h = 0, pad_w = 0;  // cropped from both sides of the output
  int stride_h = 1, stride_w = 1;
  int output_pad_h = 0, output_pad_w = 0;  // added below and to the right; less than the stride

  [[nodiscard]] int out_height() const {
    return (height - 1) * stride_h - 2 * pad_h + kernel_h + output_pad_h;
  }
  [[nodiscard]] int out_width() const {
    return (width - 1) * stride_w - 2 * pad_w + kernel_w + output_pad_w;
  }

  // Elements of the tensors.
  [[nodiscard]] std::size_t input_size() const;   // [batch][in_channels][height][width]
  [[nodiscard]] std::size_t weight_size() const;  // [in_channels][out_channels][kernel_h][kernel_w]
  [[nodiscard]] std::size_t output_size() const;  // [batch][out_channels][out_height][out_width]

  friend bool operator==(const Conv2dTransposeShape&, const Conv2dTransposeShape&) = default;
};

// Fails naming the field, its value and the bound. Products of extents must stay below 2^31.
[[nodiscard]] Status check_conv2d_transpose_shape(const Conv2dTransposeShape& shape);

// Sums of products, modulo 2^32. Fails when the shape is wrong or a tensor has another size.
[[nodiscard]] Result<std::vector<std::int32_t>> conv2d_transpose_sums(
    const Conv2dTransposeShape& shape, std::span<const std::int8_t> input,
    std::span<const std::int8_t> weight);

// The same with the epilogue applied; its bias is per output channel. Fails also when
// check_epilogue() does.
[[nodiscard]] Result<std::vector<std::int8_t>> conv2d_transpose(const Conv2dTransposeShape& shape,
                                                                std::span<const std::int8_t> input,
                                                                std::span<const std::int8_t> weight,
                                                                const Epilogue& epilogue);

}  // namespace vta

#endif  // VTA_SIM_REFERENCE_CONV2D_TRANSPOSE_H_
