// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/nest.h"

#include <utility>

#include "compiler/ir/print.h"
#include "compiler/ir/rewrite.h"

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

Result<ir::Function> AttributeRewriter::run(const ir::Function& function) {
  Stmt body = visit(function.body, nullptr);
  if (!failure_.empty()) return Error{failure_};
  return ir::Function{function.params, std::move(body)};
}

Stmt AttributeRewriter::visit(const Stmt& stmt, const Note& note) {
  if (!failure_.empty()) return stmt;
  if (stmt->kind == StmtKind::kFor) analyzer_.bind(stmt->var, stmt->extent);
  const Note& inner = ir::is_attr(stmt, ir::kStage) ? stmt->note : note;
  if (!ir::is_attr(stmt, key_)) {
    return ir::map_children(stmt, [&](const Stmt& child) { return visit(child, inner); });
  }
  ir::for_each(stmt, [this](const Stmt& s) {
    if (s->kind == StmtKind::kFor) analyzer_.bind(s->var, s->extent);
  });
  Result<Stmt> converted = convert_(stmt->body[0], analyzer_, context_);
  if (converted) return std::move(converted).value();
  Note named = note;
  ir::for_each(stmt, [&named](const Stmt& s) {
    if (!named && ir::is_attr(s, ir::kStage)) named = s->note;
  });
  failure_ = (named ? "stage " + named->stage + ": " : "") + converted.error().message;
  return stmt;
}

}  // namespace vta::passes
