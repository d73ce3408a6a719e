// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/simplify.h"

#include "compiler/ir/rewrite.h"
#include "compiler/passes/scoped_bounds.h"

namespace vta::passes {
namespace {

using ir::Expr;
using ir::Stmt;
using ir::StmtKind;

Stmt visit(const Stmt& stmt, const ir::Analyzer& around) {
  const Stmt simple = ir::map_exprs(stmt, [&](const Expr& e) { return around.simplify(e); });
  const ir::Analyzer inner = inside(simple, around);
  if (simple->kind == StmtKind::kFor) {
    if (ir::is_literal(simple->extent, 0)) return ir::make_seq({});
    // The variable is left behind; that it is 0 is known inside.
    if (ir::is_literal(simple->extent, 1) && !simple->vthread) return visit(simple->body[0], inner);
  }
  const Stmt result =
      ir::map_children(simple, [&](const Stmt& child) { return visit(child, inner); });
  // A sequence has nothing empty in it.
  const bool empty = !result->body.empty() && ir::is_empty(result->body[0]);
  return empty ? result->body[0] : result;
}

}  // namespace

ir::Function simplify(const ir::Function& function) {
  return {function.params, visit(function.body, {})};
}

}  // namespace vta::passes
