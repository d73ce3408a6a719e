// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/exec.h"

#include <algorithm>

namespace vta::timing {

// vta_footprint: two cycles after that it shows; the ends of the loops take a cycle per bit of both
// counters.
Cycle Exec::judged(Cycle in_s2) const {
  return std::max(in_s2 + 2, started_ + kFootprintSteps + 2);
}

Cycle Exec::steady() const {
  if (s6_.last) return 0;
  Cycle cycles = nest_.left() == 0 ? kNever : nest_.left() - 1;
  const Slot* const slots[] = {&s5_, &s4_, &s3_, &s2_, &s1_};
  for (unsigned i = 0; i < 5; ++i) {
    if (slots[i]->last) cycles = std::min<Cycle>(cycles, i + 1);
  }
  return cycles == kNever ? 0 : cycles;
}

Cycle Exec::safe_at(Cycle from) const {
  const std::uint64_t sweep = nest_.first_sweep(), done = nest_.done();
  if (safe_at_ != kNever || !gemm_ || sweep == 0) return safe_at_;
  // The step with the number `sweep` is in s2 two cycles after s0.
  return judged(from + 2 + sweep > from + done ? from + 2 + sweep - done : from);
}

void Exec::step(Cycle now, bool hold, bool scanned, bool taken) {
  if (s6_.last) ++ended_;
  if (taken) {
    --ended_;
    --insns_;
  }
  flow(now, hold, scanned);
}

void Exec::start(Cycle now, const Insn& insn, const Touched& touched) {
  ++tag_;
  nest_ = Nest(insn, tag_);
  ++insns_;
  gemm_ = insn.opcode == static_cast<std::uint32_t>(Opcode::kGemm);
  reset_ = gemm_ && insn.gemm().loop.reset;
  alu_ = insn.opcode == static_cast<std::uint32_t>(Opcode::kAlu);
  touched_ = touched;
  if (const LoopFields* loop = loop_of(insn)) {
    uop_bgn_ = loop->uop_bgn;
    uop_end_ = loop->uop_end;
  }
  started_ = now;
  safe_at_ = kNever;
}

void Exec::skip(Cycle from, Cycle cycles) {
  if (const Cycle safe = safe_at(from); safe <= from + cycles) safe_at_ = safe;
  if (cycles < kExecDepth) {
    for (Cycle i = 0; i < cycles; ++i) flow(from + i, false, false);
    return;
  }
  nest_.skip(cycles - kExecDepth);
  for (unsigned i = 0; i < kExecDepth; ++i) {
    s6_ = s5_;
    s5_ = s4_;
    s4_ = s3_;
    s3_ = s2_;
    s2_ = s1_;
    s1_ = nest_.next(uops_);
  }
}

}  // namespace vta::timing
