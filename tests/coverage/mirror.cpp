// SPDX-License-Identifier: Apache-2.0

#include "tests/coverage/mirror.h"

#include <utility>

#include "sim/common/work_meter.h"
#include "sim/golden/execute.h"

namespace vta::coverage {

void Mirror::fetch(const RunRequest& request, State& state) const {
  while (!state.fetch_stopped && state.next < request.insn_count) {
    std::array<std::byte, kInsnBytes> bytes;
    if (!memory_.read(request.insn_address + state.next * kInsnBytes, bytes).ok()) {
      state.fetch_stopped = true;
      return;
    }
    const Insn insn = decode(config_, load_insn_word(bytes.data()));
    const auto stage = static_cast<std::size_t>(stage_of(insn));
    if (state.queues[stage].size() - state.heads[stage] >= kQueueDepth) return;
    state.queues[stage].push_back(insn);
    ++state.next;
  }
}

Mirror::Outcome Mirror::run(const RunRequest& request, const Visit& visit) {
  RunRequest unbounded = request;  // its bound counts cycles
  unbounded.max_cycles.reset();
  WorkMeter meter(unbounded, {});
  golden::Machine machine{config_, sram_, memory_, request.base, meter};
  State state;
  for (bool moved = true; moved;) {
    moved = false;
    fetch(request, state);
    for (std::size_t s = 0; s < kStageCount; ++s) {
      const auto stage = static_cast<Stage>(s);
      if (state.stopped[s] || state.heads[s] == state.queues[s].size()) continue;
      const Insn insn = state.queues[s][state.heads[s]];
      if (!tokens_.can_take(stage, insn.tokens)) continue;
      tokens_.take(stage, insn.tokens);
      visit(insn, sram_);
      const golden::Execution execution = golden::execute(insn, machine);
      moved = true;
      if (execution.code != ErrorCode::kNone || !tokens_.can_push(stage, insn.tokens)) {
        state.stopped[s] = true;
        continue;
      }
      tokens_.push(stage, insn.tokens);
      ++state.heads[s];
    }
  }
  Outcome outcome;
  std::size_t retired = 0;
  for (std::size_t s = 0; s < kStageCount; ++s) {
    retired += state.heads[s];
    state.queues[s].resize(state.heads[s]);
    outcome.retired[s] = std::move(state.queues[s]);
  }
  outcome.complete = retired == request.insn_count;
  return outcome;
}

}  // namespace vta::coverage
