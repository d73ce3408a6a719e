// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/nest.h"

#include "compiler/ir/print.h"

namespace vta::passes {

using ir::Op;
using ir::Stmt;
using ir::StmtKind;

std::optional<Nest> match_nest(const Stmt& stmt) {
  Nest nest;
  Stmt at = stmt;
  while (at->kind != StmtKind::kStore) {
    if (at->kind == StmtKind::kFor && is(at->extent, Op::kInt)) {
      nest.loops.push_back({at->var, at->extent->value});
    } else if (at->kind == StmtKind::kAttr && at->key == ir::kStage) {
      nest.note = at->note;
    } else {
      return std::nullopt;
    }
    at = at->body[0];
  }
  nest.store = at;
  return nest;
}

ir::Analyzer inside(const Nest& nest, ir::Analyzer around) {
  for (const NestLoop& loop : nest.loops) around.bind(loop.var, loop.extent);
  return around;
}

Result<AffineIndex> affine(const ir::Analyzer& analyzer, const ir::Expr& index,
                           const std::vector<NestLoop>& loops) {
  AffineIndex result{analyzer.linear(index), {}};
  for (const NestLoop& loop : loops) {
    result.factors.push_back(result.base.factor(loop.var));
    result.base = result.base.without(loop.var);
    for (const auto& [atom, factor] : result.base.terms) {
      if (!ir::mentions(atom, loop.var)) continue;
      return Error{"index " + ir::to_text(index) + " is not affine in loop '" + loop.var.name() +
                   "'"};
    }
  }
  return result;
}

}  // namespace vta::passes
