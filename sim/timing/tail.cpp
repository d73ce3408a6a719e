// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/tail.h"

namespace vta::timing {

void Tail::start(const TailWork& work) {
  state_ = State::kGather;
  work_ = work;
  shifted_ = !work.add;
  clips_ = 0;
  walk_ = true;
  fetch_ = work.add;
  address_ = in_base_ = out_base_ = work.base;
  src_ = work.src;
  uop_left_ = work.uops;
  in_left_ = work.iter_in;
  out_left_ = work.iter_out;
  lo_ = work.lo;
}

void Tail::join() {
  if (can_shift()) {
    shifted_ = true;
  } else {
    ++clips_;
  }
}

void Tail::advance(bool pair) {
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

Banks Tail::step(const BankUse& exec) {
  if (state_ == State::kGather) {
    if (work_.reset) state_ = State::kRun;
    return 0;
  }
  if (state_ != State::kRun) return 0;
  // t5: the write, in order, each half once.
  const Stage& last = stages_[4];
  Banks written = 0;
  bool move = true;
  if (last.valid) {
    const std::uint32_t bank = last.address & 1;
    const auto taken = [&exec](std::uint32_t b) { return exec.writes && exec.write_bank == b; };
    const bool first = (written_ & 1) == 0, second = last.pair && (written_ & 2) == 0;
    const bool first_done = first && !taken(bank);
    const bool second_done = second && !taken(1) && (!first || first_done);
    if (first_done) written |= 1u << bank;
    if (second_done) written |= 2u;
    move = (!first || first_done) && (!second || second_done);
    written_ = move ? 0 : written_ | (first_done ? 1u : 0u) | (second_done ? 2u : 0u);
    const std::uint32_t highest = last.address | (last.pair ? 1u : 0u);
    if (move && work_.lo == work_.base && highest != work_.hi) lo_ = highest + 1;
  }
  if (!move) return written;
  // The walk: the operand of an addition, or an element.
  const std::uint32_t read = fetch_ ? src_ : address_;
  const bool granted = work_.reset || !(exec.reads && exec.read_bank == (read & 1));
  const bool pair = work_.reset && (address_ & 1) == 0 && uop_left_ != 1;
  bool drained = !walk_;
  for (unsigned s = 0; s < 4; ++s) drained = drained && !stages_[s].valid;
  for (unsigned s = 4; s > 0; --s) stages_[s] = stages_[s - 1];
  stages_[0] = {walk_ && !fetch_ && granted, pair, address_};
  if (walk_ && fetch_ && granted) {
    fetch_ = false;
    src_ += work_.src_step;
  } else if (stages_[0].valid) {
    advance(pair);
  }
  if (drained) state_ = State::kDone;
  return written;
}

}  // namespace vta::timing
