// SPDX-License-Identifier: Apache-2.0
//
// Tensors between the layouts of people (NCHW, OIHW) and of the machine (blocked innermost).
// Elements are those of INP, WGT and OUT, 8 bits wide, or those of ACC, 32 bits wide.

#ifndef VTA_COMPILER_TOPI_PACK_H_
#define VTA_COMPILER_TOPI_PACK_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "compiler/ir/rounding.h"
#include "hw/isa/result.h"

namespace vta::topi {

// The shape of a tensor before packing, and the size of the blocks that its first two axes are cut
// into: BATCH and BLOCK for (N, C, H, W), BLOCK and BLOCK for (O, I, KH, KW). A last block that the
// axis does not fill is padded.
struct PackShape {
  std::int64_t outer = 1, inner = 1, height = 1, width = 1;
  std::int64_t outer_block = 1, inner_block = 1;

  [[nodiscard]] std::int64_t outer_blocks() const {  // rounded up
    return ceil_div(outer, outer_block);
  }
  [[nodiscard]] std::int64_t inner_blocks() const { return ceil_div(inner, inner_block); }
  [[nodiscard]] std::int64_t plain_size() const { return outer * inner * height * width; }
  // Elements of the packed tensor, padding included.
  [[nodiscard]] std::int64_t packed_size() const {
    return round_up(outer, outer_block) * round_up(inner, inner_block) * height * width;
  }
};

// (N, C, H, W) -> (outer_blocks, inner_blocks, H, W, outer_block, inner_block), where elements that
// the plain tensor does not have are `fill`. Fails when a size is not in 1..65535, the packed
// tensor has 2^32 elements or more, or the number of elements is not that of the shape.
[[nodiscard]] Result<std::vector<std::int8_t>> pack(const PackShape& shape,
                                                    std::span<const std::int8_t> plain,
                                                    std::int8_t fill = 0);
[[nodiscard]] Result<std::vector<std::int32_t>> pack(const PackShape& shape,
                                                     std::span<const std::int32_t> plain,
                                                     std::int32_t fill = 0);

// The inverse: the padding is cropped, whatever it holds. Fails for the same reasons.
[[nodiscard]] Result<std::vector<std::int8_t>> unpack(const PackShape& shape,
                                                      std::span<const std::int8_t> packed);
[[nodiscard]] Result<std::vector<std::int32_t>> unpack(const PackShape& shape,
                                                       std::span<const std::int32_t> packed);

// (C) -> (C / block rounded up, batch, block): the bias as ACC holds it, the same in every row of a
// batch, 0 behind the last channel. Fails when a size is not in 1..65535, the result has 2^32
// elements or more, or the bias has not one element per channel.
[[nodiscard]] Result<std::vector<std::int32_t>> pack_bias(std::int64_t channels, std::int64_t batch,
                                                          std::int64_t block,
                                                          std::span<const std::int32_t> bias);

// "element [n=0, c=17, y=3, x=4]" of the `index`-th element of the plain tensor.
[[nodiscard]] std::string plain_position(const PackShape& shape, std::int64_t index);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_PACK_H_
