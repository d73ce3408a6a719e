// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/partition_loops.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/print.h"
#include "compiler/ir/rewrite.h"
#include "compiler/passes/scoped_bounds.h"
#include "compiler/passes/stage_name.h"

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
    const Stmt result = visit(stmt, {}, nullptr);
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

  Stmt visit(const Stmt& stmt, const ir::Analyzer& around, const Note& note) {
    const Stmt simple = ir::map_exprs(stmt, [&](const Expr& e) { return around.simplify(e); });
    if (simple->kind != StmtKind::kFor) {
      const Note& inner = ir::is_attr(simple, ir::kStage) ? simple->note : note;
      return ir::map_children(simple,
                              [&](const Stmt& child) { return visit(child, around, inner); });
    }
    if (!is(simple->extent, Op::kInt)) {
      fail(note, simple,
           "the extent " + ir::to_text(simple->extent) + " of loop '" + simple->var.name() +
               "' is not known");
      return simple;
    }
    const std::vector<Expr> extents = extents_of(simple->body[0], simple->var);
    if (!extents.empty()) return cut(simple, extents, around, note);
    return ir::map_children(
        simple, [&](const Stmt& child) { return visit(child, inside(simple, around), note); });
  }

  Stmt cut(const Stmt& loop, const std::vector<Expr>& extents, const ir::Analyzer& around,
           const Note& note) {
    const std::vector<std::int64_t> firsts = first_trips(loop, extents, around);
    if (firsts.size() > kMaxRuns) {
      fail(note, loop,
           "loop '" + loop->var.name() + "' falls into more than " + std::to_string(kMaxRuns) +
               " runs of equal tiles");
    }
    std::vector<Stmt> parts;
    for (std::size_t i = 0; i < firsts.size(); ++i) {
      if (!failure_.empty()) return loop;
      const std::int64_t end = i + 1 < firsts.size() ? firsts[i + 1] : loop->extent->value;
      parts.push_back(run_of(loop, firsts[i], end - firsts[i], around, note));
    }
    return ir::make_seq(std::move(parts));
  }

  // Where the runs of equal shapes begin. How far the loops inside run depends on the trip, so
  // nothing is known about their variables.
  static std::vector<std::int64_t> first_trips(const Stmt& loop, const std::vector<Expr>& extents,
                                               const ir::Analyzer& around) {
    std::vector<std::int64_t> firsts;
    std::vector<Expr> shape;
    for (std::int64_t trip = 0; trip < loop->extent->value; ++trip) {
      std::vector<Expr> other;
      for (const Expr& extent : extents) {
        other.push_back(around.simplify(ir::substitute(extent, {{loop->var.get(), Expr(trip)}})));
      }
      if (trip > 0 && std::equal(shape.begin(), shape.end(), other.begin(), ir::equal)) continue;
      firsts.push_back(trip);
      shape = std::move(other);
    }
    return firsts;
  }

  Stmt run_of(const Stmt& loop, std::int64_t first, std::int64_t trips, const ir::Analyzer& around,
              const Note& note) {
    const ir::Var var(loop->var.name());
    const Expr trip = first == 0 ? Expr(var) : var + Expr(first);
    const Stmt body =
        ir::substitute(loop->body[0], {{loop->var.get(), trips == 1 ? Expr(first) : trip}});
    const Stmt run = ir::make_for(var, trips, body, loop->vthread);
    const Stmt result = visit(body, inside(run, around), note);
    if (trips == 1 && !loop->vthread) return result;
    return ir::make_for(var, trips, result, loop->vthread);
  }

  void fail(const Note& note, const Stmt& stmt, const std::string& message) {
    if (failure_.empty()) failure_ = stage_prefix(note, stmt) + message;
  }

  std::string failure_;
};

}  // namespace

Result<ir::Function> partition_loops(const ir::Function& function) {
  Result<Stmt> body = Partition().run(function.body);
  if (!body) return body.error();
  return ir::Function{function.params, std::move(body).value()};
}

}  // namespace vta::passes
