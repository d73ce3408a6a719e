// SPDX-License-Identifier: Apache-2.0

#include "tests/regress/random_order.h"

#include <algorithm>
#include <array>
#include <deque>
#include <random>
#include <type_traits>

#include "driver/device/memory.h"
#include "sim/common/verdict.h"
#include "sim/golden/execute.h"
#include "sim/golden/token_counters.h"

namespace vta {
namespace {

class RandomOrderDevice final : public Device {
 public:
  RandomOrderDevice(const Config& config, std::uint32_t seed)
      : config_(config), sram_(make_sram(config)), rng_(seed) {
    // No result may depend on what the memories hold at first.
    std::uint32_t word = static_cast<std::uint32_t>(rng_());
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

  [[nodiscard]] std::string_view target() const override { return "random order"; }
  [[nodiscard]] const Config& config() const override { return config_; }
  Status add_region(std::uint64_t address, std::uint64_t size) override {
    return memory_.add_region(address, size);
  }
  Status write(std::uint64_t address, std::span<const std::byte> data) override {
    return memory_.write(address, data);
  }
  Status read(std::uint64_t address, std::span<std::byte> data) const override {
    return memory_.read(address, data);
  }

  Result<RunReport> run(const RunRequest& request) override {
    if (reset_needed_) tokens_.clear();
    WorkMeter meter(request, {});
    golden::Machine machine{config_, sram_, memory_, request.base, meter};
    State state;
    // Slow ones get few turns.
    std::array<double, 4> speeds{};
    for (double& speed : speeds) speed = std::bernoulli_distribution(0.5)(rng_) ? 1.0 : 0.02;
    std::discrete_distribution<std::size_t> turn(speeds.begin(), speeds.end());
    while (can_move(request, state)) {
      const std::size_t who = turn(rng_);
      if (who == kStageCount) {
        fetch(request, state);
      } else {
        step(static_cast<Stage>(who), machine, state);
      }
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
    report.statistics = state.statistics;
    reset_needed_ = report.outcome != RunOutcome::kFinished;
    return report;
  }

 private:
  struct Entry {
    std::uint64_t index;
    Insn insn;
  };
  struct State {
    std::array<std::deque<Entry>, kStageCount> queues;
    std::array<bool, kStageCount> stopped{};
    std::uint64_t next = 0;
    bool fetch_stopped = false, finished = false;
    std::optional<Fault> fault;
    Statistics statistics;
  };

  std::optional<Insn> next_insn(const RunRequest& request, const State& state) const {
    std::array<std::byte, kInsnBytes> bytes;
    const std::uint64_t address = request.insn_address + state.next * kInsnBytes;
    if (!memory_.read(address, bytes).ok()) return std::nullopt;
    return decode(config_, load_insn_word(bytes.data()));
  }

  bool can_fetch(const RunRequest& request, const State& state) const {
    if (state.fetch_stopped || state.next >= request.insn_count) return false;
    const std::optional<Insn> insn = next_insn(request, state);
    if (!insn) return true;  // to find that out
    return state.queues[static_cast<std::size_t>(stage_of(*insn))].size() < kQueueDepth;
  }

  void fetch(const RunRequest& request, State& state) const {
    if (!can_fetch(request, state)) return;
    const std::optional<Insn> insn = next_insn(request, state);
    if (!insn) {
      keep_lowest(state.fault, {state.next, ErrorCode::kAxiError, "fetch"});
      state.fetch_stopped = true;
      return;
    }
    state.queues[static_cast<std::size_t>(stage_of(*insn))].push_back({state.next, *insn});
    ++state.next;
  }

  bool can_step(Stage stage, const State& state) const {
    const auto id = static_cast<std::size_t>(stage);
    return !state.stopped[id] && !state.queues[id].empty() &&
           tokens_.can_take(stage, state.queues[id].front().insn.tokens);
  }

  void step(Stage stage, golden::Machine& machine, State& state) {
    if (!can_step(stage, state)) return;
    const auto id = static_cast<std::size_t>(stage);
    const Entry head = state.queues[id].front();
    tokens_.take(stage, head.insn.tokens);
    golden::Execution execution = golden::execute(head.insn, machine);
    VTA_CHECK(!machine.meter.exhausted());
    if (execution.code == ErrorCode::kNone && !tokens_.can_push(stage, head.insn.tokens)) {
      execution.code = ErrorCode::kTokenOverflow;
    }
    if (execution.code != ErrorCode::kNone) {
      keep_lowest(state.fault, {head.index, execution.code, execution.what});
      state.stopped[id] = true;
      return;
    }
    tokens_.push(stage, head.insn.tokens);
    golden::count(config_, head.insn, state.statistics);
    if (head.insn.opcode == static_cast<std::uint32_t>(Opcode::kFinish)) state.finished = true;
    state.queues[id].pop_front();
  }

  bool can_move(const RunRequest& request, const State& state) const {
    return can_fetch(request, state) || can_step(Stage::kLoad, state) ||
           can_step(Stage::kCompute, state) || can_step(Stage::kStore, state);
  }

  Config config_;
  DeviceMemory memory_;
  SramState sram_;
  TokenCounters tokens_;
  bool reset_needed_ = false;
  std::mt19937 rng_;
};

}  // namespace

ProgramOutcome run_in_random_order(const Program& program, std::uint32_t seed) {
  RandomOrderDevice device(program.config, seed);
  return run_on(device, program);
}

}  // namespace vta
