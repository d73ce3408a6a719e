// SPDX-License-Identifier: Apache-2.0
//
// Dependency tokens between the stages of the machine.

#ifndef VTA_COMPILER_PASSES_SYNC_TOKENS_H_
#define VTA_COMPILER_PASSES_SYNC_TOKENS_H_

#include "compiler/ir/stmt.h"

namespace vta::passes {

// Orders every two scopes that follow each other in the program and belong to different stages: a
// push behind the first, a pop in front of the second. A loop orders its last scope before its
// first one, with the pushes that its first trip needs in front of it and the pops that its last
// trip leaves over behind it. So each thread is a chain, which needs no knowledge of what the
// scopes touch; overlap comes from a second thread (inject_vthreads). Load and store share no
// token queue: between them the token goes through compute. Where the number of virtual threads
// changes, all threads end before the next begins. A sync ends the program.
// Scopes are lifted (lift_scopes).
[[nodiscard]] ir::Function sync_tokens(const ir::Function& function);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_SYNC_TOKENS_H_
