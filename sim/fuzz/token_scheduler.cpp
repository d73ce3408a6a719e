// SPDX-License-Identifier: Apache-2.0
//
// Vector clocks: every instruction knows how many instructions of each stage have retired before it
// executes. The k-th token taken from a counter is the k-th one given, and hands on what its giver
// knew. An instruction that needs more than its stage knows takes a token from one that has it.

#include "sim/fuzz/token_scheduler.h"

#include <algorithm>

namespace vta::fuzz {
namespace {

// Tokens that nobody needs are given only while fewer than this wait: counters stay far from full.
constexpr std::size_t kFewTokens = 100;

}  // namespace

TokenScheduler::TokenScheduler(Dice& dice) : dice_(dice) {
  for (std::size_t c = 0; c < kChannels.size(); ++c) channels_[c].ends = kChannels[c];
}

TokenScheduler::Channel& TokenScheduler::channel(Stage from, Stage to) {
  const auto found =
      std::find_if(channels_.begin(), channels_.end(), [from, to](const Channel& candidate) {
        return candidate.ends.from == from && candidate.ends.to == to;
      });
  VTA_CHECK(found != channels_.end());
  return *found;
}

void TokenScheduler::add(const Insn& insn, const std::vector<Access>& accesses) {
  const Stage stage = stage_of(insn);
  const Counts needed = needs(stage, accesses);
  TokenFlags flags;
  for (const Stage other : kStages) {
    if (other != stage) order(stage, other, needed[index_of(other)], flags);
  }
  add_needless_tokens(stage, flags);
  record(stage, accesses);
  append(insn, flags);
}

std::vector<std::vector<Insn>> TokenScheduler::streams() const {
  std::vector<std::vector<Insn>> result;
  for (std::size_t r = 0; r < run_begins_.size(); ++r) {
    const std::size_t end = r + 1 < run_begins_.size() ? run_begins_[r + 1] : nodes_.size();
    std::vector<Insn>& stream = result.emplace_back();
    for (std::size_t i = run_begins_[r]; i < end; ++i) stream.push_back(nodes_[i].insn);
  }
  return result;
}

void TokenScheduler::add_raw(const Insn& insn) {
  const Stage stage = stage_of(insn);
  by_stage_[index_of(stage)].push_back(nodes_.size());
  nodes_.push_back({insn, stage, clocks_[index_of(stage)]});
  clocks_[index_of(stage)][index_of(stage)] = count(stage);
}

void TokenScheduler::next_run(bool soft_reset) {
  run_begins_.push_back(nodes_.size());
  for (Counts& clock : clocks_) {
    for (const Stage stage : kStages) clock[index_of(stage)] = count(stage);
  }
  for (Channel& tokens : channels_) {
    if (soft_reset) tokens.waiting.clear();
    tokens.next_producer = count(tokens.ends.from);
  }
}

void TokenScheduler::fill(std::size_t channel, std::size_t target) {
  Channel& tokens = channels_[channel];
  const auto [from, to, push, pop] = tokens.ends;
  TokenFlags flags;
  order(from, to, count(to), flags);
  append_nop(from, flags);
  TokenFlags give;
  give.*push = true;
  while (tokens.waiting.size() < target) append_nop(from, give);
}

void TokenScheduler::drain(std::size_t channel) {
  Channel& tokens = channels_[channel];
  const auto [from, to, push, pop] = tokens.ends;
  while (!tokens.waiting.empty()) {
    TokenFlags flags;
    take(tokens);
    flags.*pop = true;
    append_nop(to, flags);
  }
  TokenFlags flags;
  order(from, to, count(to), flags);
  append_nop(from, flags);
}

TokenScheduler::Counts TokenScheduler::needs(Stage stage, const std::vector<Access>& accesses) {
  Counts needed{};
  for (const Access& access : accesses) {
    for (std::uint32_t i = 0; i < access.count; ++i) {
      const Cell& cell = cells_.at(access.space, access.first + i);
      std::uint32_t& writer = needed[index_of(cell.writer_stage)];
      writer = std::max(writer, cell.writer);
      if (!access.write) continue;
      for (std::size_t other = 0; other < kStageCount; ++other) {
        needed[other] = std::max(needed[other], cell.readers[other]);
      }
    }
  }
  needed[index_of(stage)] = 0;  // a stage is in order by itself
  return needed;
}

void TokenScheduler::record(Stage stage, const std::vector<Access>& accesses) {
  const std::uint32_t number = count(stage) + 1;
  for (const Access& access : accesses) {
    for (std::uint32_t i = 0; i < access.count; ++i) {
      Cell& cell = cells_.at(access.space, access.first + i);
      if (access.write) {
        cell.readers = {};
        cell.writer = number;
        cell.writer_stage = stage;
      } else {
        cell.readers[index_of(stage)] = number;
      }
    }
  }
}

void TokenScheduler::order(Stage stage, Stage other, std::uint32_t number, TokenFlags& flags) {
  if (clocks_[index_of(stage)][index_of(other)] >= number) return;
  if (stage == Stage::kCompute || other == Stage::kCompute) {
    order_neighbours(stage, other, number, flags);
    return;
  }
  // Load and store do not talk to each other: find a compute instruction that knows.
  std::uint32_t knows = 0;
  while (knows < count(Stage::kCompute) &&
         node(Stage::kCompute, knows).known[index_of(other)] < number) {
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
    const std::uint32_t giver = dice_.pick_unsigned(first, count(other) - 1);
    node(other, giver).insn.tokens.*tokens.ends.push = true;
    tokens.waiting.push_back(giver);
    tokens.next_producer = giver + 1;
  }
  while (clocks_[index_of(stage)][index_of(other)] < number) {
    if (flags.*tokens.ends.pop) {  // one token per instruction and direction
      append_nop(stage, flags);
      flags = {};
    }
    take(tokens);
    flags.*tokens.ends.pop = true;
  }
}

void TokenScheduler::take(Channel& tokens) {
  const Node& giver = node(tokens.ends.from, tokens.waiting.front());
  Counts& clock = clocks_[index_of(tokens.ends.to)];
  for (const Stage stage : kStages) {
    if (stage != tokens.ends.to)
      clock[index_of(stage)] = std::max(clock[index_of(stage)], giver.known[index_of(stage)]);
  }
  clock[index_of(tokens.ends.from)] =
      std::max(clock[index_of(tokens.ends.from)], tokens.waiting.front() + 1);
  tokens.waiting.pop_front();
}

void TokenScheduler::append(const Insn& insn, const TokenFlags& flags) {
  const Stage stage = stage_of(insn);
  Node added{insn, stage, clocks_[index_of(stage)]};
  added.insn.tokens = flags;
  by_stage_[index_of(stage)].push_back(nodes_.size());
  nodes_.push_back(added);
  clocks_[index_of(stage)][index_of(stage)] = count(stage);
  for (Channel& tokens : channels_) {
    if (tokens.ends.from != stage || !(flags.*tokens.ends.push)) continue;
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
    if (tokens.ends.to == stage && !(flags.*tokens.ends.pop) && !tokens.waiting.empty() &&
        dice_.chance(0.2)) {
      take(tokens);
      flags.*tokens.ends.pop = true;
    }
    if (tokens.ends.from == stage && tokens.waiting.size() < kFewTokens && dice_.chance(0.1)) {
      flags.*tokens.ends.push = true;
    }
  }
}

}  // namespace vta::fuzz
