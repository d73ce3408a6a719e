// SPDX-License-Identifier: Apache-2.0
//
// An allocation is followed by the nest that fills it and by what reads it. The one that may be
// taken over lies around it: alloc A { fill A; alloc B { fill B from A; rest } }.

#include "compiler/passes/share_storage.h"

#include <vector>

#include "compiler/ir/rewrite.h"

namespace vta::passes {
namespace {

using ir::Buffer;
using ir::Expr;
using ir::Op;
using ir::Stmt;
using ir::StmtKind;

bool stores_to(const Stmt& stmt, const Buffer& buffer) {
  bool found = false;
  ir::for_each(stmt, [&](const Stmt& s) {
    found = found || (s->kind == StmtKind::kStore && s->buffer == buffer);
  });
  return found;
}

bool touches(const Stmt& stmt, const Buffer& buffer) {
  bool found = stores_to(stmt, buffer);
  ir::for_each(stmt, [&](const Stmt& s) {
    ir::for_each_own_expr(*s, [&](const Expr& expr) {
      ir::for_each(
          expr, [&](const Expr& e) { found = found || (is(e, Op::kRead) && e->buffer == buffer); });
    });
  });
  return found;
}

// Whether every store of `stmt` goes to `to`, reads `from` somewhere, and only at its own index,
// and none is done twice: the second time it would read what it wrote.
bool works_in_place(const Stmt& stmt, const Buffer& from, const Buffer& to) {
  bool in_place = true;
  bool reads = false;
  std::vector<ir::Var> loops;
  ir::for_each(stmt, [&](const Stmt& s) {
    if (s->kind == StmtKind::kAlloc) in_place = false;
    if (s->kind == StmtKind::kFor) loops.push_back(s->var);
    if (s->kind != StmtKind::kStore) return;
    if (s->buffer != to) in_place = false;
    for (const ir::Var& loop : loops) in_place = in_place && ir::mentions(s->index[0], loop);
    ir::for_each(s->value, [&](const Expr& e) {
      if (!is(e, Op::kRead) || e->buffer != from) return;
      reads = true;
      in_place = in_place && ir::equal(e->args[0], s->index[0]);
    });
  });
  return in_place && reads;
}

Stmt renamed(const Stmt& stmt, const Buffer& from, const Buffer& to) {
  const auto rename = [&](const Expr& expr) {
    return ir::rewrite(expr, [&](const Expr& e) {
      return is(e, Op::kRead) && e->buffer == from ? ir::read(to, e->args) : e;
    });
  };
  Stmt result = ir::map_exprs(stmt, rename);
  if (result->kind == StmtKind::kStore && result->buffer == from) {
    result = ir::make_store(to, result->index, result->value);
  }
  return ir::map_children(result, [&](const Stmt& child) { return renamed(child, from, to); });
}

// A reduction reads and writes its buffer in nests of its own and cannot start in place.
bool reads_itself(const Stmt& fill, const Buffer& buffer) {
  bool found = false;
  ir::for_each(fill, [&](const Stmt& s) {
    if (s->kind != StmtKind::kStore) return;
    ir::for_each(s->value, [&](const Expr& e) {
      found = found || (is(e, Op::kRead) && e->buffer == buffer);
    });
  });
  return found;
}

Stmt visit(const Stmt& stmt, std::vector<Buffer>& around) {
  // Another trip of a loop, or what comes behind, may read again what is outside.
  if (stmt->kind == StmtKind::kFor || stmt->kind == StmtKind::kSeq) {
    return ir::map_children(stmt, [&](const Stmt& child) {
      std::vector<Buffer> none;
      const bool last = stmt->kind == StmtKind::kSeq && &child == &stmt->body.back();
      return visit(child, last ? around : none);
    });
  }
  if (stmt->kind != StmtKind::kAlloc) {
    return ir::map_children(stmt, [&](const Stmt& child) { return visit(child, around); });
  }
  const Buffer& inner = stmt->buffer;
  const Stmt& body = stmt->body[0];
  if (body->kind == StmtKind::kSeq) {
    const Stmt& fill = body->body.front();
    const Stmt rest = ir::make_seq({body->body.begin() + 1, body->body.end()});
    for (const Buffer& outer : around) {
      const bool alike = outer->scope == inner->scope && outer->type == inner->type &&
                         outer->size() == inner->size();
      if (!alike || reads_itself(fill, inner) || !works_in_place(fill, outer, inner) ||
          touches(rest, outer)) {
        continue;
      }
      return visit(renamed(body, inner, outer), around);
    }
  }
  around.push_back(inner);
  const Stmt result =
      ir::map_children(stmt, [&](const Stmt& child) { return visit(child, around); });
  around.pop_back();
  return result;
}

}  // namespace

ir::Function share_storage(const ir::Function& function) {
  std::vector<Buffer> around;
  return {function.params, visit(function.body, around)};
}

}  // namespace vta::passes
