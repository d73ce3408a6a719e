// SPDX-License-Identifier: Apache-2.0
//
// Whether an instruction stream can get stuck, found out on nothing but the stage and the token
// flags of every instruction. The machine has deep queues; a stream that passes here needs none of
// them, or in the case of overlap only a few tokens, so it cannot get stuck in any machine.

#ifndef VTA_TESTS_COMPILER_PROPERTY_TOKEN_GRAPH_H_
#define VTA_TESTS_COMPILER_PROPERTY_TOKEN_GRAPH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "hw/isa/insn.h"
#include "hw/isa/result.h"

namespace vta::test {

struct TokenStep {
  Stage stage;
  TokenFlags tokens;
};
using TokenSteps = std::vector<TokenStep>;
[[nodiscard]] TokenSteps token_steps(std::span<const Insn> insns);

// One instruction after the other in the order of the stream: every token that one pops is there,
// and none is left at the end.
[[nodiscard]] Status check_program_order(const TokenSteps& steps);

// Stages that run side by side, each behind a queue of instructions, and a queue of tokens between
// neighbours for each direction.
struct QueueDepths {
  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();
  std::size_t insns = kUnlimited;   // of a stage, the one that it executes included
  std::size_t tokens = kUnlimited;  // a stage whose push finds the queue full waits
};
inline constexpr QueueDepths kShallowInsns{.insns = 1};
inline constexpr QueueDepths kShallowTokens{.tokens = 1};

// Who goes first when several can go on: one of them as far as it gets, or anyone.
enum class Turn : std::uint8_t { kFetch, kLoad, kCompute, kStore, kRandom };
inline constexpr std::array kTurns = {Turn::kFetch, Turn::kLoad, Turn::kCompute, Turn::kStore,
                                      Turn::kRandom};

// Fetch hands out instructions in order and waits for room in the queue of the stage. An
// instruction starts when all tokens that it pops are there, and ends when all that it pushes have
// found room. Fails when nothing can go on before the end, saying where every stage stands, or when
// a token is left at the end.
[[nodiscard]] Status check_queues(const TokenSteps& steps, const QueueDepths& depths, Turn turn,
                                  std::uint32_t seed);

// All of the above: program order, queues of one instruction, and queues of `tokens` tokens, in
// every turn. The message says which of them failed; `seed` is that of the random turns.
[[nodiscard]] Status check_never_stuck(std::span<const Insn> insns, std::uint32_t seed,
                                       std::size_t tokens = 1);
// With overlap a stage runs ahead by as many buffers as take turns: four
// (compiler/codegen/alternate.h) of each of two threads.
inline constexpr std::size_t kTokensOfOverlap = 8;

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_PROPERTY_TOKEN_GRAPH_H_
