// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/lift_scopes.h"

#include <utility>
#include <vector>

#include "compiler/ir/rewrite.h"

namespace vta::passes {
namespace {

using ir::Stmt;
using ir::StmtKind;

// stmt { attr { body } } becomes attr { stmt { body } }.
Stmt swap(const Stmt& stmt, const Stmt& attr) {
  ir::StmtNode inner = *stmt;
  inner.body = {attr->body[0]};
  return ir::make_attr(attr->key, attr->value, std::make_shared<const ir::StmtNode>(inner));
}

Stmt join(const Stmt& seq, std::string_view key) {
  std::vector<Stmt> joined;
  for (const Stmt& child : seq->body) {
    const bool same = !joined.empty() && ir::is_attr(child, key) &&
                      ir::is_attr(joined.back(), key) &&
                      ir::equal(child->value, joined.back()->value);
    if (same) {
      joined.back() =
          ir::make_attr(key, child->value, ir::make_seq({joined.back()->body[0], child->body[0]}));
    } else {
      joined.push_back(child);
    }
  }
  return ir::make_seq(std::move(joined));
}

bool has_uop_loops(const Stmt& stmt) {
  bool found = false;
  ir::for_each(stmt, [&found](const Stmt& s) {
    found = found || (s->kind == StmtKind::kEval && s->value->text == ir::kUopLoopBegin);
  });
  return found;
}

Stmt visit(const Stmt& stmt, std::string_view key) {
  const Stmt result =
      ir::map_children(stmt, [key](const Stmt& child) { return visit(child, key); });
  const bool loop = result->kind == StmtKind::kFor && !result->vthread;
  // A scope is around the notes of its stages, a micro-kernel inside.
  const bool note = ir::is_attr(result, ir::kStage) && key == ir::kCoprocScope;
  if ((loop || note) && ir::is_attr(result->body[0], key) &&
      !(key == ir::kUopScope && has_uop_loops(result->body[0]))) {
    return swap(result, result->body[0]);
  }
  if (result->kind == StmtKind::kSeq && key == ir::kCoprocScope) return join(result, key);
  return result;
}

}  // namespace

ir::Function lift_scopes(const ir::Function& function, std::string_view key) {
  return {function.params, visit(function.body, key)};
}

}  // namespace vta::passes
