// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/load_stage.h"

namespace vta::timing {

Cycle LoadStage::next() const {
  if (!decode_.valid()) return kNever;
  const Insn& insn = decode_.insn();
  const MemFields& fields = insn.mem();
  const Cycle ready = engine_.ready_at(fields.x_size != 0 && fields.y_size != 0);
  if (ready == kNever) return kNever;
  Cycle at = std::max(decode_.at(), ready);
  if (insn.tokens.pop_next) {
    const Cycle token = tokens_.compute_to_load.next();
    if (token == kNever) return kNever;
    at = std::max(at, token);
  }
  return at;
}

void LoadStage::step(Cycle now) {
  refill();
  while (next() <= now) {
    const Insn& insn = decode_.insn();
    if (insn.tokens.pop_next) tokens_.compute_to_load.pop();
    push_[engine_.started() % kRing] = insn.tokens.push_next;
    engine_.start(now, insn.mem(), bases_[insn.mem().memory_type]);
    decode_.start(now);
    refill();
  }
}

bool LoadStage::retire() {
  bool any = false;
  while (retired_ < engine_.started() && engine_.done_at(retired_) != kNever) {
    const Cycle done = engine_.done_at(retired_);
    if (push_[retired_ % kRing]) tokens_.load_to_compute.push(done);
    last_retired_ = done;
    ++retired_;
    fetch_.retired(Stage::kLoad, done);
    any = true;
  }
  return any;
}

}  // namespace vta::timing
