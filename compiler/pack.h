// SPDX-License-Identifier: Apache-2.0
//
// Tensors between the layouts of people (NCHW, OIHW) and of the machine (blocked innermost).
// Elements are 8 bits wide.

#ifndef VTA_COMPILER_PACK_H_
#define VTA_COMPILER_PACK_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hw/isa/result.h"

namespace vta {

// The shape of a tensor before packing, and the size of the blocks that its first two axes are cut
// into: BATCH and BLOCK for (N, C, H, W), BLOCK and BLOCK for (O, I, KH, KW).
struct PackShape {
  std::int64_t outer = 1, inner = 1, height = 1, width = 1;
  std::int64_t outer_block = 1, inner_block = 1;
};

// (N, C, H, W) -> (N/n, C/c, H, W, n, c). Fails when a size is not positive, an axis is no multiple
// of its block, or the number of elements is not that of the shape.
[[nodiscard]] Result<std::vector<std::int8_t>> pack(const PackShape& shape,
                                                    std::span<const std::int8_t> plain);

// The inverse; fails for the same reasons.
[[nodiscard]] Result<std::vector<std::int8_t>> unpack(const PackShape& shape,
                                                      std::span<const std::int8_t> packed);

// "element [n=0, c=17, y=3, x=4]" of the `index`-th element of the plain tensor.
[[nodiscard]] std::string plain_position(const PackShape& shape, std::int64_t index);

}  // namespace vta

#endif  // VTA_COMPILER_PACK_H_
