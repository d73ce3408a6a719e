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
#include "sim/reference/epilogue.h"

namespace vta {

// Extents in elements. Every extent and stride is at least 1, pads are at least 0, and the padded
// input is at least as large as the kernel.
//
// Channels are cut into `groups` equal runs, and an output channel sums over the input channels of
// its own group only: with as many groups as input channels, the convolution is depthwise.
struct Conv2dShape {
  int batch = 1;
  int in_channels = 1, height = 1, width = 1;
  int out_channels = 1, kernel_h = 1, kernel_w = 1;
  int pad_h = 0, pad_w = 0;  // zeros on both sides
  int stride_h = 1, stride_w = 1;
  int groups = 1;  // divides in_channels and out_channels

  [[nodiscard]] int group_channels() const { return in_channels / groups; }  // that are summed
  [[nodiscard]] int out_height() const { return (height + 2 * pad_h - kernel_h) / stride_h + 1; }
  [[nodiscard]] int out_width() const { return (width + 2 * pad_w - kernel_w) / stride_w + 1; }

  // Elements of the tensors.
  [[nodiscard]] std::size_t input_size() const;  // [batch][in_channels][height][width]
  // [out_channels][group_channels][kernel_h][kernel_w]
  [[nodiscard]] std::size_t weight_size() const;
  [[nodiscard]] std::size_t output_size() const;  // [batch][out_channels][out_height][out_width]

  friend bool operator==(const Conv2dShape&, const Conv2dShape&) = default;
};

// Fails naming the field, its value and the bound. Products of extents must stay below 2^31.
[[nodiscard]] Status check_conv2d_shape(const Conv2dShape& shape);

// Sums of products, modulo 2^32. Fails when the shape is wrong or a tensor has another size.
[[nodiscard]] Result<std::vector<std::int32_t>> conv2d_sums(const Conv2dShape& shape,
                                                            std::span<const std::int8_t> input,
                                                            std::span<const std::int8_t> weight);

// The same with the epilogue applied; its bias is per output channel. Fails also when
// check_epilogue() does.
[[nodiscard]] Result<std::vector<std::int8_t>> conv2d(const Conv2dShape& shape,
                                                      std::span<const std::int8_t> input,
                                                      std::span<const std::int8_t> weight,
                                                      const Epilogue& epilogue);

}  // namespace vta

#endif  // VTA_SIM_REFERENCE_CONV2D_H_
