// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/property/random_primitives.h"

#include <algorithm>

namespace vta::test {
namespace {

std::string text(std::int64_t value) { return std::to_string(value); }
std::string name(const te::Axis& axis) { return axis ? axis->name : "null"; }

}  // namespace

std::vector<te::Axis> RandomPrimitives::loops(const te::Tensor& stage) const {
  for (const te::StageState& state : s_.stages()) {
    if (state.tensor.buffer() == stage.buffer()) return state.leaves;
  }
  return {};
}

void RandomPrimitives::change_loops(const te::Tensor& stage, std::size_t lanes) {
  std::vector<te::Axis> all = loops(stage);
  if (all.size() <= lanes) return;
  all.resize(all.size() - lanes);
  const te::Axis axis = dice_.one_of(all);
  const std::size_t at = dice_.index(all.size());
  const bool pair = at + 1 < all.size();
  const std::int64_t kind = dice_.pick(1, 100);
  te::Stage s = s_[stage];
  const std::string of = stage.name() + ".";
  if (kind <= 35) {
    const std::int64_t factor = dice_.percent(85) ? dice_.pick(1, 4) : dice_.pick(5, 40);
    note(of + "split " + name(axis) + " " + text(factor));
    s.split(axis, factor);
  } else if (kind <= 55) {
    const std::int64_t parts = dice_.pick(1, 5);
    note(of + "split_parts " + name(axis) + " " + text(parts));
    s.split_parts(axis, parts);
  } else if (kind <= 65 && pair && all[at]->reduction == all[at + 1]->reduction) {
    note(of + "fuse " + name(all[at]) + " " + name(all[at + 1]));
    s.fuse(all[at], all[at + 1]);
  } else if (kind <= 80 && pair) {
    const std::int64_t y = dice_.pick(1, 4), x = dice_.pick(1, 4);
    note(of + "tile " + name(all[at]) + " " + name(all[at + 1]) + " " + text(y) + " " + text(x));
    s.tile(all[at], all[at + 1], y, x);
  } else {
    dice_.shuffle(all);
    all.resize(1 + dice_.index(all.size()));
    reorder(stage, all);
  }
}

std::size_t RandomPrimitives::bind_two(const te::Tensor& stage, std::size_t lanes) {
  const std::vector<te::Axis> all = loops(stage);
  if (all.size() <= lanes) return 0;
  const std::size_t at = dice_.index(all.size() - lanes);
  const bool parts = dice_.percent(50);  // else an outer loop is left around the threads
  note(stage.name() + (parts ? ".split_parts " : ".split ") + name(all[at]) + " 2, bind");
  te::Stage s = s_[stage];
  const auto [outer, inner] = parts ? s.split_parts(all[at], 2) : s.split(all[at], 2);
  s.bind(parts ? outer : inner, te::cthread);
  return parts ? at : at + 1;
}

void RandomPrimitives::compute_at(const te::Tensor& stage, const te::Tensor& consumer,
                                  const te::Axis& loop) {
  note(stage.name() + ".compute_at " + consumer.name() + " " + name(loop));
  s_[stage].compute_at(s_[consumer], loop);
}

void RandomPrimitives::pragma(const te::Tensor& stage, const te::Axis& loop, te::Pragma pragma) {
  note(stage.name() + ".pragma " + name(loop) + (pragma == te::alu ? " alu" : " dma_copy"));
  s_[stage].pragma(loop, pragma);
}

void RandomPrimitives::reorder(const te::Tensor& stage, const std::vector<te::Axis>& order) {
  std::string names;
  for (const te::Axis& axis : order) names += " " + name(axis);
  note(stage.name() + ".reorder" + names);
  s_[stage].reorder(order);
}

void RandomPrimitives::anything() {
  std::vector<te::Tensor> stages;
  std::vector<te::Axis> axes = {nullptr};  // of any stage, loops or not
  for (const te::StageState& state : s_.stages()) {
    stages.push_back(state.tensor);
    axes.insert(axes.end(), state.root.begin(), state.root.end());
    axes.insert(axes.end(), state.leaves.begin(), state.leaves.end());
  }
  const te::Tensor stage = dice_.one_of(stages);
  const std::vector<te::Axis> own = loops(stage);
  const te::Axis axis = dice_.percent(85) ? dice_.one_of(own) : dice_.one_of(axes);
  const te::Axis other = dice_.percent(85) ? dice_.one_of(own) : dice_.one_of(axes);
  const std::string of = stage.name() + ".";
  te::Stage s = s_[stage];
  switch (dice_.pick(0, 9)) {
    case 0: {
      const std::int64_t factor = dice_.pick(-1, 20);
      note(of + "split " + name(axis) + " " + text(factor));
      s.split(axis, factor);
      break;
    }
    case 1: {
      const std::int64_t parts = dice_.pick(-1, 20);
      note(of + "split_parts " + name(axis) + " " + text(parts));
      s.split_parts(axis, parts);
      break;
    }
    case 2:
      note(of + "fuse " + name(axis) + " " + name(other));
      s.fuse(axis, other);
      break;
    case 3:
      reorder(stage, {axis, other});
      break;
    case 4: {
      const std::int64_t y = dice_.pick(0, 5), x = dice_.pick(0, 5);
      note(of + "tile " + name(axis) + " " + name(other) + " " + text(y) + " " + text(x));
      s.tile(axis, other, y, x);
      break;
    }
    case 5: {
      const te::Tensor consumer = dice_.one_of(stages);
      const std::vector<te::Axis> places = loops(consumer);
      compute_at(stage, consumer, dice_.percent(85) ? dice_.one_of(places) : axis);
      break;
    }
    case 6:
      note(of + "bind " + name(axis));
      s.bind(axis, te::cthread);
      break;
    case 7: {
      const auto scope = static_cast<te::MemScope>(dice_.pick(0, 3));
      note(of + "set_scope " + std::string(to_string(scope)));
      s.set_scope(scope);
      break;
    }
    case 8:
      pragma(stage, axis, dice_.percent(50) ? te::alu : te::dma_copy);
      break;
    default:
      note(of + "tensorize " + name(axis));
      s.tensorize(axis, te::gemm);
      break;
  }
}

}  // namespace vta::test
