// SPDX-License-Identifier: Apache-2.0
//
// A program in a form that is easy to make smaller.

#ifndef VTA_SIM_FUZZ_DRAFT_H_
#define VTA_SIM_FUZZ_DRAFT_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "driver/program/program.h"
#include "hw/isa/insn.h"

namespace vta::fuzz {

struct DraftRun {
  std::vector<InsnWord> words;  // the instructions that there are
  std::uint32_t missing = 0;    // the run names this many more
  ProgramRun frame;             // everything but its instructions
};

// One instruction of a draft.
struct Place {
  std::size_t run, insn;
};

// A token that one instruction gives and another takes.
struct TokenPair {
  bool TokenFlags::*push;
  bool TokenFlags::*pop;
  Place giver;
  std::optional<Place> taker;  // nobody takes the ones that are left over
};

struct Draft {
  Program frame;  // without runs, and without the region of the instructions
  std::uint64_t insn_address = 0;
  std::vector<DraftRun> runs;

  [[nodiscard]] std::size_t size() const;  // instructions
  [[nodiscard]] std::vector<Place> places() const;
  [[nodiscard]] Insn insn(const Place& place) const;
  // Keeps the bits that no field uses.
  void set_tokens(const Place& place, const TokenFlags& tokens);
};

// Fails for a program whose instructions are not all in one memory file of the first run with a
// region of its own, as ProgramBuilder puts them.
[[nodiscard]] Result<Draft> draft_of(const Program& program);
[[nodiscard]] Program program_of(const Draft& draft);

// The k-th token given and the k-th taken of every channel. A run that does not finish (named by
// `failing`) drops those that are left.
[[nodiscard]] std::vector<TokenPair> token_pairs(const Draft& draft,
                                                 const std::vector<bool>& failing);

// Without these instructions, which are sorted, and without the other ends of their tokens.
[[nodiscard]] Draft without(const Draft& draft, const std::vector<Place>& places,
                            const std::vector<bool>& failing);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_DRAFT_H_
