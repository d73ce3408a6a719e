// SPDX-License-Identifier: Apache-2.0
//
// Two buffers instead of one, wherever the memory has room for the second.

#ifndef VTA_COMPILER_CODEGEN_ALTERNATE_H_
#define VTA_COMPILER_CODEGEN_ALTERNATE_H_

#include "driver/program/calls.h"
#include "hw/isa/config.h"

namespace vta {

// Every load and every reset of a part of a memory of which the program uses no more than half goes
// to the half that the one before of this part did not go to, and so do those who use it. So the
// next data may come, and the next sums begin, while the last ones are still in use. What the
// program computes stays the same. A memory of which a micro-kernel would have to read both halves
// at once is left as it is.
[[nodiscard]] CallList alternate_buffers(const Config& config, CallList calls);

}  // namespace vta

#endif  // VTA_COMPILER_CODEGEN_ALTERNATE_H_
