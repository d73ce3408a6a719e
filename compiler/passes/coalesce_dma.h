// SPDX-License-Identifier: Apache-2.0
//
// Copies as large as their loops allow.

#ifndef VTA_COMPILER_PASSES_COALESCE_DMA_H_
#define VTA_COMPILER_PASSES_COALESCE_DMA_H_

#include "compiler/ir/stmt.h"

namespace vta::passes {

// Moves kPragmaDma outwards over every loop that does nothing but copy, so that dma_intrinsics
// sees the whole copy and makes the largest transfers of it. Bytes stay the same, calls get fewer.
[[nodiscard]] ir::Function coalesce_dma(const ir::Function& function);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_COALESCE_DMA_H_
