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
  valid_ = pairs_ = written_ = 0;
}

void Tail::join() {
  if (can_shift()) {
    shifted_ = true;
  } else {
    ++clips_;
  }
}

}  // namespace vta::timing
