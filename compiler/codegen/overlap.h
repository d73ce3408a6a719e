// SPDX-License-Identifier: Apache-2.0
//
// Brings a program into the order in which the machine has the least to wait for, and gives it the
// tokens that this order needs.

#ifndef VTA_COMPILER_CODEGEN_OVERLAP_H_
#define VTA_COMPILER_CODEGEN_OVERLAP_H_

#include "compiler/codegen/codegen.h"
#include "hw/isa/config.h"

namespace vta {

// Instructions of the compute stage start in order, so one that waits for a token holds up what
// stands behind it. Here
//   - a reset moves down, to the first product that needs it: it waits for the store of what it
//     overwrites, and the other thread's products need not wait with it;
//   - arithmetic moves down behind one product of the other thread, and its store with it: the
//     machine does such arithmetic beside a product, but not beside the one that it reads from;
//   - tokens are those that elements of the memories ask for, not one for every change of stage:
//     a load waits for the last product that reads what it overwrites, a product for the loads of
//     what it reads, a reset for the store of what it overwrites.
// Each of these is the same program to whoever looks at memory afterwards. Programs that load what
// they store are left as they are.
[[nodiscard]] CodegenResult overlap_stages(const Config& config, CodegenResult code);

}  // namespace vta

#endif  // VTA_COMPILER_CODEGEN_OVERLAP_H_
