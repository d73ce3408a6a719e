// SPDX-License-Identifier: Apache-2.0
#include "compiler/ir/rewrite.h"

#include <utility>

namespace vta::ir {

Expr rewrite(const Expr& expr, const std::function<Expr(const Expr&)>& visit) {
  if (expr->args.empty()) return visit(expr);
  std::vector<Expr> args;
  args.reserve(expr->args.size());
  bool changed = false;
  for (const Expr& arg : expr->args) {
    args.push_back(rewrite(arg, visit));
    changed = changed || args.back().get() != arg.get();
  }
  return visit(changed ? with_args(expr, std::move(args)) : expr);
}

void for_each(const Expr& expr, const std::function<void(const Expr&)>& visit) {
  for (const Expr& arg : expr->args) for_each(arg, visit);
  visit(expr);
}

void for_each(const Stmt& stmt, const std::function<void(const Stmt&)>& visit) {
  visit(stmt);
  for (const Stmt& child : stmt->body) for_each(child, visit);
}

void for_each_own_expr(const StmtNode& stmt, const std::function<void(const Expr&)>& visit) {
  if (stmt.extent) visit(stmt.extent);
  if (stmt.value) visit(stmt.value);
  for (const Expr& index : stmt.index) visit(index);
  for (const Expr& extent : stmt.extents) visit(extent);
  if (stmt.note) {
    for (const StageNote::Tile& tile : stmt.note->tiles) visit(tile.index);
    for (const Expr& e : stmt.note->min) visit(e);
    for (const Expr& e : stmt.note->extent) visit(e);
  }
}

Stmt map_exprs(const Stmt& stmt, const std::function<Expr(const Expr&)>& map) {
  StmtNode node = *stmt;
  bool changed = false;
  const auto apply = [&](Expr& expr) {
    Expr mapped = map(expr);
    changed = changed || mapped.get() != expr.get();
    expr = std::move(mapped);
  };
  if (node.extent) apply(node.extent);
  if (node.value) apply(node.value);
  for (Expr& index : node.index) apply(index);
  for (Expr& extent : node.extents) apply(extent);
  if (node.note) {
    StageNote note = *node.note;
    for (StageNote::Tile& tile : note.tiles) apply(tile.index);
    for (Expr& e : note.min) apply(e);
    for (Expr& e : note.extent) apply(e);
    node.note = std::make_shared<const StageNote>(std::move(note));
  }
  return changed ? std::make_shared<const StmtNode>(std::move(node)) : stmt;
}

Stmt map_children(const Stmt& stmt, const std::function<Stmt(const Stmt&)>& map) {
  std::vector<Stmt> children;
  children.reserve(stmt->body.size());
  bool changed = false;
  for (const Stmt& child : stmt->body) {
    children.push_back(map(child));
    changed = changed || children.back() != child;
  }
  if (!changed) return stmt;
  if (stmt->kind == StmtKind::kSeq) return make_seq(std::move(children));
  StmtNode node = *stmt;
  node.body = std::move(children);
  return std::make_shared<const StmtNode>(std::move(node));
}

Expr substitute(const Expr& expr, const Substitution& values) {
  return rewrite(expr, [&values](const Expr& e) {
    if (!is(e, Op::kVar)) return e;
    const auto found = values.find(e->var.get());
    return found == values.end() ? e : found->second;
  });
}

Stmt substitute(const Stmt& stmt, const Substitution& values) {
  const Stmt mapped =
      map_exprs(stmt, [&values](const Expr& expr) { return substitute(expr, values); });
  return map_children(mapped, [&values](const Stmt& child) { return substitute(child, values); });
}

bool mentions(const Stmt& stmt, const Var& var) {
  bool found = false;
  for_each(stmt, [&](const Stmt& s) {
    for_each_own_expr(*s, [&](const Expr& e) { found = found || mentions(e, var); });
  });
  return found;
}

}  // namespace vta::ir
