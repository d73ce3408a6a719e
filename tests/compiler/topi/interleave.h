// SPDX-License-Identifier: Apache-2.0
//
// Runs a program with the stages taking turns in a given or random order. Tokens that are missing
// show as wrong results in one order or another.

#ifndef VTA_TESTS_COMPILER_TOPI_INTERLEAVE_H_
#define VTA_TESTS_COMPILER_TOPI_INTERLEAVE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "driver/program/command_stream.h"
#include "driver/program/program.h"
#include "hw/isa/result.h"

namespace vta::test {

// Which stage goes first when several can.
enum class Order { kStoreFirst, kComputeFirst, kLoadFirst, kRandom };

// The bytes at run 0's first expectation after executing `insns` one at a time, always an
// instruction of the first stage in `order` that can start. Fails when nothing can go on, an
// instruction is in error, or tokens are left at the end.
[[nodiscard]] Result<std::vector<std::byte>> run_interleaved(const Program& program,
                                                             const std::vector<Insn>& insns,
                                                             Order order, std::uint32_t seed);

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_TOPI_INTERLEAVE_H_
