// SPDX-License-Identifier: Apache-2.0
//
// Vector clocks: every instruction knows how many instructions of each stage have retired before it
// executes. The k-th token taken from a counter is the k-th one given, and hands on what its giver
// knew. An instruction that needs more than its stage knows takes a token from one that has it.

#include "tests/regress/token_scheduler.h"

#include <algorithm>

namespace vta {
namespace {

constexpr std::array<Stage, kStageCount> kStages = {Stage::kLoad, Stage::kCompute, Stage::kStore};

}  // namespace

TokenScheduler::TokenScheduler(const std::array<std::size_t, kSpaceCount>& sizes, std::mt19937& rng)
    : rng_(rng),
      channels_{{{Stage::kLoad, Stage::kCompute, &TokenFlags::push_next, &TokenFlags::pop_prev},
                 {Stage::kCompute, Stage::kLoad, &TokenFlags::push_prev, &TokenFlags::pop_next},
                 {Stage::kCompute, Stage::kStore, &TokenFlags::push_next, &TokenFlags::pop_prev},
                 {Stage::kStore, Stage::kCompute, &TokenFlags::push_prev, &TokenFlags::pop_next}}} {
  for (std::size_t space = 0; space < kSpaceCount; ++space) cells_[space].resize(sizes[space]);
}

TokenScheduler::Channel& TokenScheduler::channel(Stage from, Stage to) {
  const auto found =
      std::find_if(channels_.begin(), channels_.end(), [from, to](const Channel& candidate) {
        return candidate.from == from && candidate.to == to;
      });
  VTA_CHECK(found != channels_.end());
  return *found;
}

void TokenScheduler::add(const Insn& insn, const std::vector<Access>& accesses) {
  const Stage stage = stage_of(insn);
  const Clock needed = needs(stage, accesses);
  TokenFlags flags;
  for (const Stage other : kStages) {
    if (other != stage) order(stage, other, needed[id(other)], flags);
  }
  add_needless_tokens(stage, flags);
  record(stage, accesses);
  append(insn, flags);
}

std::vector<Insn> TokenScheduler::stream() const {
  std::vector<Insn> result;
  result.reserve(nodes_.size());
  for (const Node& n : nodes_) result.push_back(n.insn);
  return result;
}

TokenScheduler::Clock TokenScheduler::needs(Stage stage,
                                            const std::vector<Access>& accesses) const {
  Clock needed{};
  for (const Access& access : accesses) {
    const Cell& cell = cells_[static_cast<std::size_t>(access.space)].at(access.index);
    std::uint32_t& writer = needed[id(cell.writer_stage)];
    writer = std::max(writer, cell.writer);
    if (!access.write) continue;
    for (const Stage other : kStages) {
      needed[id(other)] = std::max(needed[id(other)], cell.readers[id(other)]);
    }
  }
  needed[id(stage)] = 0;  // a stage is in order by itself
  return needed;
}

void TokenScheduler::record(Stage stage, const std::vector<Access>& accesses) {
  const std::uint32_t number = count(stage) + 1;
  for (const Access& access : accesses) {
    Cell& cell = cells_[static_cast<std::size_t>(access.space)].at(access.index);
    if (access.write) {
      cell.readers = {};
      cell.writer = number;
      cell.writer_stage = stage;
    } else {
      cell.readers[id(stage)] = number;
    }
  }
}

void TokenScheduler::order(Stage stage, Stage other, std::uint32_t number, TokenFlags& flags) {
  if (clocks_[id(stage)][id(other)] >= number) return;
  if (stage == Stage::kCompute || other == Stage::kCompute) {
    order_neighbours(stage, other, number, flags);
    return;
  }
  // Load and store do not talk to each other: find a compute instruction that knows.
  std::uint32_t knows = 0;
  while (knows < count(Stage::kCompute) && node(Stage::kCompute, knows).known[id(other)] < number) {
    ++knows;
  }
  if (knows == count(Stage::kCompute)) {
    TokenFlags relay;
    order(Stage::kCompute, other, number, relay);
    append_nop(Stage::kCompute, relay);
    knows = count(Stage::kCompute) - 1;  // order() may have added NOPs, too
  }
  order_neighbours(stage, Stage::kCompute, knows + 1, flags);
}

void TokenScheduler::order_neighbours(Stage stage, Stage other, std::uint32_t number,
                                      TokenFlags& flags) {
  Channel& tokens = channel(other, stage);
  if (tokens.waiting.empty() || tokens.waiting.back() + 1 < number) {
    // Any instruction from the one that is needed to the newest one may give the token.
    const std::uint32_t first = std::max(number - 1, tokens.next_producer);
    VTA_CHECK(first < count(other));
    const std::uint32_t giver =
        std::uniform_int_distribution<std::uint32_t>(first, count(other) - 1)(rng_);
    node(other, giver).insn.tokens.*tokens.push = true;
    tokens.waiting.push_back(giver);
    tokens.next_producer = giver + 1;
  }
  while (clocks_[id(stage)][id(other)] < number) {
    if (flags.*tokens.pop) {  // one token per instruction and direction
      append_nop(stage, flags);
      flags = {};
    }
    take(tokens);
    flags.*tokens.pop = true;
  }
}

void TokenScheduler::take(Channel& tokens) {
  const Node& giver = node(tokens.from, tokens.waiting.front());
  Clock& clock = clocks_[id(tokens.to)];
  for (const Stage stage : kStages) {
    if (stage != tokens.to) clock[id(stage)] = std::max(clock[id(stage)], giver.known[id(stage)]);
  }
  clock[id(tokens.from)] = std::max(clock[id(tokens.from)], tokens.waiting.front() + 1);
  tokens.waiting.pop_front();
}

void TokenScheduler::append(const Insn& insn, const TokenFlags& flags) {
  const Stage stage = stage_of(insn);
  Node added{insn, stage, clocks_[id(stage)]};
  added.insn.tokens = flags;
  by_stage_[id(stage)].push_back(nodes_.size());
  nodes_.push_back(added);
  clocks_[id(stage)][id(stage)] = count(stage);
  for (Channel& tokens : channels_) {
    if (tokens.from != stage || !(flags.*tokens.push)) continue;
    tokens.waiting.push_back(count(stage) - 1);
    tokens.next_producer = count(stage);
  }
}

void TokenScheduler::append_nop(Stage stage, const TokenFlags& flags) {
  MemFields nothing;
  if (stage == Stage::kLoad) nothing.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  append(stage == Stage::kStore ? make_store(nothing) : make_load(nothing), flags);
}

// Tokens that nobody needs: given at random, taken at random when they are there.
void TokenScheduler::add_needless_tokens(Stage stage, TokenFlags& flags) {
  for (Channel& tokens : channels_) {
    if (tokens.to == stage && !(flags.*tokens.pop) && !tokens.waiting.empty() && chance(0.2)) {
      take(tokens);
      flags.*tokens.pop = true;
    }
    if (tokens.from == stage && chance(0.1)) flags.*tokens.push = true;
  }
}

}  // namespace vta
