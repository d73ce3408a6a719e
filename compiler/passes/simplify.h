// SPDX-License-Identifier: Apache-2.0
//
// Simplification of a whole program.

#ifndef VTA_COMPILER_PASSES_SIMPLIFY_H_
#define VTA_COMPILER_PASSES_SIMPLIFY_H_

#include "compiler/ir/stmt.h"

namespace vta::passes {

// Expressions in their simplest form; loops of one trip replaced by their body (but for virtual
// threads, whose loop says where they begin and end), loops of none and what is then empty removed.
[[nodiscard]] ir::Function simplify(const ir::Function& function);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_SIMPLIFY_H_
