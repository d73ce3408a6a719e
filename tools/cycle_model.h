// SPDX-License-Identifier: Apache-2.0
//
// The cycle model (sim/timing) for the tuner, which may not see it (docs/decisions/0007).

#ifndef VTA_TOOLS_CYCLE_MODEL_H_
#define VTA_TOOLS_CYCLE_MODEL_H_

#include "compiler/tune/conv2d_tuner.h"
#include "sim/timing/estimate.h"

namespace vta {

// The best schedules of the analytic model, compared by the cycles of their programs. A program
// that does not finish is an error.
[[nodiscard]] tune::Refinement cycle_refinement(const timing::Options& options = {});

}  // namespace vta

#endif  // VTA_TOOLS_CYCLE_MODEL_H_
