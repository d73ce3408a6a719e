// SPDX-License-Identifier: Apache-2.0
//
// What compilers make of a tile: a long GEMM, and beside it the reset, the bias, the shift and the
// clip of another one. Hardware may run these beside each other.

#ifndef VTA_SIM_FUZZ_TILE_OPERATIONS_H_
#define VTA_SIM_FUZZ_TILE_OPERATIONS_H_

#include "sim/fuzz/generator.h"

namespace vta::fuzz {

// A few tiles one behind the other, whose accumulators lie apart, or meet.
void tiles(Generator& generator);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_TILE_OPERATIONS_H_
