// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/partition_loops.h"

#include <algorithm>
#include <vector>

#include "compiler/ir/print.h"
#include "compiler/ir/rewrite.h"
#include "compiler/ir/simplify.h"

namespace vta::passes {
namespace {

using ir::Expr;
using ir::Op;
using ir::Stmt;
using ir::StmtKind;

// A careless schedule (fused ragged tiles of one pixel) must not fill the memory.
constexpr std::size_t kMaxRuns = 4096;

class Partition {
 public:
  Result<Stmt> run(const Stmt& stmt) {
    const Stmt result = visit(stmt);
    if (!failure_.empty()) return Error{failure_};
    return result;
  }

 private:
  // Extents inside a loop that depend on its trip.
  [[nodiscard]] static std::vector<Expr> extents_of(const Stmt& body, const ir::Var& var) {
    std::vector<Expr> found;
    ir::for_each(body, [&](const Stmt& s) {
      const auto note = [&](const Expr& extent) {
        if (!is(extent, Op::kInt) && mentions(extent, var)) found.push_back(extent);
      };
      if (s->kind == StmtKind::kFor) note(s->extent);
      for (const Expr& extent : s->extents) note(extent);
    });
    return found;
  }

  Stmt visit(const Stmt& stmt) {
    const Stmt simple =
        ir::map_exprs(stmt, [this](const Expr& e) { return analyzer_.simplify(e); });
    if (simple->kind != StmtKind::kFor) {
      return ir::map_children(simple, [this](const Stmt& child) { return visit(child); });
    }
    if (!is(simple->extent, Op::kInt)) {
      fail("the extent " + ir::to_text(simple->extent) + " of loop '" + simple->var.name() +
           "' is not known");
      return simple;
    }
    analyzer_.bind(simple->var, simple->extent);
    const std::vector<Expr> extents = extents_of(simple->body[0], simple->var);
    if (extents.empty()) return with_body(simple);
    return cut(simple, extents);
  }

  Stmt with_body(const Stmt& loop) {
    return ir::make_for(loop->var, loop->extent, visit(loop->body[0]), loop->vthread);
  }

  Stmt cut(const Stmt& loop, const std::vector<Expr>& extents) {
    const std::vector<std::int64_t> firsts = first_trips(loop, extents);
    if (firsts.size() > kMaxRuns) {
      fail("loop '" + loop->var.name() + "' falls into more than " + std::to_string(kMaxRuns) +
           " runs of equal tiles");
    }
    std::vector<Stmt> parts;
    for (std::size_t i = 0; i < firsts.size(); ++i) {
      if (!failure_.empty()) return loop;
      const std::int64_t end = i + 1 < firsts.size() ? firsts[i + 1] : loop->extent->value;
      parts.push_back(run_of(loop, firsts[i], end - firsts[i]));
    }
    return ir::make_seq(std::move(parts));
  }

  // Where the runs of equal shapes begin.
  std::vector<std::int64_t> first_trips(const Stmt& loop, const std::vector<Expr>& extents) {
    // How far the loops inside run depends on the trip; what another part of the program said about
    // the same variables does not hold.
    ir::for_each(loop->body[0], [this](const Stmt& s) {
      if (s->kind == StmtKind::kFor) analyzer_.bind(s->var, ir::Interval{});
    });
    std::vector<std::int64_t> firsts;
    std::vector<Expr> shape;
    for (std::int64_t trip = 0; trip < loop->extent->value; ++trip) {
      std::vector<Expr> other = shape_at(loop, extents, trip);
      if (trip > 0 && std::equal(shape.begin(), shape.end(), other.begin(), ir::equal)) continue;
      firsts.push_back(trip);
      shape = std::move(other);
    }
    return firsts;
  }

  std::vector<Expr> shape_at(const Stmt& loop, const std::vector<Expr>& extents,
                             std::int64_t trip) const {
    std::vector<Expr> shape;
    for (const Expr& extent : extents) {
      shape.push_back(analyzer_.simplify(ir::substitute(extent, {{loop->var.get(), Expr(trip)}})));
    }
    return shape;
  }

  Stmt run_of(const Stmt& loop, std::int64_t first, std::int64_t trips) {
    const ir::Var var(loop->var.name());
    analyzer_.bind(loop->var, ir::Interval{first, first + trips - 1});
    analyzer_.bind(var, Expr(trips));
    const Expr value = first == 0 ? Expr(var) : var + Expr(first);
    Stmt body =
        ir::substitute(loop->body[0], {{loop->var.get(), trips == 1 ? Expr(first) : value}});
    body = visit(body);
    return trips == 1 && !loop->vthread ? body : ir::make_for(var, trips, body, loop->vthread);
  }

  void fail(std::string message) {
    if (failure_.empty()) failure_ = std::move(message);
  }

  ir::Analyzer analyzer_;
  std::string failure_;
};

}  // namespace

Result<ir::Function> partition_loops(const ir::Function& function) {
  Result<Stmt> body = Partition().run(function.body);
  if (!body) return body.error();
  return ir::Function{function.params, std::move(body).value()};
}

}  // namespace vta::passes
