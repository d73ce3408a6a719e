// SPDX-License-Identifier: Apache-2.0
#include "compiler/ir/stmt.h"

#include <utility>

namespace vta::ir {
namespace {

Stmt make(StmtNode node) { return std::make_shared<const StmtNode>(std::move(node)); }

void append(std::vector<Stmt>& flat, Stmt stmt) {
  if (stmt->kind != StmtKind::kSeq) {
    flat.push_back(std::move(stmt));
    return;
  }
  for (const Stmt& child : stmt->body) append(flat, child);
}

}  // namespace

Stmt make_for(const Var& var, const Expr& extent, Stmt body, bool vthread) {
  return make({.kind = StmtKind::kFor,
               .var = var,
               .vthread = vthread,
               .extent = extent,
               .body = {std::move(body)}});
}

Stmt make_seq(std::vector<Stmt> stmts) {
  std::vector<Stmt> flat;
  for (Stmt& stmt : stmts) append(flat, std::move(stmt));
  if (flat.size() == 1) return flat.front();
  return make({.kind = StmtKind::kSeq, .body = std::move(flat)});
}

Stmt make_store(const Buffer& buffer, std::vector<Expr> index, const Expr& value) {
  return make(
      {.kind = StmtKind::kStore, .buffer = buffer, .index = std::move(index), .value = value});
}

Stmt make_alloc(const Buffer& buffer, std::vector<Expr> extents, Stmt body) {
  return make({.kind = StmtKind::kAlloc,
               .body = {std::move(body)},
               .buffer = buffer,
               .extents = std::move(extents)});
}

Stmt make_attr(std::string_view key, const Expr& value, Stmt body) {
  return make({.kind = StmtKind::kAttr,
               .body = {std::move(body)},
               .value = value,
               .key = std::string(key)});
}

Stmt make_stage(std::shared_ptr<const StageNote> note, Stmt body) {
  return make({.kind = StmtKind::kAttr,
               .body = {std::move(body)},
               .value = 0,
               .key = std::string(kStage),
               .note = std::move(note)});
}

Stmt make_eval(const Expr& call) { return make({.kind = StmtKind::kEval, .value = call}); }

}  // namespace vta::ir
