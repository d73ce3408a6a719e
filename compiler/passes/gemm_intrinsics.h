// SPDX-License-Identifier: Apache-2.0
//
// Products of matrices as GEMM micro-operations.

#ifndef VTA_COMPILER_PASSES_GEMM_INTRINSICS_H_
#define VTA_COMPILER_PASSES_GEMM_INTRINSICS_H_

#include "compiler/ir/stmt.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::passes {

// The loops under kTensorizeGemm, BATCH x BLOCK x BLOCK of them, become one micro-operation in a
// micro-kernel of its own: acc[b][o] += cast(inp[b][k]) * cast(wgt[o][k]), or acc[b][o] = 0 as a
// reset. Storage is flat and assigned. Fails naming the stage and the loop when the store is
// neither, an extent is not that of the machine, or the strides are not those of elements.
[[nodiscard]] Result<ir::Function> gemm_intrinsics(const ir::Function& function,
                                                   const Config& config);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_GEMM_INTRINSICS_H_
