// SPDX-License-Identifier: Apache-2.0
//
// What is known about variables inside of a statement.

#ifndef VTA_COMPILER_PASSES_SCOPED_BOUNDS_H_
#define VTA_COMPILER_PASSES_SCOPED_BOUNDS_H_

#include "compiler/ir/simplify.h"
#include "compiler/ir/stmt.h"

namespace vta::passes {

// What is known around the statement and, of a loop, how far it runs. A copy: one variable may
// count several loops, and what one of them says about it must not outlive that loop. A pass
// therefore hands a `const ir::Analyzer&` down and binds nothing in it.
[[nodiscard]] inline ir::Analyzer inside(const ir::Stmt& stmt, ir::Analyzer around) {
  if (stmt->kind == ir::StmtKind::kFor) around.bind(stmt->var, stmt->extent);
  return around;
}

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_SCOPED_BOUNDS_H_
