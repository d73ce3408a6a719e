// SPDX-License-Identifier: Apache-2.0
//
// Several buffers instead of one, wherever the memory has room for them.

#ifndef VTA_COMPILER_CODEGEN_ALTERNATE_H_
#define VTA_COMPILER_CODEGEN_ALTERNATE_H_

#include "driver/program/calls.h"
#include "hw/isa/config.h"

namespace vta {

// Where a memory holds what the program uses of it two, three or four times, every load and every
// reset of a part goes to another copy than the one before of this part, in turn, and those who use
// it follow. So the next data may come, and the next sums begin, while the last ones are still in
// use. What the program computes stays the same. Programs with long micro-kernels get two copies. A
// memory is left as it is if a micro-kernel would have to read two copies at once.
[[nodiscard]] CallList alternate_buffers(const Config& config, CallList calls);

}  // namespace vta

#endif  // VTA_COMPILER_CODEGEN_ALTERNATE_H_
