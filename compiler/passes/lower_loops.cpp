// SPDX-License-Identifier: Apache-2.0
//
// A reduction becomes two nests: one that stores what the reduction starts from and one that
// accumulates. Data loops outside of the first reduction loop are shared by both, the others are
// run by each.

#include "compiler/passes/lower_loops.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "compiler/ir/rewrite.h"
#include "compiler/passes/check_schedule.h"
#include "compiler/passes/stage_notes.h"
#include "compiler/schedule/bounds.h"

namespace vta::passes {
namespace {

using ir::Expr;
using ir::Op;
using ir::Stmt;
using ir::Var;
using te::Axis;
using te::StageState;

class Lowering {
 public:
  Lowering(const te::Schedule& schedule, const te::Bounds& bounds)
      : stages_(schedule.stages()), bounds_(bounds) {
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      const StageState& s = stages_[i];
      const ir::BufferNode& tensor = *s.tensor.buffer();
      buffers_.push_back(s.is_output ? s.tensor.buffer()
                                     : std::make_shared<const ir::BufferNode>(ir::BufferNode{
                                           tensor.name, tensor.type, tensor.shape, s.scope}));
      places_[&tensor] = i;
    }
  }

  Stmt run() {
    return wrap(roots(), [] { return ir::make_seq({}); });
  }

 private:
  [[nodiscard]] bool is_live(std::size_t i) const { return !bounds_.stages[i].extent.empty(); }

  [[nodiscard]] std::vector<std::size_t> roots() const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      if (is_live(i) && !stages_[i].is_attached()) found.push_back(i);
    }
    return found;
  }

  [[nodiscard]] std::vector<std::size_t> attached(std::size_t stage, const Axis& axis) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      if (is_live(i) && stages_[i].attach_stage == stage && stages_[i].attach_axis == axis) {
        found.push_back(i);
      }
    }
    return found;
  }

  // The stages in order, then `rest`; allocations reach to the end.
  template <typename Rest>
  Stmt wrap(const std::vector<std::size_t>& stages, Rest rest, std::size_t from = 0) {
    if (from == stages.size()) return rest();
    const std::size_t i = stages[from];
    const Stmt computed = compute(i);
    const Stmt all = ir::make_seq({computed, wrap(stages, rest, from + 1)});
    if (stages_[i].is_output) return all;
    return ir::make_alloc(buffers_[i], bounds_.stages[i].extent, all);
  }

  // ---- one stage ----

  Stmt compute(std::size_t i) {
    const StageState& s = stages_[i];
    const auto reduction = std::find_if(s.leaves.begin(), s.leaves.end(),
                                        [](const Axis& axis) { return axis->reduction; });
    const bool reduces = is(s.body, Op::kReduce);
    const std::ptrdiff_t first = reduces ? reduction - s.leaves.begin() : -1;
    return nest(i, 0, first, last_attachment(i));
  }

  // The innermost loop that another stage is attached to, or -1.
  [[nodiscard]] std::ptrdiff_t last_attachment(std::size_t i) const {
    std::ptrdiff_t last = -1;
    for (std::size_t p = 0; p < stages_.size(); ++p) {
      if (is_live(p) && stages_[p].attach_stage == i) {
        last = std::max(last, stages_[i].position(stages_[p].attach_axis));
      }
    }
    return last;
  }

  // Loops from `level` inwards. `reduction` is the level of the first reduction loop.
  Stmt nest(std::size_t i, std::ptrdiff_t level, std::ptrdiff_t reduction, std::ptrdiff_t note) {
    if (level == reduction) {
      return ir::make_seq({init(i, level), noted(i, level, note, [&](std::ptrdiff_t l) {
                             return inner(i, l, reduction, note);
                           })});
    }
    return noted(i, level, note, [&](std::ptrdiff_t l) { return inner(i, l, reduction, note); });
  }

  // Puts the note where no other stage comes any more.
  template <typename Make>
  Stmt noted(std::size_t i, std::ptrdiff_t level, std::ptrdiff_t note, Make make) {
    const Stmt stmt = make(level);
    return level == note + 1 ? ir::make_stage(stage_note(stages_, bounds_, i, level), stmt) : stmt;
  }

  Stmt inner(std::size_t i, std::ptrdiff_t level, std::ptrdiff_t reduction, std::ptrdiff_t note) {
    const StageState& s = stages_[i];
    if (level == static_cast<std::ptrdiff_t>(s.leaves.size())) return store(i);
    const Axis& axis = s.leaves[static_cast<std::size_t>(level)];
    const Stmt body = wrap(attached(i, axis), [&] { return nest(i, level + 1, reduction, note); });
    return attributes(i, level, level,
                      ir::make_for(axis->var, extent(i, axis), body, s.thread == axis));
  }

  [[nodiscard]] const Expr& extent(std::size_t i, const Axis& axis) const {
    return bounds_.stages[i].loop_extent.at(axis.get());
  }

  // What was given for loops in [from, level], around the loop at `level`.
  Stmt attributes(std::size_t i, std::ptrdiff_t from, std::ptrdiff_t level, Stmt stmt) const {
    const StageState& s = stages_[i];
    const auto given = [&](const Axis& axis) {
      const std::ptrdiff_t place = s.position(axis);
      return place >= from && place <= level;
    };
    if (s.tensorized && given(s.tensorized)) stmt = ir::make_attr(ir::kTensorizeGemm, 1, stmt);
    for (const auto& [axis, pragma] : s.pragmas) {
      if (!given(axis)) continue;
      const auto key = pragma == te::Pragma::kDmaCopy ? ir::kPragmaDma : ir::kPragmaAlu;
      stmt = ir::make_attr(key, 1, stmt);
    }
    return stmt;
  }

  // The data loops from `level` inwards under new names, around the store of the identity.
  Stmt init(std::size_t i, std::ptrdiff_t level) {
    const StageState& s = stages_[i];
    ir::Analyzer inner = bounds_.analyzer;
    ir::Substitution renamed;
    std::vector<std::pair<std::ptrdiff_t, Var>> loops;
    for (auto l = static_cast<std::size_t>(level); l < s.leaves.size(); ++l) {
      const Axis& axis = s.leaves[l];
      if (axis->reduction) {
        renamed[axis->var.get()] = 0;
        continue;
      }
      const Var var(axis->name + ".init");
      inner.bind(var, extent(i, axis));
      renamed[axis->var.get()] = var;
      loops.emplace_back(static_cast<std::ptrdiff_t>(l), var);
    }
    std::vector<Expr> index = indices(i);
    for (Expr& e : index) e = inner.simplify(ir::substitute(e, renamed));
    Stmt stmt = ir::make_store(buffers_[i], std::move(index), s.body->args[1]);
    // The outermost loop of the nest also answers for attributes of reduction loops before it; an
    // attribute outside of `level` is around both nests already.
    for (std::size_t k = loops.size(); k-- > 0;) {
      const auto& [place, var] = loops[k];
      const Axis& axis = s.leaves[static_cast<std::size_t>(place)];
      stmt = ir::make_for(var, ir::substitute(extent(i, axis), renamed), stmt);
      const std::ptrdiff_t from = k == 0 ? level : loops[k - 1].first + 1;
      stmt = attributes(i, from, place, stmt);
    }
    return ir::make_stage(stage_note(stages_, bounds_, i, level), stmt);
  }

  [[nodiscard]] std::vector<Expr> indices(std::size_t i) const {
    const StageState& s = stages_[i];
    std::vector<Expr> result;
    for (std::size_t k = 0; k < s.data_axes; ++k) {
      result.push_back(bounds_.stages[i].value.at(s.root[k].get()));
    }
    return result;
  }

  Stmt store(std::size_t i) {
    const StageState& s = stages_[i];
    const te::StageBounds& b = bounds_.stages[i];
    ir::Substitution values;
    for (std::size_t k = 0; k < s.root.size(); ++k) {
      const bool data = k < s.data_axes;
      const Expr& local = b.value.at(s.root[k].get());
      const Var& var = data ? s.root_vars[k] : s.root[k]->var;
      values[var.get()] = data ? bounds_.analyzer.simplify(b.min[k] + local) : local;
    }
    const bool reduces = is(s.body, Op::kReduce);
    const Expr& source = reduces ? s.body->args[0] : s.body;
    Expr value = bounds_.analyzer.simplify(in_buffers(ir::substitute(source, values)));
    const std::vector<Expr> index = indices(i);
    if (reduces) {
      value = binary(static_cast<Op>(s.body->value), ir::read(buffers_[i], index), value);
    }
    return ir::make_store(buffers_[i], index, value);
  }

  // Reads of tensors as reads of the parts of them that are there.
  [[nodiscard]] Expr in_buffers(const Expr& value) const {
    return ir::rewrite(value, [this](const Expr& e) {
      if (!is(e, Op::kRead)) return e;
      const auto found = places_.find(e->buffer.get());
      if (found == places_.end()) return e;  // a placeholder
      const te::StageBounds& b = bounds_.stages[found->second];
      std::vector<Expr> index;
      for (std::size_t k = 0; k < e->args.size(); ++k) {
        index.push_back(bounds_.analyzer.simplify(e->args[k] - b.min[k]));
      }
      return ir::read(buffers_[found->second], std::move(index));
    });
  }

  const std::vector<StageState>& stages_;
  const te::Bounds& bounds_;
  std::vector<ir::Buffer> buffers_;
  std::map<const ir::BufferNode*, std::size_t> places_;
};

}  // namespace

Result<ir::Function> lower_loops(const te::Schedule& schedule,
                                 const std::vector<te::Tensor>& args) {
  if (Status status = schedule.status(); !status) return status.error();
  if (Status status = check_args(schedule, args); !status) return status.error();
  const Result<te::Bounds> bounds = te::infer_bounds(schedule);
  if (!bounds) return bounds.error();
  if (Status status = check_loops(schedule, bounds.value()); !status) return status.error();
  ir::Function function;
  for (const te::Tensor& arg : args) function.params.push_back(arg.buffer());
  function.body = Lowering(schedule, bounds.value()).run();
  return function;
}

}  // namespace vta::passes
