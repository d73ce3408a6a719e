// SPDX-License-Identifier: Apache-2.0
//
// Gives the instructions of a random program the tokens that make it free of races, and no more
// order than that: a stage waits for another one only where they touch the same data.

#ifndef VTA_TESTS_REGRESS_TOKEN_SCHEDULER_H_
#define VTA_TESTS_REGRESS_TOKEN_SCHEDULER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <random>
#include <vector>

#include "hw/isa/insn.h"

namespace vta {

// Data that two stages can share. UOP belongs to compute alone, OUT is ACC.
enum class Space : std::uint8_t { kInp, kWgt, kAcc, kDram };
inline constexpr std::size_t kSpaceCount = 4;

// One thing that an instruction reads or writes: an element, or a granule of DRAM.
struct Access {
  Space space;
  std::uint32_t index;
  bool write;
};

class TokenScheduler {
 public:
  // `sizes`: things in each space. `rng` must outlive the scheduler.
  TokenScheduler(const std::array<std::size_t, kSpaceCount>& sizes, std::mt19937& rng);

  // Appends an instruction without token flags, and before it the NOPs that take tokens it cannot
  // take itself.
  void add(const Insn& insn, const std::vector<Access>& accesses);

  // The stream so far. Tokens may be left over at its end.
  [[nodiscard]] std::vector<Insn> stream() const;
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }

 private:
  // Numbers of instructions of each stage, indexed by Stage.
  using Clock = std::array<std::uint32_t, kStageCount>;

  struct Node {
    Insn insn;
    Stage stage;
    Clock known;  // instructions that have retired for sure when this one executes
  };
  // Tokens from one stage to its neighbour.
  struct Channel {
    Stage from, to;
    bool TokenFlags::*push;
    bool TokenFlags::*pop;
    std::deque<std::uint32_t> waiting = {};  // producers of tokens not taken, by number
    std::uint32_t next_producer = 0;         // the first that may push another token
  };
  struct Cell {
    Clock readers{};  // last reader of each stage since the last write; numbers count from 1
    std::uint32_t writer = 0;
    Stage writer_stage = Stage::kLoad;
  };

  static std::size_t id(Stage stage) { return static_cast<std::size_t>(stage); }
  [[nodiscard]] bool chance(double p) { return std::bernoulli_distribution(p)(rng_); }
  [[nodiscard]] std::uint32_t count(Stage stage) const {
    return static_cast<std::uint32_t>(by_stage_[id(stage)].size());
  }
  Node& node(Stage stage, std::uint32_t number) { return nodes_[by_stage_[id(stage)][number]]; }
  [[nodiscard]] Channel& channel(Stage from, Stage to);

  [[nodiscard]] Clock needs(Stage stage, const std::vector<Access>& accesses) const;
  void record(Stage stage, const std::vector<Access>& accesses);
  // Makes the next instruction of `stage` run after the first `number` ones of `other`; a pop that
  // it has to make itself is set in `flags`.
  void order(Stage stage, Stage other, std::uint32_t number, TokenFlags& flags);
  void order_neighbours(Stage stage, Stage other, std::uint32_t number, TokenFlags& flags);
  void take(Channel& tokens);  // the oldest one
  void append(const Insn& insn, const TokenFlags& flags);
  void append_nop(Stage stage, const TokenFlags& flags);
  void add_needless_tokens(Stage stage, TokenFlags& flags);

  std::mt19937& rng_;
  std::array<std::vector<Cell>, kSpaceCount> cells_;
  std::vector<Node> nodes_;
  std::array<std::vector<std::size_t>, kStageCount> by_stage_;
  std::array<Clock, kStageCount> clocks_{};  // what the next instruction of a stage knows
  std::array<Channel, 4> channels_;
};

}  // namespace vta

#endif  // VTA_TESTS_REGRESS_TOKEN_SCHEDULER_H_
