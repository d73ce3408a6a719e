// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/coalesce_dma.h"

#include "compiler/passes/lift_scopes.h"

namespace vta::passes {

ir::Function coalesce_dma(const ir::Function& function) {
  return lift_scopes(function, ir::kPragmaDma);
}

}  // namespace vta::passes
