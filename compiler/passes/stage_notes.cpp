// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/stage_notes.h"

#include <map>
#include <utility>

#include "compiler/ir/simplify.h"

namespace vta::passes {
namespace {

using ir::Expr;
using ir::Op;
using te::Axis;
using te::StageState;

// The loop outside of `level` that an atom counts, or null.
const Axis* outer_loop(const StageState& s, std::ptrdiff_t level, const Expr& atom) {
  if (!is(atom, Op::kVar)) return nullptr;
  for (std::ptrdiff_t l = 0; l < level; ++l) {
    const Axis& leaf = s.leaves[static_cast<std::size_t>(l)];
    if (leaf->var == atom->var) return &leaf;
  }
  return nullptr;
}

// The tiles that the loops of a stage outside of `level` are at, behind those of the loops around
// the stage; all loops of an axis count its tiles together.
void add_tiles(const std::vector<StageState>& stages, const te::Bounds& bounds, std::size_t stage,
               std::ptrdiff_t level, std::vector<ir::StageNote::Tile>& tiles) {
  const StageState& s = stages[stage];
  const te::StageBounds& b = bounds.stages[stage];
  if (s.is_attached()) {
    const std::ptrdiff_t place = stages[s.attach_stage].position(s.attach_axis);
    add_tiles(stages, bounds, s.attach_stage, place + 1, tiles);
  }
  for (const Axis& root : s.root) {
    const ir::Linear value = bounds.analyzer.linear(b.value.at(root.get()));
    ir::StageNote::Tile tile{root->name, 0, 1};
    for (const auto& [atom, factor] : value.terms) {  // the most significant loop first
      const Axis* loop = outer_loop(s, level, atom);
      if (loop == nullptr) continue;
      const Expr& extent = b.loop_extent.at(loop->get());
      if (!is(extent, Op::kInt)) continue;
      tile.index = tile.index * extent + atom;
      tile.count *= extent->value;
    }
    if (tile.count > 1) tiles.push_back(std::move(tile));
  }
}

}  // namespace

std::shared_ptr<const ir::StageNote> stage_note(const std::vector<StageState>& stages,
                                                const te::Bounds& bounds, std::size_t stage,
                                                std::ptrdiff_t level) {
  const StageState& s = stages[stage];
  const te::StageBounds& b = bounds.stages[stage];
  std::map<const ir::VarNode*, Expr> free;
  for (const auto& [axis, count] : b.loop_extent) free[axis->var.get()] = count;
  for (std::ptrdiff_t l = 0; l < level; ++l) {
    free.erase(s.leaves[static_cast<std::size_t>(l)]->var.get());
  }
  const te::AxisValues values = te::axis_values(
      s, b, [&free](const te::IterNode* axis) { return free.count(axis->var.get()) != 0; });
  ir::StageNote note{s.tensor.name()};
  add_tiles(stages, bounds, stage, level, note.tiles);
  for (std::size_t k = 0; k < s.data_axes; ++k) {
    const Expr index = b.min[k] + values.at(s.root[k].get());
    const Result<te::Region> region = te::region_of(bounds.analyzer, index, free);
    note.min.push_back(region ? region.value().min : b.min[k]);
    note.extent.push_back(region ? region.value().extent : b.extent[k]);
  }
  return std::make_shared<const ir::StageNote>(std::move(note));
}

}  // namespace vta::passes
