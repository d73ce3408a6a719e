// SPDX-License-Identifier: Apache-2.0
//
// GEMM and ALU instructions at the ends of what they can say.

#ifndef VTA_SIM_FUZZ_CORNER_COMPUTE_H_
#define VTA_SIM_FUZZ_CORNER_COMPUTE_H_

#include "sim/fuzz/generator.h"

namespace vta::fuzz {

// Distances of micro-ops with the same target that are tried; the ACC forwarding of the RTL spans
// fewer.
inline constexpr std::uint32_t kMaxDistance = 8;

void equal_targets(Generator& generator);      // again after 1 .. kMaxDistance micro-ops
void alu_extremes(Generator& generator);       // shifts, products and sums that leave the width
void empty_loops(Generator& generator);        // in all ways
void largest_factors(Generator& generator);    // with and without effect
void many_trips(Generator& generator);         // 16383 of a loop
void all_uops(Generator& generator);           // of the micro-op memory
void use_last_elements(Generator& generator);  // of all memories, which must be filled

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_CORNER_COMPUTE_H_
