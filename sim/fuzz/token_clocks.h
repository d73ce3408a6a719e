// SPDX-License-Identifier: Apache-2.0
//
// Vector clocks: tokens as messages that carry what their giver knew about the other stages.

#ifndef VTA_SIM_FUZZ_TOKEN_CLOCKS_H_
#define VTA_SIM_FUZZ_TOKEN_CLOCKS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "hw/isa/insn.h"

namespace vta::fuzz {

inline constexpr std::array<Stage, kStageCount> kStages = {Stage::kLoad, Stage::kCompute,
                                                           Stage::kStore};
[[nodiscard]] constexpr std::size_t index_of(Stage stage) {
  return static_cast<std::size_t>(stage);
}

// Tokens from one stage to its neighbour.
struct TokenChannel {
  Stage from, to;
  bool TokenFlags::*push;
  bool TokenFlags::*pop;
};
inline constexpr std::array<TokenChannel, 4> kChannels = {{
    {Stage::kLoad, Stage::kCompute, &TokenFlags::push_next, &TokenFlags::pop_prev},
    {Stage::kCompute, Stage::kLoad, &TokenFlags::push_prev, &TokenFlags::pop_next},
    {Stage::kCompute, Stage::kStore, &TokenFlags::push_next, &TokenFlags::pop_prev},
    {Stage::kStore, Stage::kCompute, &TokenFlags::push_prev, &TokenFlags::pop_next},
}};

// The last instruction of each stage that has ended for sure. Instructions are counted from 1 over
// all runs; 0 is none.
using Clock = std::array<std::uint64_t, kStageCount>;

class TokenClocks {
 public:
  // A run begins when `ended` instructions have been executed or dropped.
  void begin_run(std::uint64_t ended);

  [[nodiscard]] const Clock& known(Stage stage) const { return known_[index_of(stage)]; }

  [[nodiscard]] bool can_take(Stage stage, const TokenFlags& flags) const;
  void take(Stage stage, const TokenFlags& flags, std::uint64_t insn);
  // Instruction `insn` of the stage has ended: gives its tokens, all or, when a counter is full,
  // none.
  [[nodiscard]] bool give(Stage stage, const TokenFlags& flags, std::uint64_t insn);

  // The first instruction of the run that overflows a counter in some timings only; 0 when there is
  // none.
  [[nodiscard]] std::uint64_t doubtful_overflow() const;

  void clear();  // a soft reset

 private:
  struct Channel {
    std::deque<Clock> waiting = {};
    std::vector<std::uint64_t> pops = {};  // who took tokens; the k-th took the k-th given
    std::uint64_t given = 0;
    std::size_t known_pops = 0;  // by the giver, whose knowledge only grows
  };
  struct Suspicion {
    std::size_t channel;
    std::uint64_t given, insn;
  };

  std::array<Channel, kChannels.size()> channels_;
  std::array<Clock, kStageCount> known_{};
  std::vector<Suspicion> suspicions_;
};

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_TOKEN_CLOCKS_H_
