// SPDX-License-Identifier: Apache-2.0
//
// What of a schedule can be told wrong only when it is complete.

#ifndef VTA_COMPILER_PASSES_CHECK_SCHEDULE_H_
#define VTA_COMPILER_PASSES_CHECK_SCHEDULE_H_

#include <vector>

#include "compiler/schedule/bounds.h"
#include "compiler/schedule/schedule.h"
#include "hw/isa/result.h"

namespace vta::passes {

// Every output and every placeholder that is read is one of the arguments.
[[nodiscard]] Status check_args(const te::Schedule& schedule, const std::vector<te::Tensor>& args);

// What was given for loops was given for loops that are still there; at most two virtual threads;
// no extent depends on a loop inside. Fails naming stage, axis and bound.
[[nodiscard]] Status check_loops(const te::Schedule& schedule, const te::Bounds& bounds);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_CHECK_SCHEDULE_H_
