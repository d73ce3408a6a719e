// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/stepped_device.h"

#include <algorithm>
#include <type_traits>

namespace vta::fuzz {

SteppedDevice::SteppedDevice(const Config& config, Onlooker* onlooker)
    : config_(config), sram_(make_sram(config)), onlooker_(onlooker) {}

SteppedDevice::SteppedDevice(const Config& config, std::uint32_t seed)
    : config_(config), sram_(make_sram(config)), dice_(seed) {
  // No result may depend on what the memories hold at first.
  std::uint32_t word = dice_->bits();
  const auto noise = [&word](auto& lanes) {
    for (auto& lane : lanes) {
      lane = static_cast<std::remove_reference_t<decltype(lane)>>(word >> 7);
      word = word * 1664525u + 1013904223u;
    }
  };
  noise(sram_.uop);
  noise(sram_.inp);
  noise(sram_.wgt);
  noise(sram_.acc);
}

Result<RunReport> SteppedDevice::run(const RunRequest& request) {
  if (Status s = check_request(request); !s) return s.error();
  if (reset_needed_) tokens_.clear();
  if (onlooker_ != nullptr) onlooker_->run_begins(request);
  WorkMeter meter(request, {});
  golden::Machine machine{config_, sram_, memory_, request.base, meter};
  State state;
  if (dice_) {  // slow ones get few turns
    for (double& speed : speeds_) speed = dice_->chance(0.5) ? 1.0 : 0.02;
  }
  while (move_someone(request, machine, state)) {
  }
  RestingMachine rest;
  rest.insn_count = request.insn_count;
  rest.fault = state.fault;
  rest.finish_retired = state.finished;
  std::uint64_t oldest = state.next;
  for (const auto& queue : state.queues) {
    if (!queue.empty()) oldest = std::min(oldest, queue.front().index);
  }
  if (oldest < request.insn_count) rest.oldest_left = oldest;
  RunReport report = verdict(rest);
  if (meter.exhausted()) report = {RunOutcome::kTimeout, ErrorCode::kNone, 0, "", {}, {}};
  report.statistics = state.statistics;
  reset_needed_ = report.outcome != RunOutcome::kFinished;
  if (onlooker_ != nullptr) onlooker_->run_ended(report);
  return report;
}

// Lets one of the four do something; false when none can.
bool SteppedDevice::move_someone(const RunRequest& request, golden::Machine& machine,
                                 State& state) {
  const auto move = [&](std::size_t who) {
    return who == kFetch ? fetch(request, state) : step(static_cast<Stage>(who), machine, state);
  };
  // A slow one is passed over most of the time, but not when nobody else can do anything.
  const std::size_t first = dice_ ? dice_->index(kFetch + 1) : kFetch;
  for (const bool patient : {false, true}) {
    if (!patient && !dice_) continue;
    for (std::size_t i = 0; i <= kFetch; ++i) {
      const std::size_t who = (first + i) % (kFetch + 1);
      if ((patient || dice_->chance(speeds_[who])) && move(who)) return true;
    }
  }
  return false;
}

std::optional<InsnWord> SteppedDevice::next_word(const RunRequest& request,
                                                 const State& state) const {
  std::array<std::byte, kInsnBytes> bytes;
  const std::uint64_t address = request.insn_address + state.next * kInsnBytes;
  if (!memory_.read(address, bytes).ok()) return std::nullopt;
  return load_insn_word(bytes.data());
}

bool SteppedDevice::fetch(const RunRequest& request, State& state) {
  if (state.fetch_stopped || state.next >= request.insn_count) return false;
  const std::optional<InsnWord> word = next_word(request, state);
  if (!word) {
    keep_lowest(state.fault, {state.next, ErrorCode::kAxiError, "fetch"});
    state.fetch_stopped = true;
    return true;
  }
  const Insn insn = decode(config_, *word);
  std::deque<Entry>& queue = state.queues[static_cast<std::size_t>(stage_of(insn))];
  if (queue.size() >= kQueueDepth) {
    if (onlooker_ != nullptr) onlooker_->fetch_waits_for(stage_of(insn));
    return false;
  }
  queue.push_back({state.next++, *word, insn});
  return true;
}

bool SteppedDevice::step(Stage stage, golden::Machine& machine, State& state) {
  const auto id = static_cast<std::size_t>(stage);
  if (state.stopped[id] || state.queues[id].empty()) return false;
  const Entry head = state.queues[id].front();
  if (!tokens_.can_take(stage, head.insn.tokens)) return false;
  tokens_.take(stage, head.insn.tokens);
  if (onlooker_ != nullptr) onlooker_->executes(head.word, head.insn, machine);
  golden::Execution execution = golden::execute(head.insn, machine);
  if (machine.meter.exhausted()) {
    state.stopped.fill(true);
    state.fetch_stopped = true;
    return false;
  }
  if (execution.code == ErrorCode::kNone && !tokens_.can_push(stage, head.insn.tokens)) {
    execution.code = ErrorCode::kTokenOverflow;
  }
  if (execution.code != ErrorCode::kNone) {
    keep_lowest(state.fault, {head.index, execution.code, execution.what});
    state.stopped[id] = true;
    if (onlooker_ != nullptr) onlooker_->erred(stage, execution.code);
    return true;
  }
  tokens_.push(stage, head.insn.tokens);
  golden::count(config_, head.insn, state.statistics);
  if (head.insn.opcode == static_cast<std::uint32_t>(Opcode::kFinish)) state.finished = true;
  if (onlooker_ != nullptr) onlooker_->retired(head.insn, tokens_);
  state.queues[id].pop_front();
  return true;
}

}  // namespace vta::fuzz
