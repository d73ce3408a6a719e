// SPDX-License-Identifier: Apache-2.0
//
// The conditions of a copy as the padding of its loops.

#ifndef VTA_COMPILER_PASSES_DMA_PADDING_H_
#define VTA_COMPILER_PASSES_DMA_PADDING_H_

#include "compiler/ir/simplify.h"
#include "compiler/passes/dma_copy.h"
#include "hw/isa/result.h"

namespace vta::passes {

// Sets what is padding in the loops of the copy (`before`, `after`, `padded`) and `whole`, so that
// the data are where `condition` holds: a conjunction of comparisons, each of which bounds one loop
// of the copy, or none. Fails naming the comparison that does not.
[[nodiscard]] Status add_padding(Copy& copy, const ir::Expr& condition,
                                 const ir::Analyzer& analyzer);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_DMA_PADDING_H_
