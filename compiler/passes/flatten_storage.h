// SPDX-License-Identifier: Apache-2.0
//
// From tensors to one-dimensional buffers.

#ifndef VTA_COMPILER_PASSES_FLATTEN_STORAGE_H_
#define VTA_COMPILER_PASSES_FLATTEN_STORAGE_H_

#include "compiler/ir/stmt.h"
#include "hw/isa/result.h"

namespace vta::passes {

// Every buffer gets one axis, the last index of the tensor running fastest; parameters keep their
// shape in memory, allocations have the size of the part that is computed at once. Extents of
// allocations have to be literals. Fails naming the buffer when one is not.
[[nodiscard]] Result<ir::Function> flatten_storage(const ir::Function& function);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_FLATTEN_STORAGE_H_
