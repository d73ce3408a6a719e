// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/property/random_schedule.h"

#include <algorithm>
#include <map>
#include <utility>

namespace vta::test {

using te::Axis;
using te::Tensor;

void RandomSchedule::schedule_chain(const std::vector<Tensor>& chain) {
  const Tensor& res = chain.back();
  maybe_anything();
  for (std::int64_t n = dice_.pick(0, 4); n > 0; --n) random_.change_loops(res, kLanes);
  std::size_t place = 0;
  if (dice_.percent(40)) place = random_.bind_two(res, kLanes);
  thread_place_ = place;
  const std::vector<Axis> loops = random_.loops(res);
  const std::size_t outer = loops.size() - std::min(kLanes, loops.size());
  if (place < outer) place += dice_.index(outer - place);
  first_place_ = place;
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    if (place < outer && dice_.percent(8)) place += dice_.index(outer - place);
    if (i == 0 || !dice_.percent(1)) random_.compute_at(chain[i], res, loops[place]);
    s_[chain[i]].set_scope(te::acc_scope);
  }
  for (std::size_t i = 1; i + 1 < chain.size(); ++i) change_and_mark(chain[i], te::alu);
  // Any loop from the innermost attachment inwards, but for the second lane.
  const std::size_t inside = std::min(place + 1, loops.size() - 2);
  random_.pragma(res, loops[inside + dice_.index(loops.size() - 1 - inside)], te::dma_copy);
}

void RandomSchedule::schedule_copy(const Tensor& copy, te::MemScope scope, const Tensor& reader,
                                   std::size_t lanes, const Tensor& res) {
  s_[copy].set_scope(scope);
  const std::vector<Axis> loops = random_.loops(reader);
  const std::vector<Axis> outer = random_.loops(res);
  if (dice_.percent(60) && loops.size() > lanes && reader.buffer() != res.buffer()) {
    random_.compute_at(copy, reader, loops[dice_.index(loops.size() - lanes)]);
  } else if (dice_.percent(95)) {
    const std::size_t from = dice_.percent(95) ? thread_place_ : 0;
    random_.compute_at(copy, res, outer[from + dice_.index(first_place_ - from + 1)]);
  }
  change_and_mark(copy, te::dma_copy);
}

void RandomSchedule::change_and_mark(const Tensor& stage, te::Pragma pragma) {
  if (dice_.percent(15)) random_.change_loops(stage, kLanes);
  random_.pragma(stage, random_.loops(stage)[0], pragma);
}

void RandomSchedule::maybe_anything() {
  if (dice_.percent(8)) random_.anything();
}

bool rounds_regions(const te::Schedule& schedule) {
  bool rounds = false;
  for (const te::StageState& stage : schedule.stages()) {
    std::map<const te::IterNode*, std::pair<std::ptrdiff_t, std::ptrdiff_t>> places;
    for (const Axis& leaf : stage.leaves) {
      places[leaf.get()] = {stage.position(leaf), stage.position(leaf)};
    }
    for (auto r = stage.relations.rbegin(); r != stage.relations.rend(); ++r) {
      const auto* split = std::get_if<te::Split>(&*r);
      if (split == nullptr) return true;
      const auto outer = places[split->outer.get()], inner = places[split->inner.get()];
      rounds = rounds || outer.second > inner.first;
      places[split->parent.get()] = {std::min(outer.first, inner.first),
                                     std::max(outer.second, inner.second)};
    }
  }
  return rounds;
}

}  // namespace vta::test
