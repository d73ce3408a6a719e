// SPDX-License-Identifier: Apache-2.0
//
// The first pass: from a schedule to loops.

#ifndef VTA_COMPILER_PASSES_LOWER_LOOPS_H_
#define VTA_COMPILER_PASSES_LOWER_LOOPS_H_

#include <vector>

#include "compiler/ir/stmt.h"
#include "compiler/schedule/schedule.h"
#include "hw/isa/result.h"

namespace vta::passes {

// Loops around stores with as many indices as the tensor has axes; every stage but the outputs in
// an allocation of the part that is computed at once, where it is computed. Pragmas, tensorization
// and stage notes become attributes around the loop that they were given for. `args` are the
// parameters in order: the outputs and every placeholder that is read. Extents may depend on outer
// loops. Fails with the first mistake of the schedule, or naming stage, axis and bound.
[[nodiscard]] Result<ir::Function> lower_loops(const te::Schedule& schedule,
                                               const std::vector<te::Tensor>& args);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_LOWER_LOOPS_H_
