// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/inject_vthreads.h"

#include <vector>

#include "compiler/ir/rewrite.h"

namespace vta::passes {
namespace {

using ir::Expr;
using ir::Stmt;
using ir::StmtKind;

// Loops of the program or of an instruction.
bool has_loop(const Stmt& stmt) {
  bool found = false;
  ir::for_each(stmt, [&found](const Stmt& s) {
    const bool of_kernel = s->kind == StmtKind::kEval && s->value->text == ir::kUopLoopBegin;
    found = found || s->kind == StmtKind::kFor || of_kernel;
  });
  return found;
}

class Injector {
 public:
  explicit Injector(const Stmt& loop) : var_(loop->var), threads_(loop->extent->value) {}

  Stmt run(const Stmt& stmt) const {
    const bool unit = ir::is_attr(stmt, ir::kCoprocScope) || stmt->kind == StmtKind::kEval;
    if (unit || (stmt->kind == StmtKind::kStore && differs(stmt))) return for_all_threads(stmt);
    // The note of a stage that runs on the host says where the first thread is.
    const Stmt shared = ir::is_attr(stmt, ir::kStage) ? stmt->body[0] : stmt;
    if (shared != stmt) return run(shared);
    return ir::map_children(stmt, [this](const Stmt& child) { return run(child); });
  }

 private:
  // Whether a store of the second thread may leave something else than that of the first: it
  // mentions the thread, or adds to what it finds. Otherwise what it reads is the same for all
  // threads, because the storage of a stage inside of them is each one's own.
  [[nodiscard]] bool differs(const Stmt& store) const {
    if (ir::mentions(store, var_)) return true;
    bool reads_own = false;
    ir::for_each(store->value, [&](const Expr& e) {
      reads_own = reads_own || (is(e, ir::Op::kRead) && e->buffer == store->buffer);
    });
    return reads_own;
  }

  [[nodiscard]] Stmt for_all_threads(const Stmt& stmt) const {
    if (has_loop(stmt)) {
      const ir::Var thread("cthread.s");
      return ir::make_for(thread, threads_, ir::substitute(stmt, {{var_.get(), Expr(thread)}}));
    }
    std::vector<Stmt> copies;
    for (std::int64_t t = 0; t < threads_; ++t) {
      copies.push_back(ir::substitute(stmt, {{var_.get(), Expr(t)}}));
    }
    return ir::make_seq(std::move(copies));
  }

  ir::Var var_;
  std::int64_t threads_;
};

Stmt visit(const Stmt& stmt) {
  const Stmt result = ir::map_children(stmt, visit);
  if (result->kind != StmtKind::kFor || !result->vthread) return result;
  return Injector(result).run(result->body[0]);
}

}  // namespace

ir::Function inject_vthreads(const ir::Function& function) {
  return {function.params, visit(function.body)};
}

}  // namespace vta::passes
