// SPDX-License-Identifier: Apache-2.0
//
// Random primitives of a schedule, written down as they are applied.

#ifndef VTA_TESTS_COMPILER_PROPERTY_RANDOM_PRIMITIVES_H_
#define VTA_TESTS_COMPILER_PROPERTY_RANDOM_PRIMITIVES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "compiler/schedule/schedule.h"
#include "sim/fuzz/dice.h"

namespace vta::test {

class RandomPrimitives {
 public:
  RandomPrimitives(te::Schedule& schedule, fuzz::Dice& dice) : s_(schedule), dice_(dice) {}

  // The loops of a stage, outermost first.
  [[nodiscard]] std::vector<te::Axis> loops(const te::Tensor& stage) const;

  // Splits, fuses, tiles or reorders loops of a stage, all but the `lanes` innermost ones.
  void change_loops(const te::Tensor& stage, std::size_t lanes);
  // Makes a loop of two trips out of one that is no lane, and binds it. Yields its place.
  std::size_t bind_two(const te::Tensor& stage, std::size_t lanes);

  void compute_at(const te::Tensor& stage, const te::Tensor& consumer, const te::Axis& loop);
  void pragma(const te::Tensor& stage, const te::Axis& loop, te::Pragma pragma);
  void reorder(const te::Tensor& stage, const std::vector<te::Axis>& order);
  // Any primitive at any place of any stage, legal or not.
  void anything();

  [[nodiscard]] const std::string& history() const { return history_; }

 private:
  void note(const std::string& primitive) { history_ += "; " + primitive; }

  te::Schedule& s_;
  fuzz::Dice& dice_;
  std::string history_;
};

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_PROPERTY_RANDOM_PRIMITIVES_H_
