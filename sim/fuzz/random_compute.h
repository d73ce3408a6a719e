// SPDX-License-Identifier: Apache-2.0
//
// Random GEMM and ALU instructions over given micro-ops.

#ifndef VTA_SIM_FUZZ_RANDOM_COMPUTE_H_
#define VTA_SIM_FUZZ_RANDOM_COMPUTE_H_

#include "hw/isa/insn.h"
#include "sim/fuzz/playground.h"
#include "sim/fuzz/random_uops.h"
#include "sim/fuzz/shape_picker.h"

namespace vta::fuzz {

// Any instruction of the kind over the micro-ops [stretch.begin, stretch.end), which are legal for
// it: every index stays inside the windows. Some have empty loops.
[[nodiscard]] Insn random_compute(Kind kind, const Window& stretch, const Playground& playground,
                                  const RandomUops& uops, ShapePicker& shape);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_RANDOM_COMPUTE_H_
