// SPDX-License-Identifier: Apache-2.0
//
// Dependency tokens: vta_token_counter. A token can be taken in the cycle after it was given.

#ifndef VTA_SIM_TIMING_TOKENS_H_
#define VTA_SIM_TIMING_TOKENS_H_

#include <deque>

#include "sim/timing/clock.h"

namespace vta::timing {

class TokenQueue {
 public:
  // Tokens are given in the order of time, perhaps ahead of the cycle that is being worked at.
  void push(Cycle now) { from_.push_back(now + 1); }
  [[nodiscard]] bool available(Cycle now) const { return !from_.empty() && from_.front() <= now; }
  [[nodiscard]] Cycle next() const { return from_.empty() ? kNever : from_.front(); }
  void pop() { from_.pop_front(); }
  // Few places are left in this cycle.
  [[nodiscard]] bool high(Cycle now) const {
    return from_.size() >= kTokensHigh && from_[kTokensHigh - 1] <= now;
  }
  // Those that wait now wait in the next run, too.
  void rewind() {
    for (Cycle& from : from_) from = 0;
  }

 private:
  std::deque<Cycle> from_;
};

struct Tokens {
  TokenQueue compute_to_load, load_to_compute, compute_to_store, store_to_compute;
  void rewind() {
    for (TokenQueue* q :
         {&compute_to_load, &load_to_compute, &compute_to_store, &store_to_compute}) {
      q->rewind();
    }
  }
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_TOKENS_H_
