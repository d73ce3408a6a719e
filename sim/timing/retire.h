// SPDX-License-Identifier: Apache-2.0
//
// The order in which instructions of the compute stage retire: vta_compute_retire.

#ifndef VTA_SIM_TIMING_RETIRE_H_
#define VTA_SIM_TIMING_RETIRE_H_

#include <array>
#include <cstdint>
#include <deque>

#include "sim/timing/clock.h"
#include "sim/timing/store_stage.h"

namespace vta::timing {

enum class Unit : std::uint8_t { kExec = 0, kTail = 1, kLoad = 2 };

struct Pushes {
  bool prev = false, next = false;
};

class Retire {
 public:
  explicit Retire(bool early) : may_early_(early) {}

  [[nodiscard]] bool has_room() const { return order_.size() < kStarted; }
  [[nodiscard]] bool empty() const { return order_.empty(); }
  // Who has the oldest instruction; not when empty.
  [[nodiscard]] Unit oldest() const { return order_.front(); }
  [[nodiscard]] Ahead ahead() const { return {beside_ && gone_ != 0, lo_, hi_}; }
  [[nodiscard]] std::uint64_t loads() const { return loads_retired_; }
  // Something happens without anybody's help.
  [[nodiscard]] bool stale() const {
    return !order_.empty() && oldest() == Unit::kTail && gone_ != 0;
  }

  // What retires in this cycle, given who has come to an end.
  struct Verdict {
    bool any = false, early = false, clears_tail = false;
    Unit unit = Unit::kExec;
    Pushes push;
  };
  [[nodiscard]] Verdict judge(bool exec_done, bool tail_done, bool load_done) const;
  // The end of the cycle.
  void step(const Verdict& verdict);
  // After step(): an instruction starts in this cycle.
  void start(Unit unit, Pushes push, bool exec_idle, std::uint32_t exec_lo, std::uint32_t exec_hi);

 private:
  [[nodiscard]] std::deque<Pushes>& list(Unit unit) {
    return lists_[static_cast<std::size_t>(unit)];
  }
  [[nodiscard]] const std::deque<Pushes>& list(Unit unit) const {
    return lists_[static_cast<std::size_t>(unit)];
  }

  bool may_early_;
  std::deque<Unit> order_;
  std::array<std::deque<Pushes>, 3> lists_;  // of each unit
  unsigned gone_ = 0;                        // of the tail engine, ahead of their turn
  unsigned all_next_ = 0, before_next_ = 0;  // tokens for store: of others; before the tail's last
  bool beside_ = false;
  std::uint32_t lo_ = 0, hi_ = 0;
  std::uint64_t loads_retired_ = 0;
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_RETIRE_H_
