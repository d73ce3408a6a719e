// SPDX-License-Identifier: Apache-2.0

#include "sim/functional/run.h"

#include <algorithm>
#include <utility>

#include "hw/isa/disassemble.h"

namespace vta::functional {
namespace {

bool wants(bool flag, const std::uint32_t* counter) { return flag && counter != nullptr; }

bool lacks(bool flag, const std::uint32_t* counter) {
  return wants(flag, counter) && *counter == 0;
}

bool full(bool flag, const std::uint32_t* counter) {
  return wants(flag, counter) && *counter == kTokenMax;
}

}  // namespace

Run::Run(const RunRequest& request, Machine machine, Tokens& tokens)
    : request_(request),
      machine_(machine),
      stages_{{{"load", nullptr, &tokens.compute_to_load, nullptr, &tokens.load_to_compute},
               {"compute", &tokens.load_to_compute, &tokens.store_to_compute,
                &tokens.compute_to_load, &tokens.compute_to_store},
               {"store", &tokens.compute_to_store, nullptr, &tokens.store_to_compute, nullptr}}} {}

RunReport Run::to_the_end() {
  bool moved = true;
  while (moved && !machine_.meter.exhausted()) {
    moved = fetch();
    for (StageState& stage : stages_) moved = advance(stage) || moved;
  }
  RunReport report;
  if (machine_.meter.exhausted()) {
    report.outcome = RunOutcome::kTimeout;
    report.detail = "given up: " + machine_.meter.bound_text();
  } else {
    report = verdict(at_rest());
  }
  report.statistics = statistics_;
  return report;
}

// Dispatches until a queue is full or the stream ends; false when nothing was dispatched.
bool Run::fetch() {
  const std::uint64_t first = next_;
  while (!fetch_stopped_ && next_ < request_.insn_count) {
    const std::uint64_t address = request_.insn_address + next_ * kInsnBytes;
    std::array<std::byte, kInsnBytes> bytes;
    if (!machine_.dram.read(address, bytes)) {
      keep_lowest(fault_, {next_, ErrorCode::kAxiError, "this instruction cannot be read"});
      fetch_stopped_ = true;
      break;
    }
    Insn insn = decode(machine_.config, load_insn_word(bytes.data()));
    std::deque<Entry>& queue = stages_[static_cast<std::size_t>(stage_of(insn))].queue;
    if (queue.size() >= kQueueDepth) break;
    queue.push_back({next_, std::move(insn)});
    ++next_;
  }
  return next_ != first;
}

bool Run::can_start(const StageState& stage, const TokenFlags& flags) {
  return !lacks(flags.pop_prev, stage.pop_prev) && !lacks(flags.pop_next, stage.pop_next);
}

// Retires instructions until one lacks a token; false when none was started.
bool Run::advance(StageState& stage) {
  bool started = false;
  while (!stage.stopped && !stage.queue.empty()) {
    const Entry& head = stage.queue.front();
    const TokenFlags& flags = head.insn.tokens;
    if (!can_start(stage, flags)) break;
    started = true;
    if (wants(flags.pop_prev, stage.pop_prev)) --*stage.pop_prev;
    if (wants(flags.pop_next, stage.pop_next)) --*stage.pop_next;
    ErrorCode code = execute(head.insn);
    if (machine_.meter.exhausted()) break;
    if (code == ErrorCode::kNone &&
        (full(flags.push_prev, stage.push_prev) || full(flags.push_next, stage.push_next))) {
      code = ErrorCode::kTokenOverflow;
    }
    if (code != ErrorCode::kNone) {
      stop(head, code);
      stage.stopped = true;
      break;
    }
    if (wants(flags.push_prev, stage.push_prev)) ++*stage.push_prev;
    if (wants(flags.push_next, stage.push_next)) ++*stage.push_next;
    retire(head.insn);
    stage.queue.pop_front();
  }
  return started;
}

ErrorCode Run::execute(const Insn& insn) {
  if (!machine_.meter.spend(1)) return ErrorCode::kNone;
  if (const ErrorCode code = validate(machine_.config, insn); code != ErrorCode::kNone) return code;
  switch (static_cast<Opcode>(insn.opcode)) {
    case Opcode::kLoad:
      return load(insn.mem(), machine_);
    case Opcode::kStore:
      return store(insn.mem(), machine_);
    case Opcode::kGemm:
      return gemm(insn.gemm(), machine_);
    case Opcode::kAlu:
      return alu(insn.alu(), machine_);
    case Opcode::kFinish:
      return ErrorCode::kNone;
  }
  VTA_CHECK(!"validate() refuses other opcodes");
  return ErrorCode::kIllegalOpcode;
}

void Run::retire(const Insn& insn) {
  switch (static_cast<Opcode>(insn.opcode)) {
    case Opcode::kFinish:
      finish_retired_ = true;
      break;
    case Opcode::kGemm:
      if (!insn.gemm().loop.reset) statistics_.gemm_counter += insn.gemm().loop.trips();
      break;
    case Opcode::kAlu:
      statistics_.alu_counter += insn.alu().loop.trips();
      break;
    case Opcode::kStore:
    case Opcode::kLoad: {
      const MemFields& f = insn.mem();
      if (f.x_size == 0) break;  // its memory type may be anything
      const auto type = static_cast<MemoryType>(f.memory_type);
      // ACC_8BIT counts as ACC.
      const MemoryType counted = type == MemoryType::kAcc8bit ? MemoryType::kAcc : type;
      static constexpr std::array<std::uint64_t Statistics::*, kMemoryTypeCount> kCounters = {
          &Statistics::uop_load_nbytes,  &Statistics::wgt_load_nbytes,
          &Statistics::inp_load_nbytes,  &Statistics::acc_load_nbytes,
          &Statistics::out_store_nbytes, &Statistics::acc_load_nbytes};
      statistics_.*kCounters[f.memory_type] +=
          std::uint64_t{f.x_size} * f.y_size * machine_.config.elem_bytes(counted);
      break;
    }
  }
}

void Run::stop(const Entry& entry, ErrorCode code) {
  keep_lowest(fault_, {entry.index, code, disassemble(machine_.config, entry.index, entry.insn)});
}

RestingMachine Run::at_rest() const {
  RestingMachine rest;
  rest.insn_count = request_.insn_count;
  rest.fault = fault_;
  rest.finish_retired = finish_retired_;
  std::uint64_t oldest = next_;
  for (const StageState& stage : stages_) {
    if (stage.queue.empty()) continue;
    const std::uint64_t index = stage.queue.front().index;
    oldest = std::min(oldest, index);
    if (!rest.waiting.empty()) rest.waiting += ", ";
    rest.waiting +=
        std::string(stage.name) + " waits for a token at instruction " + std::to_string(index);
  }
  if (oldest < request_.insn_count) rest.oldest_left = oldest;
  return rest;
}

}  // namespace vta::functional
