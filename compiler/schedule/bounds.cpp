// SPDX-License-Identifier: Apache-2.0
//
// Consumers come before producers: the loops of a consumer say which elements of a producer one
// trip of the loop of attachment needs.

#include "compiler/schedule/bounds.h"

#include <algorithm>
#include <optional>
#include <set>

#include "compiler/ir/print.h"
#include "compiler/ir/rewrite.h"
#include "compiler/ir/rounding.h"

namespace vta::te {
namespace {

using ir::Op;

class Inference {
 public:
  explicit Inference(const Schedule& schedule) : stages_(schedule.stages()) {
    bounds_.stages.resize(stages_.size());
  }

  Result<Bounds> run() {
    for (std::size_t i = stages_.size(); i-- > 0;) {
      if (Status status = infer(i); !status) return status.error();
    }
    return std::move(bounds_);
  }

 private:
  Error error(std::size_t stage, const std::string& message) const {
    return Error{"stage " + stages_[stage].tensor.name() + ": " + message};
  }

  [[nodiscard]] std::vector<std::size_t> readers(std::size_t stage) const {
    std::vector<std::size_t> found;
    for (std::size_t i = stage + 1; i < stages_.size(); ++i) {
      if (bounds_.stages[i].extent.empty()) continue;
      if (!reads_of(stages_[i].body, stages_[stage].tensor.buffer()).empty()) found.push_back(i);
    }
    return found;
  }

  Status infer(std::size_t i) {
    const StageState& stage = stages_[i];
    StageBounds& bounds = bounds_.stages[i];
    const std::vector<std::size_t> consumers = readers(i);
    if (consumers.empty() && !stage.is_output) return ok_status();
    if (stage.is_attached()) {
      if (Status status = infer_attached(i, consumers); !status) return status;
    } else {
      for (const std::int64_t extent : stage.tensor.shape()) {
        bounds.min.emplace_back(0);
        bounds.extent.emplace_back(extent);
      }
    }
    return infer_loops(i);
  }

  // Loops of other stages that stand still while a stage attached there runs once.
  void add_outer(std::size_t stage, std::vector<const ir::VarNode*>& fixed) const {
    const StageState& s = stages_[stage];
    if (!s.is_attached()) return;
    const StageState& consumer = stages_[s.attach_stage];
    for (std::ptrdiff_t k = 0; k <= consumer.position(s.attach_axis); ++k) {
      fixed.push_back(consumer.leaves[static_cast<std::size_t>(k)]->var.get());
    }
    add_outer(s.attach_stage, fixed);
  }

  // Whether all of `reader` runs inside the given loop of `consumer`.
  [[nodiscard]] bool runs_inside(std::size_t reader, std::size_t consumer,
                                 std::ptrdiff_t place) const {
    if (reader == consumer) return true;
    const StageState& s = stages_[reader];
    if (!s.is_attached()) return false;
    if (s.attach_stage == consumer) {
      return stages_[consumer].position(s.attach_axis) >= place;
    }
    return runs_inside(s.attach_stage, consumer, place);
  }

  Status infer_attached(std::size_t i, const std::vector<std::size_t>& consumers) {
    const StageState& stage = stages_[i];
    const StageState& host = stages_[stage.attach_stage];
    const std::ptrdiff_t place = host.position(stage.attach_axis);
    if (place < 0) {
      return error(i, "compute_at: '" + stage.attach_axis->name + "' is no loop of stage " +
                          host.tensor.name() + " any more");
    }
    std::vector<const ir::VarNode*> fixed;
    add_outer(i, fixed);
    std::vector<std::optional<Region>> regions(stage.data_axes);
    for (const std::size_t reader : consumers) {
      if (!runs_inside(reader, stage.attach_stage, place)) {
        return error(i, "compute_at: stage " + stages_[reader].tensor.name() +
                            " reads it outside of loop '" + stage.attach_axis->name +
                            "' of stage " + host.tensor.name());
      }
      for (const Expr& read : reads_of(stages_[reader].body, stage.tensor.buffer())) {
        if (Status s = add_read(i, reader, read, fixed, regions); !s) return s;
      }
    }
    for (const auto& region : regions) {
      bounds_.stages[i].min.push_back(region->min);
      bounds_.stages[i].extent.push_back(region->extent);
    }
    return ok_status();
  }

  Status add_read(std::size_t i, std::size_t reader, const Expr& read,
                  const std::vector<const ir::VarNode*>& fixed,
                  std::vector<std::optional<Region>>& regions) {
    FreeLoops free;
    for (std::size_t k = 0; k < stages_.size(); ++k) {
      for (const auto& [axis, extent] : bounds_.stages[k].loop_extent) {
        if (std::find(fixed.begin(), fixed.end(), axis->var.get()) == fixed.end()) {
          free[axis->var.get()] = extent;
        }
      }
    }
    for (std::size_t d = 0; d < regions.size(); ++d) {
      const Expr index = in_loops(reader, read->args[d], fixed);
      const Result<Region> region = region_of(bounds_.analyzer, index, free);
      if (!region) {
        return error(i, "compute_at: index " + ir::to_text(read->args[d]) + " of axis " +
                            stages_[i].root[d]->name + " in stage " +
                            stages_[reader].tensor.name() + " is not affine");
      }
      if (!unite(bounds_.analyzer, regions[d], region.value())) {
        return error(i, "compute_at: the reads of axis " + stages_[i].root[d]->name + " in stage " +
                            stages_[reader].tensor.name() + " do not start a fixed distance apart");
      }
    }
    return ok_status();
  }

  // An index of the body of a stage in terms of loops, of which some stand still.
  [[nodiscard]] Expr in_loops(std::size_t stage, const Expr& index,
                              const std::vector<const ir::VarNode*>& fixed) const {
    const StageState& s = stages_[stage];
    const StageBounds& b = bounds_.stages[stage];
    const AxisValues locals = axis_values(s, b, [&fixed](const IterNode* axis) {
      return std::find(fixed.begin(), fixed.end(), axis->var.get()) == fixed.end();
    });
    ir::Substitution values;
    for (std::size_t k = 0; k < s.root.size(); ++k) {
      const Expr& local = locals.at(s.root[k].get());
      const Var& var = k < s.data_axes ? s.root_vars[k] : s.root[k]->var;
      values[var.get()] = k < s.data_axes ? b.min[k] + local : local;
    }
    return ir::substitute(index, values);
  }

  Status infer_loops(std::size_t i) {
    const StageState& stage = stages_[i];
    StageBounds& b = bounds_.stages[i];
    for (std::size_t k = 0; k < stage.root.size(); ++k) {
      set_extent(b, stage.root[k], k < stage.data_axes ? b.extent[k] : stage.root[k]->var.extent());
    }
    for (const auto& relation : stage.relations) {
      if (const auto* split = std::get_if<Split>(&relation)) {
        apply(b, *split);
      } else if (Status status = apply(i, b, std::get<Fuse>(relation)); !status) {
        return status;
      }
    }
    b.value = axis_values(stage, b, [](const IterNode*) { return false; });
    for (auto& [axis, value] : b.value) value = bounds_.analyzer.simplify(value);
    // Extents were found before their loops were split any further.
    ir::Substitution loops;
    for (const auto& [axis, value] : b.value) {
      if (!ir::equal(value, axis->var)) loops[axis->var.get()] = value;
    }
    for (auto& [axis, extent] : b.loop_extent) {
      extent = bounds_.analyzer.simplify(ir::substitute(extent, loops));
    }
    return ok_status();
  }

  void set_extent(StageBounds& b, const Axis& axis, const Expr& extent) {
    b.loop_extent[axis.get()] = bounds_.analyzer.simplify(extent);
    bounds_.analyzer.bind(axis->var, b.loop_extent[axis.get()]);
  }

  void apply(StageBounds& b, const Split& split) {
    const Expr& whole = b.loop_extent.at(split.parent.get());
    const std::int64_t most = bounds_.analyzer.bounds(whole).high;
    std::int64_t factor = split.factor != 0 ? split.factor : ceil_div(most, split.parts);
    factor = std::min(factor, most);
    b.factor[split.parent.get()] = factor;
    set_extent(b, split.outer, floordiv(whole + Expr(factor - 1), factor));
    const bool even = is(whole, Op::kInt) && whole->value % factor == 0;
    set_extent(
        b, split.inner,
        even ? Expr(factor) : min(Expr(factor), whole - Expr(split.outer->var) * Expr(factor)));
  }

  Status apply(std::size_t i, StageBounds& b, const Fuse& fuse) {
    const Expr& outer = b.loop_extent.at(fuse.outer.get());
    const Expr& inner = b.loop_extent.at(fuse.inner.get());
    if (!is(inner, Op::kInt) || !is(outer, Op::kInt)) {
      return error(i, "fuse: '" + (is(inner, Op::kInt) ? fuse.outer : fuse.inner)->name +
                          "' has no fixed extent; a split in front of it must divide its axis");
    }
    set_extent(b, fuse.fused, outer * inner);
    return ok_status();
  }

  const std::vector<StageState>& stages_;
  Bounds bounds_;
};

}  // namespace

AxisValues axis_values(const StageState& stage, const StageBounds& bounds,
                       const std::function<bool(const IterNode*)>& runs) {
  AxisValues values;
  std::set<const IterNode*> whole;
  for (const Axis& leaf : stage.leaves) {
    values[leaf.get()] = leaf->var;
    if (runs(leaf.get())) whole.insert(leaf.get());
  }
  const auto stands_for_itself = [&](const Axis& axis) {
    values[axis.get()] = axis->var;
    whole.insert(axis.get());
  };
  for (auto relation = stage.relations.rbegin(); relation != stage.relations.rend(); ++relation) {
    if (const auto* split = std::get_if<Split>(&*relation)) {
      if (whole.count(split->outer.get()) != 0 && whole.count(split->inner.get()) != 0) {
        stands_for_itself(split->parent);
        continue;
      }
      values[split->parent.get()] =
          values.at(split->outer.get()) * Expr(bounds.factor.at(split->parent.get())) +
          values.at(split->inner.get());
    } else {
      const Fuse& fuse = std::get<Fuse>(*relation);
      if (whole.count(fuse.fused.get()) != 0) {
        stands_for_itself(fuse.outer);
        stands_for_itself(fuse.inner);
        continue;
      }
      const Expr& fused = values.at(fuse.fused.get());
      const Expr& extent = bounds.loop_extent.at(fuse.inner.get());
      values[fuse.outer.get()] = floordiv(fused, extent);
      values[fuse.inner.get()] = floormod(fused, extent);
    }
  }
  return values;
}

Result<Bounds> infer_bounds(const Schedule& schedule) {
  if (Status status = schedule.status(); !status) return status.error();
  return Inference(schedule).run();
}

}  // namespace vta::te
