// SPDX-License-Identifier: Apache-2.0
//
// A run: fetch dispatches as far as the queues have room, then the first stage that can start its
// oldest instruction executes it completely, and so on until nothing moves.

#include "sim/golden/golden_device.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "hw/isa/insn.h"
#include "sim/common/verdict.h"
#include "sim/common/work_meter.h"
#include "sim/golden/execute.h"

namespace vta {
namespace {

constexpr std::array<std::string_view, kStageCount> kStageNames = {"load", "compute", "store"};

constexpr std::array<Stage, kStageCount> kStages = {Stage::kLoad, Stage::kCompute, Stage::kStore};

struct Dispatched {
  std::uint64_t index;
  Insn insn;
};

struct StageQueue {
  std::deque<Dispatched> insns;  // dispatched and not retired, oldest first
  bool stopped = false;          // by an error
};

class GoldenRun {
 public:
  GoldenRun(const RunRequest& request, golden::Machine machine, TokenCounters& tokens)
      : request_(request), machine_(machine), tokens_(tokens) {}

  RunReport run() {
    do {
      fetch();
    } while (execute_next());
    RunReport report = machine_.meter.exhausted() ? timeout() : verdict(at_rest());
    report.statistics = statistics_;
    return report;
  }

 private:
  StageQueue& queue(Stage stage) { return queues_[static_cast<std::size_t>(stage)]; }

  void stop(std::uint64_t index, ErrorCode code, std::string what) {
    keep_lowest(fault_, {index, code, std::move(what)});
  }

  // Dispatches instructions in order until one cannot be read or its stage is full.
  void fetch() {
    while (!fetch_stopped_ && next_ < request_.insn_count) {
      const std::uint64_t address = request_.insn_address + next_ * kInsnBytes;
      std::array<std::byte, kInsnBytes> bytes;
      if (!machine_.memory.read(address, bytes).ok()) {
        stop(next_, ErrorCode::kAxiError,
             "the instruction at byte address " + std::to_string(address) +
                 " is outside every memory region");
        fetch_stopped_ = true;
        return;
      }
      const Insn insn = decode(machine_.config, load_insn_word(bytes.data()));
      StageQueue& target = queue(stage_of(insn));
      if (target.insns.size() >= kQueueDepth) return;
      target.insns.push_back({next_, insn});
      ++next_;
    }
  }

  // Executes the oldest instruction of the first stage that can start; false when none can.
  bool execute_next() {
    for (const Stage stage : kStages) {
      StageQueue& q = queue(stage);
      if (q.stopped || q.insns.empty()) continue;
      const Dispatched head = q.insns.front();
      if (!tokens_.can_take(stage, head.insn.tokens)) continue;
      tokens_.take(stage, head.insn.tokens);
      golden::Execution execution = golden::execute(head.insn, machine_);
      if (machine_.meter.exhausted()) {
        given_up_at_ = head.index;
        return false;
      }
      if (execution.code == ErrorCode::kNone && !tokens_.can_push(stage, head.insn.tokens)) {
        execution = {ErrorCode::kTokenOverflow,
                     std::string(kStageNames[index_of(stage)]) + " gives a token while " +
                         std::to_string(kTokenMax) + " of its tokens have not been taken"};
      }
      if (execution.code != ErrorCode::kNone) {
        stop(head.index, execution.code, std::move(execution.what));
        q.stopped = true;
        return true;
      }
      tokens_.push(stage, head.insn.tokens);
      golden::count(machine_.config, head.insn, statistics_);
      if (head.insn.opcode == static_cast<std::uint32_t>(Opcode::kFinish)) finish_retired_ = true;
      q.insns.pop_front();
      return true;
    }
    return false;
  }

  static std::size_t index_of(Stage stage) { return static_cast<std::size_t>(stage); }

  RestingMachine at_rest() {
    RestingMachine rest;
    rest.insn_count = request_.insn_count;
    rest.fault = fault_;
    rest.finish_retired = finish_retired_;
    std::uint64_t oldest = next_;
    for (const Stage stage : kStages) {
      const StageQueue& q = queue(stage);
      if (q.insns.empty()) continue;
      const Dispatched& head = q.insns.front();
      oldest = std::min(oldest, head.index);
      if (!rest.waiting.empty()) rest.waiting += ", ";
      rest.waiting += std::string(kStageNames[index_of(stage)]) + " waits at instruction " +
                      std::to_string(head.index) + " for " +
                      tokens_.missing(stage, head.insn.tokens);
    }
    if (next_ < request_.insn_count && !fetch_stopped_) {
      rest.waiting += ", fetch waits at instruction " + std::to_string(next_) +
                      " for a place in a queue of " + std::to_string(kQueueDepth);
    }
    if (oldest < request_.insn_count) rest.oldest_left = oldest;
    return rest;
  }

  RunReport timeout() const {
    RunReport report;
    report.outcome = RunOutcome::kTimeout;
    report.detail = "given up in instruction " + std::to_string(given_up_at_) + ": " +
                    machine_.meter.bound_text();
    return report;
  }

  const RunRequest& request_;
  golden::Machine machine_;
  TokenCounters& tokens_;
  std::array<StageQueue, kStageCount> queues_;
  std::uint64_t next_ = 0;  // to be dispatched
  bool fetch_stopped_ = false;
  bool finish_retired_ = false;
  std::uint64_t given_up_at_ = 0;
  std::optional<Fault> fault_;
  Statistics statistics_;
};

}  // namespace

Status GoldenDevice::add_region(std::uint64_t address, std::uint64_t size) {
  return memory_.add_region(address, size);
}

Status GoldenDevice::write(std::uint64_t address, std::span<const std::byte> data) {
  return memory_.write(address, data);
}

Status GoldenDevice::read(std::uint64_t address, std::span<std::byte> data) const {
  return memory_.read(address, data);
}

Result<RunReport> GoldenDevice::run(const RunRequest& request) {
  if (Status status = check_request(request); !status.ok()) return status.error();
  if (soft_reset_needed_) tokens_.clear();
  WorkMeter meter(request, progress_, stop_request_);
  GoldenRun run(request, {config_, sram_, memory_, request.base, meter}, tokens_);
  RunReport report = run.run();
  soft_reset_needed_ = report.outcome != RunOutcome::kFinished;
  return report;
}

std::unique_ptr<Device> make_golden(const Config& config) {
  return std::make_unique<GoldenDevice>(config);
}

}  // namespace vta
