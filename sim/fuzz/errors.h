// SPDX-License-Identifier: Apache-2.0
//
// Instructions that stop their stage, for any place in a random program.

#ifndef VTA_SIM_FUZZ_ERRORS_H_
#define VTA_SIM_FUZZ_ERRORS_H_

#include "sim/fuzz/generator.h"
#include "sim/fuzz/race_check.h"

namespace vta::fuzz {

// Adds an instruction with a random error and says which one. It pops and pushes tokens like any
// other. What it leaves unspecified (the elements on chip of a LOAD with an axi_error) is outside
// the windows, and what could follow it in the pipeline is silenced.
[[nodiscard]] Verdict add_error(Generator& generator);

// The ends of a run, after which nothing more may be added to it.

// A counter that overflows, for sure.
[[nodiscard]] Verdict overflow_a_counter(Generator& generator);
// A stage waits for a token that nobody gives, two stages wait for each other, or a full queue
// hides the instruction that is waited for.
[[nodiscard]] Verdict deadlock(Generator& generator);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_ERRORS_H_
