// SPDX-License-Identifier: Apache-2.0
//
// Scopes as large as they can be.

#ifndef VTA_COMPILER_PASSES_LIFT_SCOPES_H_
#define VTA_COMPILER_PASSES_LIFT_SCOPES_H_

#include "compiler/ir/stmt.h"

namespace vta::passes {

// Moves an attribute outwards over the loops whose whole body it is, and joins neighbours of the
// same value, so that what one stage of the machine does in a row becomes one scope. Micro-kernels
// (kUopScope) are lifted but never joined: each is one instruction, whose own loops, if there are
// any, are its outermost. Loops of virtual threads stay outside.
[[nodiscard]] ir::Function lift_scopes(const ir::Function& function, std::string_view key);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_LIFT_SCOPES_H_
