// SPDX-License-Identifier: Apache-2.0
//
// Virtual threads run interleaved in one program.

#ifndef VTA_COMPILER_PASSES_INJECT_VTHREADS_H_
#define VTA_COMPILER_PASSES_INJECT_VTHREADS_H_

#include "compiler/ir/stmt.h"

namespace vta::passes {

// Loops of virtual threads vanish: each scope inside, each token, and each store that depends on
// the thread or on what it overwrites is done for one thread after the other, so that one thread
// loads while the other computes; any other store is done once. What contains loops becomes a loop
// over the threads, anything else is written out. Stages inside of the threads have storage of
// their own for each (assign_storage).
[[nodiscard]] ir::Function inject_vthreads(const ir::Function& function);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_INJECT_VTHREADS_H_
