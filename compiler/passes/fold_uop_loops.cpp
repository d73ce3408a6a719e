// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/fold_uop_loops.h"

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/ir/rewrite.h"
#include "compiler/passes/scoped_bounds.h"
#include "compiler/passes/uop_scope.h"

namespace vta::passes {
namespace {

using ir::Expr;
using ir::Op;
using ir::Stmt;
using ir::StmtKind;

constexpr std::size_t kMaxLoops = 2;
constexpr std::int64_t kMaxTrips = (std::int64_t{1} << 14) - 1;
constexpr std::size_t kFirstIndex = 2;  // dst, src and wgt among the arguments of a micro-operation

class Folder {
 public:
  explicit Folder(const Config& config) : config_(config) {}

  Stmt visit(const Stmt& stmt, const ir::Analyzer& around) const {
    if (!ir::is_attr(stmt, ir::kUopScope)) {
      const ir::Analyzer inner = inside(stmt, around);
      return ir::map_children(stmt, [&](const Stmt& child) { return visit(child, inner); });
    }
    if (!ir::is_literal(stmt->value, static_cast<int>(UopMode::kGemm))) return stmt;
    return ir::make_attr(ir::kUopScope, stmt->value, fold(stmt->body[0], around));
  }

 private:
  Stmt fold(Stmt body, const ir::Analyzer& around) const {
    std::vector<Stmt> begin;
    while (begin.size() < kMaxLoops && body->kind == StmtKind::kFor) {
      const auto steps = steps_of(body, around);
      if (!steps) break;
      begin.push_back(uop_loop_begin(body->extent, (*steps)[0], (*steps)[1], (*steps)[2]));
      body = ir::substitute(body->body[0], {{body->var.get(), Expr(0)}});
    }
    std::vector<Stmt> all = begin;
    all.push_back(body);
    for (std::size_t i = 0; i < begin.size(); ++i) all.push_back(uop_loop_end());
    return ir::make_seq(std::move(all));
  }

  // By how much a loop advances each index, or nothing.
  std::optional<std::array<Expr, 3>> steps_of(const Stmt& loop, const ir::Analyzer& around) const {
    if (!is(loop->extent, Op::kInt) || loop->extent->value > kMaxTrips) return std::nullopt;
    ir::Analyzer analyzer = inside(loop, around);
    Stmt push = loop->body[0];
    while (push->kind == StmtKind::kFor) {
      analyzer = inside(push, std::move(analyzer));
      if (ir::mentions(push->extent, loop->var)) return std::nullopt;
      push = push->body[0];
    }
    if (push->kind != StmtKind::kEval || push->value->text != ir::kUopPush) return std::nullopt;
    const MemoryType memories[] = {MemoryType::kAcc, MemoryType::kInp, MemoryType::kWgt};
    std::array<Expr, 3> steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const ir::Linear index = analyzer.linear(push->value->args[kFirstIndex + i]);
      const std::int64_t step = index.factor(loop->var);
      if (step < 0 || step >= std::int64_t{config_.depth(memories[i])}) return std::nullopt;
      if (ir::mentions(to_expr(index.without(loop->var)), loop->var)) return std::nullopt;
      steps[i] = step;
    }
    return steps;
  }

  const Config& config_;
};

}  // namespace

ir::Function fold_uop_loops(const ir::Function& function, const Config& config) {
  return {function.params, Folder(config).visit(function.body, {})};
}

}  // namespace vta::passes
