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

#include "compiler/ir/print.h"
#include "compiler/ir/rewrite.h"
#include "compiler/schedule/bounds.h"

namespace vta::passes {
namespace {

using ir::Expr;
using ir::Op;
using ir::Stmt;
using ir::Var;
using te::Axis;
using te::StageState;

constexpr std::int64_t kMaxThreads = 2;

class Lowering {
 public:
  Lowering(const te::Schedule& schedule, te::Bounds& bounds)
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

  Result<Stmt> run() {
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      if (Status status = check(i); !status) return status.error();
    }
    return wrap(roots(), [] { return ir::make_seq({}); });
  }

 private:
  [[nodiscard]] bool is_live(std::size_t i) const { return !bounds_.stages[i].extent.empty(); }

  Error error(std::size_t i, const std::string& message) const {
    return Error{"stage " + stages_[i].tensor.name() + ": " + message};
  }

  Status check(std::size_t i) const {
    const StageState& s = stages_[i];
    if (!is_live(i)) return ok_status();
    if (s.thread) {
      const Expr& extent = bounds_.stages[i].loop_extent.at(s.thread.get());
      if (s.position(s.thread) < 0) {
        return error(i, "bind: '" + s.thread->name + "' is no loop any more");
      }
      const std::int64_t most = bounds_.analyzer.bounds(extent).high;
      if (most > kMaxThreads) {
        return error(i, "bind: '" + s.thread->name + "' has extent " + std::to_string(most) +
                            "; the machine runs at most " + std::to_string(kMaxThreads) +
                            " virtual threads");
      }
    }
    for (std::size_t l = 0; l < s.leaves.size(); ++l) {
      for (std::size_t k = l + 1; k < s.leaves.size(); ++k) {
        if (!mentions(extent(i, s.leaves[l]), s.leaves[k]->var)) continue;
        return error(i, "reorder: loop '" + s.leaves[l]->name + "' stands outside of '" +
                            s.leaves[k]->name + "', but its extent " +
                            ir::to_text(extent(i, s.leaves[l])) +
                            " depends on it; the split has to divide its axis");
      }
    }
    for (const auto& [axis, pragma] : s.pragmas) {
      if (s.position(axis) < 0) return error(i, "pragma: '" + axis->name + "' is no loop any more");
    }
    if (s.tensorized && s.position(s.tensorized) < 0) {
      return error(i, "tensorize: '" + s.tensorized->name + "' is no loop any more");
    }
    return ok_status();
  }

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

  using Renaming = std::map<const te::IterNode*, Var>;  // loops that run under another name

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
    return level == note + 1 ? ir::make_stage(note_of(i, level), stmt) : stmt;
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
    ir::Substitution renamed;
    std::vector<std::pair<std::ptrdiff_t, Var>> loops;
    for (auto l = static_cast<std::size_t>(level); l < s.leaves.size(); ++l) {
      const Axis& axis = s.leaves[l];
      if (axis->reduction) {
        renamed[axis->var.get()] = 0;
        continue;
      }
      const Var var(axis->name + ".init");
      bounds_.analyzer.bind(var, extent(i, axis));
      renamed[axis->var.get()] = var;
      loops.emplace_back(static_cast<std::ptrdiff_t>(l), var);
    }
    Stmt stmt = ir::make_store(buffers_[i], substitute(indices(i), renamed), s.body->args[1]);
    // The outermost loop of the nest also answers for attributes of reduction loops before it; an
    // attribute outside of `level` is around both nests already.
    for (std::size_t k = loops.size(); k-- > 0;) {
      const auto& [place, var] = loops[k];
      const Axis& axis = s.leaves[static_cast<std::size_t>(place)];
      stmt = ir::make_for(var, ir::substitute(extent(i, axis), renamed), stmt);
      const std::ptrdiff_t from = k == 0 ? level : loops[k - 1].first + 1;
      stmt = attributes(i, from, place, stmt);
    }
    return ir::make_stage(note_of(i, level), stmt);
  }

  std::vector<Expr> substitute(std::vector<Expr> exprs, const ir::Substitution& values) const {
    for (Expr& e : exprs) e = bounds_.analyzer.simplify(ir::substitute(e, values));
    return exprs;
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

  // The part of the tensor that the loops from `level` inwards compute.
  [[nodiscard]] std::shared_ptr<const ir::StageNote> note_of(std::size_t i,
                                                             std::ptrdiff_t level) const {
    const StageState& s = stages_[i];
    const te::StageBounds& b = bounds_.stages[i];
    std::map<const ir::VarNode*, Expr> free;
    for (const auto& [axis, count] : b.loop_extent) free[axis->var.get()] = count;
    for (std::ptrdiff_t l = 0; l < level; ++l) {
      free.erase(s.leaves[static_cast<std::size_t>(l)]->var.get());
    }
    const te::AxisValues values = te::axis_values(
        s, b, [&free](const te::IterNode* axis) { return free.count(axis->var.get()) != 0; });
    ir::StageNote note{s.tensor.name()};
    add_tiles(i, level, note.tiles);
    for (std::size_t k = 0; k < s.data_axes; ++k) {
      const Expr index = b.min[k] + values.at(s.root[k].get());
      const Result<te::Region> region = te::region_of(bounds_.analyzer, index, free);
      note.min.push_back(region ? region.value().min : b.min[k]);
      note.extent.push_back(region ? region.value().extent : b.extent[k]);
    }
    return std::make_shared<const ir::StageNote>(std::move(note));
  }

  // The tiles that the loops of a stage outside of `level` are at, behind those of the loops around
  // the stage; all loops of an axis count its tiles together.
  void add_tiles(std::size_t i, std::ptrdiff_t level,
                 std::vector<ir::StageNote::Tile>& tiles) const {
    const StageState& s = stages_[i];
    if (s.is_attached()) {
      const StageState& host = stages_[s.attach_stage];
      add_tiles(s.attach_stage, host.position(s.attach_axis) + 1, tiles);
    }
    for (const Axis& root : s.root) {
      const ir::Linear value = bounds_.analyzer.linear(bounds_.stages[i].value.at(root.get()));
      ir::StageNote::Tile tile{root->name, 0, 1};
      for (const auto& [atom, factor] : value.terms) {  // the most significant loop first
        const Axis* loop = outer_loop(s, level, atom);
        if (loop == nullptr || !is(extent(i, *loop), Op::kInt)) continue;
        const std::int64_t count = extent(i, *loop)->value;
        tile.index = tile.index * Expr(count) + atom;
        tile.count *= count;
      }
      if (tile.count > 1) tiles.push_back(std::move(tile));
    }
  }

  static const Axis* outer_loop(const StageState& s, std::ptrdiff_t level, const Expr& atom) {
    if (!is(atom, Op::kVar)) return nullptr;
    for (std::ptrdiff_t l = 0; l < level; ++l) {
      const Axis& leaf = s.leaves[static_cast<std::size_t>(l)];
      if (leaf->var == atom->var) return &leaf;
    }
    return nullptr;
  }

  const std::vector<StageState>& stages_;
  te::Bounds& bounds_;
  std::vector<ir::Buffer> buffers_;
  std::map<const ir::BufferNode*, std::size_t> places_;
};

Status check_args(const te::Schedule& schedule, const std::vector<te::Tensor>& args) {
  const auto is_arg = [&args](const ir::Buffer& buffer) {
    return std::any_of(args.begin(), args.end(),
                       [&buffer](const te::Tensor& arg) { return arg.buffer() == buffer; });
  };
  for (const StageState& s : schedule.stages()) {
    if (s.is_output && !is_arg(s.tensor.buffer())) {
      return Error{"stage " + s.tensor.name() + ": it is an output, but none of the arguments"};
    }
    Status status = ok_status();
    ir::for_each(s.body, [&](const Expr& e) {
      if (!is(e, Op::kRead) || e->buffer->op || is_arg(e->buffer)) return;
      const auto& all = schedule.stages();
      const bool stage = std::any_of(all.begin(), all.end(), [&e](const StageState& other) {
        return other.tensor.buffer() == e->buffer;
      });
      if (stage || !status) return;
      status = Error{"stage " + s.tensor.name() + ": it reads placeholder " + e->buffer->name +
                     ", which is none of the arguments"};
    });
    if (!status) return status;
  }
  return ok_status();
}

}  // namespace

Result<ir::Function> lower_loops(const te::Schedule& schedule,
                                 const std::vector<te::Tensor>& args) {
  if (Status status = schedule.status(); !status) return status.error();
  if (Status status = check_args(schedule, args); !status) return status.error();
  Result<te::Bounds> bounds = te::infer_bounds(schedule);
  if (!bounds) return bounds.error();
  ir::Function function;
  for (const te::Tensor& arg : args) function.params.push_back(arg.buffer());
  Result<Stmt> body = Lowering(schedule, bounds.value()).run();
  if (!body) return body.error();
  function.body = std::move(body).value();
  return function;
}

}  // namespace vta::passes
