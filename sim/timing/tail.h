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
  static constexpr unsigned kFirst = 1, kLast = 1 << 4;  // bits of t1 and t5

  void advance(bool pair);
  // The write of t5. Returns the banks; whether everything moves on is in `move`.
  Banks write(const BankUse& exec, bool& move);

  State state_ = State::kIdle;
  TailWork work_;
  bool shifted_ = false;
  unsigned clips_ = 0;
  // t0: the walk.
  bool walk_ = false, fetch_ = false;
  std::uint32_t address_ = 0, in_base_ = 0, out_base_ = 0, src_ = 0;
  std::uint32_t uop_left_ = 0, in_left_ = 0, out_left_ = 0;
  // t1 .. t5: a bit each; the address of t1 is at `head_`, those of the others behind it.
  unsigned valid_ = 0, pairs_ = 0, head_ = 0;
  std::array<std::uint32_t, 8> addresses_{};
  unsigned written_ = 0;  // of the pair in t5
  std::uint32_t lo_ = 0;
};

inline void Tail::advance(bool pair) {
  const std::uint32_t step = pair ? 2 : 1;
  if (uop_left_ != step) {
    uop_left_ -= step;
    address_ += step;
    return;
  }
  uop_left_ = work_.uops;
  if (in_left_ != 1) {
    --in_left_;
    address_ = in_base_ += work_.factor_in;
    return;
  }
  if (out_left_ == 1) walk_ = false;
  fetch_ = work_.add;
  in_left_ = work_.iter_in;
  --out_left_;
  address_ = in_base_ = out_base_ += work_.factor_out;
}

// In order, each half of a pair once.
inline Banks Tail::write(const BankUse& exec, bool& move) {
  const std::uint32_t address = addresses_[(head_ - 4) % addresses_.size()];
  const bool pair = (pairs_ & kLast) != 0;
  const std::uint32_t bank = address & 1;
  const bool first = (written_ & 1) == 0, second = pair && (written_ & 2) == 0;
  const bool first_done = first && !(exec.writes && exec.write_bank == bank);
  const bool second_done =
      second && !(exec.writes && exec.write_bank == 1) && (!first || first_done);
  move = (!first || first_done) && (!second || second_done);
  written_ = move ? 0 : written_ | (first_done ? 1u : 0u) | (second_done ? 2u : 0u);
  const std::uint32_t highest = address | (pair ? 1u : 0u);
  if (move && work_.lo == work_.base && highest != work_.hi) lo_ = highest + 1;
  return (first_done ? 1u << bank : 0u) | (second_done ? 2u : 0u);
}

inline Banks Tail::step(const BankUse& exec) {
  if (state_ != State::kRun) {
    if (state_ == State::kGather && work_.reset) state_ = State::kRun;
    return 0;
  }
  bool move = true;
  const Banks written = (valid_ & kLast) != 0 ? write(exec, move) : 0;
  if (!move) return written;
  const bool drained = !walk_ && (valid_ & (kLast - 1)) == 0;
  valid_ = valid_ << 1 & (2 * kLast - 1);
  pairs_ = pairs_ << 1 & (2 * kLast - 1);
  head_ = (head_ + 1) % static_cast<unsigned>(addresses_.size());
  if (drained) {
    state_ = State::kDone;
  } else if (walk_) {
    // The operand of an addition, or an element.
    const std::uint32_t read = fetch_ ? src_ : address_;
    if (!work_.reset && exec.reads && exec.read_bank == (read & 1)) return written;
    if (fetch_) {
      fetch_ = false;
      src_ += work_.src_step;
      return written;
    }
    const bool pair = work_.reset && (address_ & 1) == 0 && uop_left_ != 1;
    valid_ |= kFirst;
    if (pair) pairs_ |= kFirst;
    addresses_[head_] = address_;
    advance(pair);
  }
  return written;
}

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_TAIL_H_
