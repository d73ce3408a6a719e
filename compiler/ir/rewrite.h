// SPDX-License-Identifier: Apache-2.0
//
// Rewriting of trees: what every pass does to the nodes it does not care for.

#ifndef VTA_COMPILER_IR_REWRITE_H_
#define VTA_COMPILER_IR_REWRITE_H_

#include <functional>
#include <map>
#include <vector>

#include "compiler/ir/stmt.h"

namespace vta::ir {

// Rebuilds an expression from the leaves up: `visit` sees every node with its new operands.
// Subtrees that do not change are shared.
[[nodiscard]] Expr rewrite(const Expr& expr, const std::function<Expr(const Expr&)>& visit);

// Calls `visit` for every node of an expression, operands first.
void for_each(const Expr& expr, const std::function<void(const Expr&)>& visit);
// Calls `visit` for every statement, outer ones first.
void for_each(const Stmt& stmt, const std::function<void(const Stmt&)>& visit);
// Calls `visit` for every expression that a statement itself holds, those of its body left out.
void for_each_own_expr(const StmtNode& stmt, const std::function<void(const Expr&)>& visit);

// The statement with every expression of its own replaced; bodies stay.
[[nodiscard]] Stmt map_exprs(const Stmt& stmt, const std::function<Expr(const Expr&)>& map);
// The statement with every child replaced; empty children vanish from sequences.
[[nodiscard]] Stmt map_children(const Stmt& stmt, const std::function<Stmt(const Stmt&)>& map);

using Substitution = std::map<const VarNode*, Expr>;
[[nodiscard]] Expr substitute(const Expr& expr, const Substitution& values);
// Everywhere in a statement. Loops that bind a variable of the substitution are not expected.
[[nodiscard]] Stmt substitute(const Stmt& stmt, const Substitution& values);

[[nodiscard]] bool mentions(const Stmt& stmt, const Var& var);

}  // namespace vta::ir

#endif  // VTA_COMPILER_IR_REWRITE_H_
