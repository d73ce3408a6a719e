// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/retire.h"

namespace vta::timing {

Retire::Verdict Retire::judge(bool exec_done, bool tail_done, bool load_done) const {
  Verdict v;
  if (!order_.empty() && !stale()) {
    v.unit = oldest();
    v.any = v.unit == Unit::kExec ? exec_done : v.unit == Unit::kTail ? tail_done : load_done;
  }
  if (!v.any && may_early_ && tail_done && !list(Unit::kTail).empty()) {
    const Pushes& push = list(Unit::kTail).front();
    v.any = v.early = !push.prev && !(push.next && before_next_ != 0);
    v.unit = Unit::kTail;
  }
  if (v.any) {
    v.push = list(v.unit).front();
    v.clears_tail = v.unit == Unit::kTail && list(Unit::kTail).size() == 1;
  }
  return v;
}

void Retire::step(const Verdict& v) {
  const bool pops_stale = stale();
  if (pops_stale || (v.any && !v.early)) order_.pop_front();
  if (v.early) ++gone_;
  if (pops_stale) --gone_;
  if (!v.any) return;
  list(v.unit).pop_front();
  if (v.unit == Unit::kLoad) ++loads_retired_;
  if (v.unit != Unit::kTail && v.push.next) {
    --all_next_;
    if (before_next_ != 0) --before_next_;
  }
}

void Retire::start(Unit unit, Pushes push, bool exec_idle, std::uint32_t exec_lo,
                   std::uint32_t exec_hi) {
  if (unit == Unit::kTail) {
    before_next_ = all_next_;
    if (!exec_idle) {
      beside_ = true;
      lo_ = exec_lo;
      hi_ = exec_hi;
    } else if (gone_ == 0) {
      beside_ = false;
    }
  } else if (push.next) {
    ++all_next_;
  }
  order_.push_back(unit);
  list(unit).push_back(push);
}

}  // namespace vta::timing
