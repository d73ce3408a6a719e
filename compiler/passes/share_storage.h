// SPDX-License-Identifier: Apache-2.0
//
// Stages that work in place.

#ifndef VTA_COMPILER_PASSES_SHARE_STORAGE_H_
#define VTA_COMPILER_PASSES_SHARE_STORAGE_H_

#include "compiler/ir/stmt.h"

namespace vta::passes {

// An allocation takes over the buffer around it when that has the same scope, type and size, every
// store to it reads the other at no index but its own, and nothing reads the other afterwards: a
// shift of a sum overwrites the sum.
[[nodiscard]] ir::Function share_storage(const ir::Function& function);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_SHARE_STORAGE_H_
