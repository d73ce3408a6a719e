// SPDX-License-Identifier: Apache-2.0
//
// Operations at the ends of what the fields of an instruction can say, which are rare at random.

#ifndef VTA_SIM_FUZZ_CORNER_OPERATIONS_H_
#define VTA_SIM_FUZZ_CORNER_OPERATIONS_H_

#include "sim/fuzz/generator.h"

namespace vta::fuzz {

// One of them.
void corner_operation(Generator& generator);

// Fills a queue of instructions up to its last place behind one that waits, and then lets it go.
// The end of a run.
void fill_a_queue(Generator& generator);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_CORNER_OPERATIONS_H_
