// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic on the accumulator memory as ALU micro-kernels.

#ifndef VTA_COMPILER_PASSES_ALU_INTRINSICS_H_
#define VTA_COMPILER_PASSES_ALU_INTRINSICS_H_

#include "compiler/ir/stmt.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::passes {

// Every nest under kPragmaAlu becomes micro-kernels, each one operation over the whole nest: with
// an immediate (16 bits, signed) or with a second element. Operations whose first operand is not
// where the result goes copy it there first (a reset and an addition). Loops that continue each
// other are one; two become loops of the kernel, the others micro-operations. Storage is flat and
// assigned. Fails naming the stage when an expression needs an intermediate result, an operand
// overlaps the result at another index, several operations go to one result more than once, an
// immediate does not fit, or lanes do not match.
[[nodiscard]] Result<ir::Function> alu_intrinsics(const ir::Function& function,
                                                  const Config& config);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_ALU_INTRINSICS_H_
