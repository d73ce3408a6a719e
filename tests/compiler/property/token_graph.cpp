// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/property/token_graph.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <random>
#include <string>

#include "sim/golden/token_counters.h"

namespace vta::test {
namespace {

std::string text(std::size_t value) { return std::to_string(value); }

const char* name_of(Stage stage) {
  switch (stage) {
    case Stage::kLoad:
      return "load";
    case Stage::kCompute:
      return "compute";
    case Stage::kStore:
      return "store";
  }
  return "?";
}

// Queues of tokens, by producer and consumer.
enum Edge : std::size_t { kLoadToCompute, kComputeToLoad, kComputeToStore, kStoreToCompute };
constexpr std::size_t kEdges = 4;
using Edges = std::vector<Edge>;

Edges pops_of(const TokenStep& step) {
  Edges edges;
  if (step.tokens.pop_prev && step.stage == Stage::kCompute) edges.push_back(kLoadToCompute);
  if (step.tokens.pop_prev && step.stage == Stage::kStore) edges.push_back(kComputeToStore);
  if (step.tokens.pop_next && step.stage == Stage::kLoad) edges.push_back(kComputeToLoad);
  if (step.tokens.pop_next && step.stage == Stage::kCompute) edges.push_back(kStoreToCompute);
  return edges;
}

Edges pushes_of(const TokenStep& step) {
  Edges edges;
  if (step.tokens.push_prev && step.stage == Stage::kCompute) edges.push_back(kComputeToLoad);
  if (step.tokens.push_prev && step.stage == Stage::kStore) edges.push_back(kStoreToCompute);
  if (step.tokens.push_next && step.stage == Stage::kLoad) edges.push_back(kLoadToCompute);
  if (step.tokens.push_next && step.stage == Stage::kCompute) edges.push_back(kComputeToStore);
  return edges;
}

class Machine {
 public:
  Machine(const TokenSteps& steps, const QueueDepths& depths) : steps_(steps), depths_(depths) {}

  Status run(Turn turn, std::uint32_t seed) {
    std::mt19937 random(seed);
    std::array<std::size_t, kStageCount + 1> order = {0, 1, 2, kFetch};
    if (turn == Turn::kFetch) order = {kFetch, 0, 1, 2};
    if (turn == Turn::kCompute) order = {1, 0, 2, kFetch};
    if (turn == Turn::kStore) order = {2, 1, 0, kFetch};
    while (retired_ < steps_.size()) {
      if (turn == Turn::kRandom) std::shuffle(order.begin(), order.end(), random);
      const bool moved = std::any_of(order.begin(), order.end(), [this](std::size_t who) {
        return who == kFetch ? fetch() : advance(stages_[who]);
      });
      if (!moved) return Error{"stuck: " + where()};
    }
    for (const std::size_t count : tokens_) {
      if (count != 0) return Error{text(count) + " tokens are left"};
    }
    return ok_status();
  }

 private:
  static constexpr std::size_t kFetch = kStageCount;

  struct StageState {
    std::deque<std::size_t> queue = {};  // the instruction that is executed stays in front
    bool running = false;
    Edges to_push = {};
  };

  bool fetch() {
    if (next_ == steps_.size()) return false;
    StageState& stage = stages_[static_cast<std::size_t>(steps_[next_].stage)];
    if (stage.queue.size() >= depths_.insns) return false;
    stage.queue.push_back(next_++);
    return true;
  }

  // One step of a stage: starts an instruction, pushes one token, or retires.
  bool advance(StageState& stage) {
    if (stage.queue.empty()) return false;
    const TokenStep& step = steps_[stage.queue.front()];
    if (!stage.running) {
      const Edges pops = pops_of(step);
      if (std::any_of(pops.begin(), pops.end(), [this](Edge e) { return tokens_[e] == 0; })) {
        return false;
      }
      for (const Edge edge : pops) --tokens_[edge];
      stage.running = true;
      stage.to_push = pushes_of(step);
      return true;
    }
    if (stage.to_push.empty()) {
      stage.queue.pop_front();
      stage.running = false;
      ++retired_;
      return true;
    }
    const auto room = std::find_if(stage.to_push.begin(), stage.to_push.end(),
                                   [this](Edge e) { return tokens_[e] < depths_.tokens; });
    if (room == stage.to_push.end()) return false;
    ++tokens_[*room];
    stage.to_push.erase(room);
    return true;
  }

  [[nodiscard]] std::string where() const {
    std::string all = "fetch at " + text(next_);
    for (std::size_t s = 0; s < kStageCount; ++s) {
      const StageState& stage = stages_[s];
      all += std::string(", ") + name_of(static_cast<Stage>(s));
      if (stage.queue.empty()) {
        all += " without an instruction";
      } else {
        all += (stage.running ? " pushing at " : " popping at ") + text(stage.queue.front());
      }
    }
    return all + " of " + text(steps_.size());
  }

  const TokenSteps& steps_;
  QueueDepths depths_;
  std::array<StageState, kStageCount> stages_;
  std::array<std::size_t, kEdges> tokens_{};
  std::size_t next_ = 0, retired_ = 0;
};

}  // namespace

TokenSteps token_steps(std::span<const Insn> insns) {
  TokenSteps steps;
  for (const Insn& insn : insns) steps.push_back({stage_of(insn), insn.tokens});
  return steps;
}

Status check_program_order(const TokenSteps& steps) {
  TokenCounters tokens;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& [stage, flags] = steps[i];
    if (!tokens.can_take(stage, flags)) {
      return Error{"instruction " + text(i) + " lacks " + tokens.missing(stage, flags)};
    }
    tokens.take(stage, flags);
    if (!tokens.can_push(stage, flags)) return Error{"a counter overflows at " + text(i)};
    tokens.push(stage, flags);
  }
  if (tokens.load_to_compute + tokens.compute_to_load + tokens.compute_to_store +
          tokens.store_to_compute !=
      0) {
    return Error{"tokens are left"};
  }
  return ok_status();
}

Status check_queues(const TokenSteps& steps, const QueueDepths& depths, Turn turn,
                    std::uint32_t seed) {
  return Machine(steps, depths).run(turn, seed);
}

Status check_never_stuck(std::span<const Insn> insns, std::uint32_t seed, std::size_t tokens) {
  const TokenSteps steps = token_steps(insns);
  if (Status s = check_program_order(steps); !s) {
    return Error{"in program order: " + s.error().message};
  }
  const std::pair<std::string, QueueDepths> kinds[] = {
      {"queues of one instruction", kShallowInsns},
      {tokens == 1 ? "queues of one token" : "queues of " + text(tokens) + " tokens",
       {.tokens = tokens}}};
  for (const auto& [name, depths] : kinds) {
    for (const Turn turn : kTurns) {
      const Status s = check_queues(steps, depths, turn, seed);
      if (s) continue;
      return Error{name + ", turn " + text(static_cast<std::size_t>(turn)) + ", seed " +
                   std::to_string(seed) + ": " + s.error().message};
    }
  }
  return ok_status();
}

}  // namespace vta::test
