// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/simplify.h"

#include "compiler/ir/rewrite.h"
#include "compiler/ir/simplify.h"

namespace vta::passes {
namespace {

using ir::Expr;
using ir::Stmt;
using ir::StmtKind;

Stmt visit(const Stmt& stmt, ir::Analyzer& analyzer) {
  const Stmt simple = ir::map_exprs(stmt, [&](const Expr& e) { return analyzer.simplify(e); });
  if (simple->kind == StmtKind::kFor) {
    if (ir::is_literal(simple->extent, 0)) return ir::make_seq({});
    analyzer.bind(simple->var, simple->extent);  // a loop of one trip binds its variable to 0
    if (ir::is_literal(simple->extent, 1) && !simple->vthread) {
      return visit(simple->body[0], analyzer);
    }
  }
  const Stmt result =
      ir::map_children(simple, [&](const Stmt& child) { return visit(child, analyzer); });
  const bool has_body = !result->body.empty() && result->kind != StmtKind::kSeq;
  return has_body && ir::is_empty(result->body[0]) ? result->body[0] : result;
}

}  // namespace

ir::Function simplify(const ir::Function& function) {
  ir::Analyzer analyzer;
  return {function.params, visit(function.body, analyzer)};
}

}  // namespace vta::passes
