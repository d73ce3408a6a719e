// SPDX-License-Identifier: Apache-2.0
//
// Random GEMM and ALU instructions over given micro-ops, with what they read and write.

#ifndef VTA_TESTS_REGRESS_RANDOM_COMPUTE_H_
#define VTA_TESTS_REGRESS_RANDOM_COMPUTE_H_

#include <vector>

#include "hw/isa/insn.h"
#include "tests/regress/playground.h"
#include "tests/regress/random_uops.h"
#include "tests/regress/shape_picker.h"
#include "tests/regress/token_scheduler.h"

namespace vta {

// Any instruction of the kind over the micro-ops [stretch.begin, stretch.end), which are legal for
// it: every index stays inside the windows. Some have empty loops.
[[nodiscard]] Insn random_compute(Kind kind, const Window& stretch, const Playground& playground,
                                  const RandomUops& uops, ShapePicker& shape);

// What a GEMM or ALU instruction reads and writes. Aborts when it leaves the windows.
[[nodiscard]] std::vector<Access> compute_accesses(const Insn& insn, const Playground& playground,
                                                   const RandomUops& uops);

}  // namespace vta

#endif  // VTA_TESTS_REGRESS_RANDOM_COMPUTE_H_
