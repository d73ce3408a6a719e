// SPDX-License-Identifier: Apache-2.0
//
// Loops of micro-kernels as loops of the instruction.

#ifndef VTA_COMPILER_PASSES_FOLD_UOP_LOOPS_H_
#define VTA_COMPILER_PASSES_FOLD_UOP_LOOPS_H_

#include "compiler/ir/stmt.h"
#include "hw/isa/config.h"

namespace vta::passes {

// In every GEMM micro-kernel without loops of its own the outermost loops, at most two, become
// loops of the instruction where all indices step by a fixed number that its field can hold. The
// loops that remain are written out as micro-operations.
[[nodiscard]] ir::Function fold_uop_loops(const ir::Function& function, const Config& config);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_FOLD_UOP_LOOPS_H_
