// SPDX-License-Identifier: Apache-2.0
//
// A schedule of a chain of stages that can be lowered, with random loops; now and then anything at
// all is done to it.

#ifndef VTA_TESTS_COMPILER_PROPERTY_RANDOM_SCHEDULE_H_
#define VTA_TESTS_COMPILER_PROPERTY_RANDOM_SCHEDULE_H_

#include <cstddef>
#include <vector>

#include "compiler/schedule/schedule.h"
#include "sim/fuzz/dice.h"
#include "tests/compiler/property/random_primitives.h"

namespace vta::test {

class RandomSchedule {
 public:
  RandomSchedule(te::Schedule& schedule, fuzz::Dice& dice)
      : s_(schedule), dice_(dice), random_(schedule, dice) {}

  // `chain` are the stages on the accumulators, then the result. Each is attached to a loop of the
  // result, none further inside than those that read it. The first one stays unmarked.
  void schedule_chain(const std::vector<te::Tensor>& chain);

  // A copy in front of `reader`, whose loops but `lanes` it may be attached to, or to one of those
  // of the result outside of all stages of the chain.
  void schedule_copy(const te::Tensor& copy, te::MemScope scope, const te::Tensor& reader,
                     std::size_t lanes, const te::Tensor& res);

  void change_and_mark(const te::Tensor& stage, te::Pragma pragma);
  void maybe_anything();
  RandomPrimitives& random() { return random_; }

 private:
  static constexpr std::size_t kLanes = 2;  // of every stage but the product
  te::Schedule& s_;
  fuzz::Dice& dice_;
  RandomPrimitives random_;
  std::size_t thread_place_ = 0;  // of the bound loop of the result, or 0
  std::size_t first_place_ = 0;   // where the first stage of the chain is attached
};

// Whether a stage runs a loop around one that is more significant for the same axis, or a fused
// one.
[[nodiscard]] bool rounds_regions(const te::Schedule& schedule);

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_PROPERTY_RANDOM_SCHEDULE_H_
