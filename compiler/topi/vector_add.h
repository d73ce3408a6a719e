// SPDX-License-Identifier: Apache-2.0
//
// Sum of two matrices or vectors (rows = 1), with shift and clip.
//
//   res[r][c] = min(max((a[r][c] + b[r][c]) >> shift, clip_lo), clip_hi)
//
// DRAM layouts, in elements of the machine (B = BATCH, BO = BLOCK of the geometry; rows and
// channels rounded up to whole blocks, see topi/pack.h):
//   a, b   (rows/B, channels/BO, B, BO)      buffers "a" and "b", int8 or int32
//   res    (rows/B, channels/BO, B, BO)      buffer "res", int8
// Operands are widened to int32 on their way into ACC, where sums wrap.

#ifndef VTA_COMPILER_TOPI_VECTOR_ADD_H_
#define VTA_COMPILER_TOPI_VECTOR_ADD_H_

#include <cstdint>

#include "compiler/topi/elementwise.h"
#include "compiler/topi/operator.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::topi {

struct VectorAdd {
  std::int64_t rows = 1, channels = 1;  // 1..32767
  // Of a and b. The vector addition of the tutorial has int32 and neither shift nor clip.
  te::DType type = te::DType::kInt8;
  std::int64_t shift = 0;  // arithmetic, to the right, 0..31
  bool clip = true;        // else the result is the low 8 bits
  std::int64_t clip_lo = -128, clip_hi = 127;
  friend bool operator==(const VectorAdd&, const VectorAdd&) = default;
};

// Fails naming the field and its bounds.
[[nodiscard]] Status check_vector_add(const Config& config, const VectorAdd& add);

// Fails when a field of either is out of range; a tile that does not fit ACC is refused by
// lowering. The default schedule is elementwise_schedule with one thread.
[[nodiscard]] Result<Operator> vector_add(const Config& config, const VectorAdd& add,
                                          const ElementwiseSchedule& schedule);
[[nodiscard]] Result<Operator> vector_add(const Config& config, const VectorAdd& add);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_VECTOR_ADD_H_
