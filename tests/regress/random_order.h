// SPDX-License-Identifier: Apache-2.0
//
// Runs a program with the parts of the golden model, but with fetch and the stages taking turns at
// random, and with random bits in the on-chip memories at first: what has no race, and writes
// before it reads, gives the same result.

#ifndef VTA_TESTS_REGRESS_RANDOM_ORDER_H_
#define VTA_TESTS_REGRESS_RANDOM_ORDER_H_

#include <cstdint>

#include "driver/program/program.h"
#include "tests/regress/compare.h"

namespace vta {

// Each of the four is as fast or as slow as the seed says.
[[nodiscard]] ProgramOutcome run_in_random_order(const Program& program, std::uint32_t seed);

}  // namespace vta

#endif  // VTA_TESTS_REGRESS_RANDOM_ORDER_H_
