// SPDX-License-Identifier: Apache-2.0
//
// Bound inference: which part of its tensor each stage computes where it is attached, and how far
// its loops run.

#ifndef VTA_COMPILER_SCHEDULE_BOUNDS_H_
#define VTA_COMPILER_SCHEDULE_BOUNDS_H_

#include <functional>
#include <map>
#include <vector>

#include "compiler/ir/simplify.h"
#include "compiler/schedule/region.h"
#include "compiler/schedule/schedule.h"

namespace vta::te {

// `min` and `extent` of every axis are expressions in the loops around the stage. `value` of an
// axis counts from `min` and is an expression in the loops of the stage.
using AxisValues = std::map<const IterNode*, Expr>;
struct StageBounds {
  std::vector<Expr> min, extent;  // data axes only
  AxisValues loop_extent, value;
  std::map<const IterNode*, std::int64_t> factor;  // of axes that are split
};

struct Bounds {
  std::vector<StageBounds> stages;  // as in the schedule
  ir::Analyzer analyzer;            // knows the range of every loop
};

// A stage that no other reads and that is no output has empty bounds: nothing of it is computed.
// Indices must be affine in the loops that run inside the place of attachment, or divisions and
// remainders of such. Fails naming the stage, the axis and the index.
[[nodiscard]] Result<Bounds> infer_bounds(const Schedule& schedule);

// The axes of a stage in terms of its loops, as `value` of its bounds, but that an axis stands for
// itself when all of its loops are among those that `runs` says yes to: unlike that of a ragged
// tile, its extent depends on no loop inside.
[[nodiscard]] AxisValues axis_values(const StageState& stage, const StageBounds& bounds,
                                     const std::function<bool(const IterNode*)>& runs);

}  // namespace vta::te

#endif  // VTA_COMPILER_SCHEDULE_BOUNDS_H_
