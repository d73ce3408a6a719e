// SPDX-License-Identifier: Apache-2.0
//
// The primitives of a stage.

#include <algorithm>
#include <set>

#include "compiler/schedule/schedule.h"

namespace vta::te {
namespace {

Axis make_axis(const std::string& name, bool reduction) {
  return std::make_shared<const IterNode>(IterNode{name, Var(name), reduction});
}

// What became of a loop that is none any more.
std::string fate(const StageState& stage, const Axis& axis) {
  for (const auto& relation : stage.relations) {
    if (const auto* split = std::get_if<Split>(&relation); split && split->parent == axis) {
      return "it was split into " + split->outer->name + " and " + split->inner->name;
    }
    if (const auto* fuse = std::get_if<Fuse>(&relation);
        fuse && (fuse->outer == axis || fuse->inner == axis)) {
      return "it was fused into " + fuse->fused->name;
    }
  }
  return "it belongs to another stage";
}

}  // namespace

std::size_t Stage::index() const { return schedule_->find(tensor_); }

StageState& Stage::state() const { return schedule_->stages_[index()]; }

void Stage::fail(const std::string& message) const {
  schedule_->fail("stage " + state().tensor.name() + ": " + message);
}

std::ptrdiff_t Stage::find(const char* primitive, const Axis& axis) const {
  if (!axis) {
    fail(std::string(primitive) + " of an axis that there is not");
    return -1;
  }
  const std::ptrdiff_t place = state().position(axis);
  if (place < 0) {
    fail(std::string(primitive) + ": '" + axis->name + "' is no loop of it; " +
         fate(state(), axis));
  }
  return place;
}

std::vector<Axis> Stage::axes() const {
  if (schedule_->stages_.empty()) return {};
  const StageState& s = state();
  return {s.root.begin(), s.root.begin() + static_cast<std::ptrdiff_t>(s.data_axes)};
}

Axis Stage::axis(std::size_t i) const {
  const std::vector<Axis> all = axes();
  if (i < all.size()) return all[i];
  fail("axis " + std::to_string(i) + " was asked for; it has " + std::to_string(all.size()));
  return nullptr;
}

Axis Stage::reduce_axis(const Var& var) const {
  for (const Axis& axis : state().root) {
    if (axis->reduction && axis->var == var) return axis;
  }
  fail("'" + var.name() + "' is none of its reduction axes");
  return nullptr;
}

std::pair<Axis, Axis> Stage::split(const Axis& axis, std::int64_t factor, std::int64_t parts) {
  StageState& s = state();
  const std::ptrdiff_t place = find("split", axis);
  if (place < 0) return {axis, axis};
  if (factor < 1 && parts < 1) {
    fail("split: '" + axis->name + "' by " + std::to_string(factor != 0 ? factor : parts) +
         "; it must be at least 1");
    return {axis, axis};
  }
  if (s.thread == axis) {
    fail("split: '" + axis->name + "' is bound to virtual threads already");
    return {axis, axis};
  }
  const Axis outer = make_axis(axis->name + ".outer", axis->reduction);
  const Axis inner = make_axis(axis->name + ".inner", axis->reduction);
  s.relations.emplace_back(Split{axis, outer, inner, factor, parts});
  s.leaves[static_cast<std::size_t>(place)] = outer;
  s.leaves.insert(s.leaves.begin() + place + 1, inner);
  return {outer, inner};
}

std::pair<Axis, Axis> Stage::split(const Axis& axis, std::int64_t factor) {
  return split(axis, factor, 0);
}
std::pair<Axis, Axis> Stage::split_parts(const Axis& axis, std::int64_t parts) {
  return split(axis, 0, parts);
}

Axis Stage::fuse(const Axis& outer, const Axis& inner) {
  StageState& s = state();
  const std::ptrdiff_t first = find("fuse", outer);
  const std::ptrdiff_t second = find("fuse", inner);
  if (first < 0 || second < 0) return outer;
  if (second != first + 1) {
    fail("fuse: '" + inner->name + "' is not the loop directly inside '" + outer->name + "'");
    return outer;
  }
  if (outer->reduction != inner->reduction) {
    fail("fuse: only one of '" + outer->name + "' and '" + inner->name + "' is a reduction");
    return outer;
  }
  if (s.thread == outer || s.thread == inner) {
    fail("fuse: '" + s.thread->name + "' is bound to virtual threads already");
    return outer;
  }
  const Axis fused = make_axis(outer->name + "." + inner->name + ".fused", outer->reduction);
  s.relations.emplace_back(Fuse{outer, inner, fused});
  s.leaves[static_cast<std::size_t>(first)] = fused;
  s.leaves.erase(s.leaves.begin() + second);
  return fused;
}

void Stage::reorder(const std::vector<Axis>& order) {
  StageState& s = state();
  std::set<std::ptrdiff_t> places;
  for (const Axis& axis : order) {
    const std::ptrdiff_t place = find("reorder", axis);
    if (place < 0) return;
    if (!places.insert(place).second) {
      fail("reorder: '" + axis->name + "' is named twice");
      return;
    }
  }
  auto place = places.begin();
  for (const Axis& axis : order) s.leaves[static_cast<std::size_t>(*place++)] = axis;
}

std::array<Axis, 4> Stage::tile(const Axis& y, const Axis& x, std::int64_t y_factor,
                                std::int64_t x_factor) {
  const auto [y_outer, y_inner] = split(y, y_factor);
  const auto [x_outer, x_inner] = split(x, x_factor);
  reorder({y_outer, x_outer, y_inner, x_inner});
  return {y_outer, x_outer, y_inner, x_inner};
}

void Stage::compute_at(const Stage& consumer, const Axis& axis) {
  StageState& s = state();
  if (s.is_output) {
    fail("compute_at: it is an output; nobody reads it inside a loop");
    return;
  }
  if (consumer.index() <= index()) {
    fail("compute_at: stage " + consumer.state().tensor.name() + " does not come behind it");
    return;
  }
  if (consumer.find("compute_at", axis) < 0) return;
  s.attach_stage = consumer.index();
  s.attach_axis = axis;
}

void Stage::bind(const Axis& axis, ThreadTag) {
  StageState& s = state();
  if (find("bind", axis) < 0) return;
  if (axis->reduction) {
    fail("bind: '" + axis->name + "' is a reduction; virtual threads share no sums");
    return;
  }
  if (s.thread) {
    fail(s.thread == axis
             ? "bind: '" + axis->name + "' is bound to virtual threads already"
             : "bind: '" + s.thread->name + "' is bound to virtual threads already, '" +
                   axis->name + "' cannot be, too");
    return;
  }
  s.thread = axis;
}

void Stage::set_scope(MemScope scope) {
  if (state().is_output && scope != MemScope::kGlobal) {
    fail("set_scope: it is an output, which lies in DRAM; give it a cache_write");
    return;
  }
  state().scope = scope;
}

void Stage::pragma(const Axis& axis, Pragma pragma) {
  if (find("pragma", axis) < 0) return;
  state().pragmas.emplace_back(axis, pragma);
}

void Stage::tensorize(const Axis& axis, Intrinsic) {
  if (find("tensorize", axis) < 0) return;
  if (state().tensorized) {
    fail("tensorize: '" + state().tensorized->name + "' is tensorized already");
    return;
  }
  state().tensorized = axis;
}

}  // namespace vta::te
