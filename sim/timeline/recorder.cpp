// SPDX-License-Identifier: Apache-2.0
#include "sim/timeline/recorder.h"

#include <cstring>
#include <variant>

namespace vta::timeline {
namespace {

// Bits of a stage or of a token counter.
bool has(std::uint8_t mask, unsigned bit) { return (mask >> bit & 1) != 0; }

unsigned bit_of(Stage stage) { return static_cast<unsigned>(stage); }

const LoopFields* loop_of(const Insn& insn) {
  if (const auto* gemm = std::get_if<GemmFields>(&insn.body)) return &gemm->loop;
  if (const auto* alu = std::get_if<AluFields>(&insn.body)) return &alu->loop;
  return nullptr;
}

}  // namespace

std::uint64_t phase_cycles(const Run& run, std::size_t unit, PhaseBit bit) {
  std::uint64_t sum = 0;
  for (const Phase& phase : run.phases.at(unit)) {
    if ((phase.bits & bit) != 0) sum += phase.cycles;
  }
  return sum;
}

void Recorder::begin_run(const RunRequest& request, const RtlMemories& memories) {
  runs_.emplace_back();
  state_ = State::kBefore;
  dram_ = &memories.dram();
  insn_address_ = request.insn_address;
  now_ = 0;
  counters_known_ = false;
  for (auto& queue : dispatched_) queue.clear();
  for (Waiting& queue : waiting_) queue.clear();
  for (auto& queue : reads_) queue.clear();
  for (auto& queue : answers_) queue.clear();
  writes_.clear();
  uops_.resize(config_.depth(MemoryType::kUop));
  std::array<std::byte, kUopBytes> bytes{};
  for (std::uint32_t i = 0; i < uops_.size(); ++i) {
    memories.read_sram(MemoryType::kUop, i, bytes);
    std::memcpy(&uops_[i], bytes.data(), kUopBytes);
  }
}

bool Recorder::keep(std::size_t records) {
  if (!run().complete) return false;
  records_ += records;
  if (records_ > max_records_) run().complete = false;
  return run().complete;
}

bool Recorder::cycle(std::uint64_t /*cycle*/, const CoreCycle& core, const AxiMasterPins& master,
                     const AxiSlavePins& slave) {
  if (state_ == State::kCounting) {
    if (run().complete) {
      record(core);
      record_bus(master, slave);
    }
    run().cycles = ++now_;
    if (core.run_end) state_ = State::kAfter;
  } else if (state_ == State::kBefore && core.run_start) {
    state_ = State::kCounting;
  }
  return true;
}

bool Recorder::end_run(std::uint64_t /*cycle*/, const RunReport& /*report*/,
                       const RtlMemories& /*memories*/) {
  state_ = State::kAfter;
  return true;
}

void Recorder::record(const CoreCycle& core) {
  if (!counters_known_) {  // tokens that an earlier run has left
    counters_known_ = true;
    for (unsigned c = 0; c < kTokenCounters; ++c) {
      for (std::uint32_t n = core.token_count(c); n > 0; --n) give(c, kNobody);
    }
  }
  record_phases(core);
  if (core.retire != 0) record_retirements(core);
  if (core.start != 0) record_starts(core);
  if (core.dispatch && keep()) {
    const auto index = static_cast<std::uint32_t>(run().insns.size());
    std::array<std::byte, kInsnBytes> bytes{};
    if (!dram_->read(insn_address_ + kInsnBytes * std::uint64_t{index}, bytes)) {
      run().complete = false;  // it is there in part only
      return;
    }
    InsnRecord& insn = run().insns.emplace_back();
    insn.insn = decode(config_, load_insn_word(bytes.data()));
    insn.stage = stage_of(insn.insn);
    insn.dispatched = now_;
    dispatched_[bit_of(insn.stage)].push_back(index);
  }
  if (core.uop_we) uops_.at(core.uop_address) = core.uop_data;
}

void Recorder::record_phases(const CoreCycle& core) {
  for (unsigned u = 0; u < kUnitCount; ++u) {
    const auto bits = static_cast<std::uint8_t>((has(core.busy, u) ? kBusy : 0) |
                                                (has(core.token_wait, u) ? kTokenWait : 0) |
                                                (has(core.memory_wait, u) ? kMemoryWait : 0));
    std::vector<Phase>& phases = run().phases[u];
    if (!phases.empty() && phases.back().bits == bits) {
      ++phases.back().cycles;
    } else if (keep()) {
      phases.push_back({bits, now_, 1});
    }
  }
}

void Recorder::record_retirements(const CoreCycle& core) {
  const auto retire = [&](Stage stage, unsigned first, unsigned second) {
    if (!has(core.retire, bit_of(stage))) return;
    const std::uint32_t index = core.retire_index[bit_of(stage)];
    if (index < run().insns.size()) run().insns[index].retired = now_;
    if (has(core.push, first)) give(first, index);
    if (first != second && has(core.push, second)) give(second, index);
  };
  retire(Stage::kLoad, kLoadToCompute, kLoadToCompute);
  retire(Stage::kCompute, kComputeToLoad, kComputeToStore);
  retire(Stage::kStore, kStoreToCompute, kStoreToCompute);
}

void Recorder::record_starts(const CoreCycle& core) {
  const auto start = [&](Stage stage, unsigned first, unsigned second) {
    std::deque<std::uint32_t>& queue = dispatched_[bit_of(stage)];
    if (!has(core.start, bit_of(stage)) || queue.empty()) return;
    const std::uint32_t index = queue.front();
    queue.pop_front();
    InsnRecord& insn = run().insns[index];
    insn.started = now_;
    if (stage == Stage::kCompute) insn.unit = core.start_unit;
    if (has(core.pop, first)) take(first, index);
    if (first != second && has(core.pop, second)) take(second, index);
    const LoopFields* loop = loop_of(insn.insn);
    if (loop == nullptr || loop->uop_bgn >= loop->uop_end || loop->uop_end > uops_.size()) return;
    if (keep(loop->uop_end - loop->uop_bgn)) {
      const std::uint32_t* const uops = uops_.data();
      insn.uops.assign(uops + loop->uop_bgn, uops + loop->uop_end);
    }
  };
  start(Stage::kLoad, kComputeToLoad, kComputeToLoad);
  start(Stage::kCompute, kLoadToCompute, kStoreToCompute);
  start(Stage::kStore, kComputeToStore, kComputeToStore);
}

void Recorder::give(unsigned counter, std::uint32_t from) {
  if (!keep()) return;
  waiting_[counter].push_back(run().tokens.size());
  TokenPass token;
  token.counter = static_cast<std::uint8_t>(counter);
  token.from = from;
  if (from != kNobody) token.given = now_;
  run().tokens.push_back(token);
}

void Recorder::take(unsigned counter, std::uint32_t to) {
  Waiting& waiting = waiting_[counter];
  if (waiting.empty()) return;  // after the last one that was kept
  TokenPass& token = run().tokens[waiting.front()];
  waiting.pop_front();
  token.to = to;
  token.taken = now_;
}

void Recorder::record_bus(const AxiMasterPins& master, const AxiSlavePins& slave) {
  const auto request = [&](bool write, const AxiAddress& a) {
    Burst burst;
    burst.write = write;
    burst.id = a.id;
    burst.beats = static_cast<std::uint8_t>(a.len + 1);
    burst.address = a.addr;
    burst.requested = now_;
    run().bursts.push_back(burst);
    return run().bursts.size() - 1;
  };
  const auto beat = [&](std::deque<std::size_t>& queue, bool last) {
    if (queue.empty()) return;
    Burst& burst = run().bursts[queue.front()];
    if (burst.first == kNever) burst.first = now_;
    burst.last = now_;
    if (!last) return;
    if (burst.write) answers_.at(burst.id).push_back(queue.front());
    queue.pop_front();
  };
  if (master.ar_valid && slave.ar_ready && keep()) {
    reads_.at(master.ar.id).push_back(request(false, master.ar));
  }
  if (master.aw_valid && slave.aw_ready && keep()) writes_.push_back(request(true, master.aw));
  if (slave.r_valid && master.r_ready) beat(reads_.at(slave.r.id), slave.r.last);
  if (master.w_valid && slave.w_ready) beat(writes_, master.w.last);
  if (slave.b_valid && master.b_ready) {
    std::deque<std::size_t>& queue = answers_.at(slave.b.id);
    if (queue.empty()) return;
    run().bursts[queue.front()].answered = now_;
    queue.pop_front();
  }
}

}  // namespace vta::timeline
