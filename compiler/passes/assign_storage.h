// SPDX-License-Identifier: Apache-2.0
//
// Where allocations lie.

#ifndef VTA_COMPILER_PASSES_ASSIGN_STORAGE_H_
#define VTA_COMPILER_PASSES_ASSIGN_STORAGE_H_

#include "compiler/ir/stmt.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::passes {

// On-chip allocations vanish: the indices of their buffers become addresses in the memory of their
// scope. Nested allocations lie behind each other, those in sequence at the same place. Every
// virtual thread has an arena of its own in each memory, as large as the largest nest of
// allocations, so that threads never meet however far apart they run. Allocations in DRAM move to
// the front of the program, with a copy for each virtual thread. Storage is flat. Fails when a
// memory is too small (naming the stage with the largest share, the bytes needed and available),
// when a size is no whole number of elements, when only some on-chip stages are inside the virtual
// threads, and when some are inside two loops of them.
[[nodiscard]] Result<ir::Function> assign_storage(const ir::Function& function,
                                                  const Config& config);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_ASSIGN_STORAGE_H_
