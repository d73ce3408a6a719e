// SPDX-License-Identifier: Apache-2.0
//
// The tail engine: vta_tail, cycle by cycle, since it shares the banks of ACC with GEMM. An element
// per cycle (zeros: two) goes through six stages; everything waits for the bank that is written,
// a read that finds its bank taken leaves a bubble.

#ifndef VTA_SIM_TIMING_TAIL_H_
#define VTA_SIM_TIMING_TAIL_H_

#include <array>
#include <cstdint>

#include "hw/isa/insn.h"
#include "sim/timing/clock.h"
#include "sim/timing/exec.h"
#include "sim/timing/load_engine.h"

namespace vta::timing {

// What a scan has found out about a reset or an ALU operation.
struct TailWork {
  bool reset = false, add = false;
  std::uint32_t base = 0, last = 0;  // elements that it writes lie between
  std::uint32_t src = 0, src_step = 0;
  std::uint32_t lo = 0, hi = 0;  // all that it touches lies between
  std::uint32_t uops = 0, iter_in = 0, iter_out = 0, factor_in = 0, factor_out = 0;
  bool solid = false;  // no element between base and last is left out
};

class Tail {
 public:
  [[nodiscard]] bool ready() const { return state_ == State::kIdle; }
  [[nodiscard]] bool busy() const { return state_ == State::kGather || state_ == State::kRun; }
  [[nodiscard]] bool done() const { return state_ == State::kDone; }
  [[nodiscard]] bool runs() const { return state_ == State::kRun; }
  [[nodiscard]] bool gathers() const { return state_ == State::kGather; }
  [[nodiscard]] bool can_join() const { return gathers() && !work_.reset && clips_ != 2; }
  [[nodiscard]] bool can_shift() const { return gathers() && !shifted_ && !work_.reset; }
  [[nodiscard]] bool zeroing() const { return work_.reset; }
  [[nodiscard]] std::uint32_t lo() const { return lo_; }
  [[nodiscard]] std::uint32_t hi() const { return work_.hi; }

  // A cycle beside what the pipeline does. Returns the banks that are written.
  Banks step(const BankUse& exec);
  // After step(), in the same cycle:
  void start(const TailWork& work);
  void join();
  void go() { state_ = State::kRun; }
  void clear() { state_ = State::kIdle; }

 private:
  enum class State : std::uint8_t { kIdle, kGather, kRun, kDone };
  struct Stage {
    bool valid = false, pair = false;
    std::uint32_t address = 0;
  };
  void advance(bool pair);

  State state_ = State::kIdle;
  TailWork work_;
  bool shifted_ = false;
  unsigned clips_ = 0;
  // t0: the walk.
  bool walk_ = false, fetch_ = false;
  std::uint32_t address_ = 0, in_base_ = 0, out_base_ = 0, src_ = 0;
  std::uint32_t uop_left_ = 0, in_left_ = 0, out_left_ = 0;
  // t1 .. t5
  std::array<Stage, 5> stages_;
  unsigned written_ = 0;  // of the pair in t5
  std::uint32_t lo_ = 0;
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_TAIL_H_
