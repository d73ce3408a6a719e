// SPDX-License-Identifier: Apache-2.0
//
// Gives the instructions of a random program the tokens that make it free of races, and no more
// order than that: a stage waits for another one only where they touch the same data.

#ifndef VTA_SIM_FUZZ_TOKEN_SCHEDULER_H_
#define VTA_SIM_FUZZ_TOKEN_SCHEDULER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/fuzz/cells.h"
#include "sim/fuzz/dice.h"
#include "sim/fuzz/footprint.h"
#include "sim/fuzz/token_clocks.h"

namespace vta::fuzz {

class TokenScheduler {
 public:
  explicit TokenScheduler(Dice& dice);

  // Appends an instruction without token flags, and before it the NOPs that take tokens it cannot
  // take itself.
  void add(const Insn& insn, const std::vector<Access>& accesses);

  // Appends an instruction with tokens of its own, which nobody follows: they may come from behind
  // it, or never. What follows in the run must do with later tokens than it thinks, or with none.
  void add_raw(const Insn& insn);

  // What follows belongs to another run, which begins when all of this one has ended. Tokens that
  // are left over stay, unless a soft reset comes first.
  void next_run(bool soft_reset);

  // Of the channel, an index of kChannels: the giver gives tokens until `target` wait, for sure.
  void fill(std::size_t channel, std::size_t target);
  // The taker takes all tokens, and the giver knows it.
  void drain(std::size_t channel);
  [[nodiscard]] std::size_t waiting(std::size_t channel) const {
    return channels_[channel].waiting.size();
  }

  // The stream of each run so far.
  [[nodiscard]] std::vector<std::vector<Insn>> streams() const;
  // Instructions of the current run.
  [[nodiscard]] std::size_t size() const { return nodes_.size() - run_begins_.back(); }

 private:
  // Numbers of instructions of each stage, indexed by Stage.
  using Counts = std::array<std::uint32_t, kStageCount>;

  struct Node {
    Insn insn;
    Stage stage;
    Counts known;  // instructions that have retired for sure when this one executes
  };
  // Tokens from one stage to its neighbour.
  struct Channel {
    TokenChannel ends;
    std::deque<std::uint32_t> waiting = {};  // producers of tokens not taken, by number
    std::uint32_t next_producer = 0;         // the first that may push another token
  };
  struct Cell {
    Counts readers{};  // last reader of each stage since the last write; numbers count from 1
    std::uint32_t writer = 0;
    Stage writer_stage = Stage::kLoad;
  };

  [[nodiscard]] std::uint32_t count(Stage stage) const {
    return static_cast<std::uint32_t>(by_stage_[index_of(stage)].size());
  }
  Node& node(Stage stage, std::uint32_t number) {
    return nodes_[by_stage_[index_of(stage)][number]];
  }
  [[nodiscard]] Channel& channel(Stage from, Stage to);

  [[nodiscard]] Counts needs(Stage stage, const std::vector<Access>& accesses);
  void record(Stage stage, const std::vector<Access>& accesses);
  // Makes the next instruction of `stage` run after the first `number` ones of `other`; a pop that
  // it has to make itself is set in `flags`.
  void order(Stage stage, Stage other, std::uint32_t number, TokenFlags& flags);
  void order_neighbours(Stage stage, Stage other, std::uint32_t number, TokenFlags& flags);
  void take(Channel& tokens);  // the oldest one
  void append(const Insn& insn, const TokenFlags& flags);
  void append_nop(Stage stage, const TokenFlags& flags);
  void add_needless_tokens(Stage stage, TokenFlags& flags);

  Dice& dice_;
  Cells<Cell> cells_;
  std::vector<Node> nodes_;
  std::array<std::vector<std::size_t>, kStageCount> by_stage_;
  std::array<Counts, kStageCount> clocks_{};  // what the next instruction of a stage knows
  std::array<Channel, kChannels.size()> channels_;
  std::vector<std::size_t> run_begins_ = {0};  // in nodes_
};

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_TOKEN_SCHEDULER_H_
