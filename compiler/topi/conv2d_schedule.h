// SPDX-License-Identifier: Apache-2.0
//
// How conv2d computes it: the schedule of the convolution tutorial, generalized to groups, bias,
// the axis that virtual threads share, and what stays on the chip.

#ifndef VTA_COMPILER_TOPI_CONV2D_SCHEDULE_H_
#define VTA_COMPILER_TOPI_CONV2D_SCHEDULE_H_

#include "compiler/schedule/schedule.h"
#include "compiler/topi/conv2d.h"
#include "compiler/topi/conv2d_definition.h"
#include "hw/isa/config.h"

namespace vta::topi {

// Applies the plan to a fresh schedule of the tensors, as far as `stage` says. Precondition: layer
// and plan are legal.
void apply_schedule(const Config& config, const Conv2dLayer& layer, const Conv2dSchedule& plan,
                    const Conv2dTensors& tensors, Conv2dStage stage, te::Schedule& schedule);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_CONV2D_SCHEDULE_H_
