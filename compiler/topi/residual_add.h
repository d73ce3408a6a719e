// SPDX-License-Identifier: Apache-2.0
//
// The end of a residual block: the sum of two images, shifted and clipped, by default as ReLU does.
//
//   res[n][c][y][x] = min(max((a[n][c][y][x] + b[n][c][y][x]) >> shift, clip_lo), clip_hi)
//
// DRAM layouts, in elements of the machine (B = BATCH, BO = BLOCK of the geometry; channels and
// batch rounded up to whole blocks, see topi/pack.h), as convolutions have them:
//   a, b   (N/B, C/BO, H, W, B, BO)          buffers "a" and "b", int8
//   res    (N/B, C/BO, H, W, B, BO)          buffer "res", int8

#ifndef VTA_COMPILER_TOPI_RESIDUAL_ADD_H_
#define VTA_COMPILER_TOPI_RESIDUAL_ADD_H_

#include <cstdint>

#include "compiler/topi/elementwise.h"
#include "compiler/topi/operator.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::topi {

struct ResidualAdd {
  std::int64_t batch = 1, channels = 1, height = 1, width = 1;  // 1..32767
  std::int64_t shift = 0;                                       // arithmetic, to the right, 0..31
  std::int64_t clip_lo = 0, clip_hi = 127;
  friend bool operator==(const ResidualAdd&, const ResidualAdd&) = default;
};

// Fails naming the field and its bounds.
[[nodiscard]] Status check_residual_add(const Config& config, const ResidualAdd& add);

// Fails when a field of either is out of range; a tile that does not fit ACC is refused by
// lowering. The default schedule is elementwise_schedule with two threads: one tile is stored
// while the next one is loaded and added.
[[nodiscard]] Result<Operator> residual_add(const Config& config, const ResidualAdd& add,
                                            const ElementwiseSchedule& schedule);
[[nodiscard]] Result<Operator> residual_add(const Config& config, const ResidualAdd& add);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_RESIDUAL_ADD_H_
