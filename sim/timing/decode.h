// SPDX-License-Identifier: Apache-2.0
//
// The way of an instruction from the queue of its stage (vta_queue) through the registers of a
// decoder to the place where it starts: vta_mem_decode has two stages, vta_store_decode three.
//
// A word leaves the queue two cycles after it came in, or in the cycle after the one before it.

#ifndef VTA_SIM_TIMING_DECODE_H_
#define VTA_SIM_TIMING_DECODE_H_

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "sim/timing/clock.h"
#include "sim/timing/fetch.h"

namespace vta::timing {

template <unsigned kStages>
class Decode {
 public:
  // The next instruction to start, if there is one, and from when on it can.
  [[nodiscard]] bool valid() const { return valid_; }
  [[nodiscard]] Cycle at() const { return valid_ ? at_[kStages - 1] : kNever; }
  [[nodiscard]] const Insn& insn() const { return head_.insn; }
  [[nodiscard]] std::uint32_t index() const { return head_.index; }

  // Takes the next one of the queue, when the place is free. `pop_at`: not before.
  void refill(std::deque<Queued>& queue, Cycle pop_at = 0) {
    if (valid_ || queue.empty()) return;
    head_ = std::move(queue.front());
    queue.pop_front();
    // A register takes a word in the cycle in which the one before it leaves.
    Cycle pop = std::max({head_.fired + 2, popped_ + 1, pop_at});
    if (any_) pop = std::max(pop, left_[0]);
    popped_ = pop;
    Cycle at = pop + 1;
    for (unsigned s = 0; s < kStages; ++s) {
      if (any_) at = std::max(at, left_[s] + 1);
      at_[s] = at;
      ++at;
    }
    for (unsigned s = 0; s + 1 < kStages; ++s) left_[s] = at_[s + 1] - 1;
    any_ = valid_ = true;
  }
  void start(Cycle now) {
    left_[kStages - 1] = now;
    valid_ = false;
  }
  [[nodiscard]] Cycle popped() const { return popped_; }

 private:
  Queued head_;
  bool valid_ = false, any_ = false;
  Cycle popped_ = 0;
  // Of the instruction before: the cycle from which on it was in a register, and the last one.
  std::array<Cycle, kStages> at_{}, left_{};
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_DECODE_H_
