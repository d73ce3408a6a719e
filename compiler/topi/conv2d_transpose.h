// SPDX-License-Identifier: Apache-2.0
//
// Transposed 2-D convolution with bias, shift and clip: every element of the data scatters the
// kernel, scaled, over the output.
//
//   acc[n][oc][y][x] = sum over ic, iy, ix, ky, kx with iy * stride_h + ky - pad_h = y and
//                      ix * stride_w + kx - pad_w = x of data[n][ic][iy][ix] *
//                      kernel[ic][oc][ky][kx]
//   res = min(max((acc + bias[oc]) >> shift, clip_lo), clip_hi)
//
// Output pixels whose row is `py` modulo stride_h and whose column is `px` modulo stride_w meet the
// same part of the kernel: they are a convolution of stride 1 with it. Each of these stride_h *
// stride_w phases is computed on its own, so no product with an inserted zero is computed; in all
// there are as many products as taps, pixels and channels have.
//
// DRAM layouts, in elements of the machine (B = BATCH, BI = BO = BLOCK of the geometry; channels
// and batch rounded up to whole blocks):
//   data         (N/B, IC/BI, H, W, B, BI)          buffer "data", int8
//   kernel_PY_PX (OC/BO, IC/BI, TH, TW, BO, BI)     int8, the taps of phase (PY, PX)
//   bias         (OC/BO, B, BO)                     buffer "bias", int32, only with a bias
//   res_PY_PX    (N/B, OC/BO, PH, PW, B, BO)        int8, the pixels of phase (PY, PX)
// A phase without taps, where the kernel is smaller than the stride, has no kernel buffer; one
// without pixels, where the output is smaller than the stride, does not exist. The host takes the
// kernel apart and puts the results together, with the functions below.

#ifndef VTA_COMPILER_TOPI_CONV2D_TRANSPOSE_H_
#define VTA_COMPILER_TOPI_CONV2D_TRANSPOSE_H_

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "compiler/topi/operator.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::topi {

// What to compute. The default is a layer of the generator of DCGAN.
struct Conv2dTransposeLayer {
  std::int64_t batch = 1;                              // 1..32767
  std::int64_t height = 8, width = 8;                  // 1..32767
  std::int64_t in_channels = 256, out_channels = 128;  // 1..32767
  std::int64_t kernel_h = 4, kernel_w = 4;             // 1..16 * stride - output_pad
  std::int64_t pad_h = 1, pad_w = 1;                   // cropped from each side; 0..32767
  std::int64_t stride_h = 2, stride_w = 2;             // 1..16
  std::int64_t output_pad_h = 0, output_pad_w = 0;     // added behind; 0..stride - 1
  std::int64_t shift = 8;                              // arithmetic, to the right
  std::int64_t clip_lo = 0, clip_hi = 127;             // -128..127
  bool bias = false;
  friend bool operator==(const Conv2dTransposeLayer&, const Conv2dTransposeLayer&) = default;

  // Height and width of the output of a legal layer.
  [[nodiscard]] std::int64_t out_height() const {
    return (height - 1) * stride_h - 2 * pad_h + kernel_h + output_pad_h;
  }
  [[nodiscard]] std::int64_t out_width() const {
    return (width - 1) * stride_w - 2 * pad_w + kernel_w + output_pad_w;
  }
};

// Fails naming the field and its bounds; at least one row and column must be left.
[[nodiscard]] Status check_layer(const Config& config, const Conv2dTransposeLayer& layer);

// All phases in one program, each in the tiles that are fastest by a coarse model. Fails as
// check_layer does; when no tile fits, lowering refuses the smallest, naming the bytes.
[[nodiscard]] Result<Operator> conv2d_transpose(const Config& config,
                                                const Conv2dTransposeLayer& layer);

using PackedBuffers = std::map<std::string, std::vector<std::int8_t>>;  // by name

// (IC, OC, KH, KW) -> every kernel buffer: the taps of its phase, flipped. Fails when the layer is
// illegal or the number of elements is not that of the layer.
[[nodiscard]] Result<PackedBuffers> pack_transpose_kernel(const Config& config,
                                                          const Conv2dTransposeLayer& layer,
                                                          std::span<const std::int8_t> plain);

// (N, OC, OH, OW) -> every result buffer, and back. Fail for the same reasons, or when a buffer is
// missing or has another size.
[[nodiscard]] Result<PackedBuffers> pack_transpose_result(const Config& config,
                                                          const Conv2dTransposeLayer& layer,
                                                          std::span<const std::int8_t> plain);
[[nodiscard]] Result<std::vector<std::int8_t>> unpack_transpose_result(
    const Config& config, const Conv2dTransposeLayer& layer, const PackedBuffers& packed);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_CONV2D_TRANSPOSE_H_
