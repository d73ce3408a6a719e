// SPDX-License-Identifier: Apache-2.0
//
// Random legal programs with exactly one result, for comparing targets.

#ifndef VTA_TESTS_REGRESS_RANDOM_PROGRAM_H_
#define VTA_TESTS_REGRESS_RANDOM_PROGRAM_H_

#include <cstdint>

#include "driver/program/program.h"

namespace vta {

// One run of about `operations` random operations, after loads that fill the memories it uses and
// before stores of all bits of the accumulators it uses. There are loads of all types with pads and
// strides, GEMM, reset and ALU with any loops, stores, NOPs, empty instructions, random values in
// bits and flags that are ignored, DRAM that is stored and loaded again, and tokens in all four
// directions where data ask for them, and a few where they do not. Every element is written before
// it is read, so the result does not depend on what the memories held. It finishes. At most a few
// thousand micro-ops and 256 KiB of memory in the default geometry. Bus words never reach beyond
// its regions (multiples of 64 bytes). Memories need at least 8 elements.
[[nodiscard]] Program random_legal_program(const Config& config, std::uint32_t seed,
                                           int operations = 60);

}  // namespace vta

#endif  // VTA_TESTS_REGRESS_RANDOM_PROGRAM_H_
