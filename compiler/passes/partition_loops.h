// SPDX-License-Identifier: Apache-2.0
//
// Ragged tiles: loops whose extent depends on an outer loop.

#ifndef VTA_COMPILER_PASSES_PARTITION_LOOPS_H_
#define VTA_COMPILER_PASSES_PARTITION_LOOPS_H_

#include "compiler/ir/stmt.h"
#include "hw/isa/result.h"

namespace vta::passes {

// Cuts outer loops into runs of trips for which every extent inside, of loops and allocations, is
// the same, so that afterwards all of them are literals: what remains of 13 rows in tiles of 7 is a
// loop over the full tiles and a tile of 6. Virtual threads with unequal tiles are cut apart, too:
// they then run one after the other. Fails naming the stage (as far as notes tell it) and the loop
// whose extent depends on a loop inside of it.
[[nodiscard]] Result<ir::Function> partition_loops(const ir::Function& function);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_PARTITION_LOOPS_H_
