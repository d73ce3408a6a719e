// SPDX-License-Identifier: Apache-2.0
//
// Copies between DRAM and the on-chip memories as LOAD and STORE calls.

#ifndef VTA_COMPILER_PASSES_DMA_INTRINSICS_H_
#define VTA_COMPILER_PASSES_DMA_INTRINSICS_H_

#include "compiler/ir/stmt.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::passes {

// Every nest under kPragmaDma becomes the fewest calls of kLoad2d or kStore2d, each a
// two-dimensional, strided transfer whose rows are contiguous, in the scope of its stage. Bounds on
// the indices of a load that yield 0 outside become its pads. What one call cannot express, such
// as a third dimension, becomes loops around it. Storage is flat and assigned, programs are
// simplified. Fails naming the stage and the loop when the elements of the memory are not
// contiguous in DRAM, an index is not affine, or the nest is no copy.
[[nodiscard]] Result<ir::Function> dma_intrinsics(const ir::Function& function,
                                                  const Config& config);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_DMA_INTRINSICS_H_
