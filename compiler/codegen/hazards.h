// SPDX-License-Identifier: Apache-2.0
//
// What upstream's hardware cannot do and ours can.

#ifndef VTA_COMPILER_CODEGEN_HAZARDS_H_
#define VTA_COMPILER_CODEGEN_HAZARDS_H_

#include "compiler/codegen/codegen.h"
#include "hw/isa/result.h"

namespace vta {

// Our accumulators may be written in any order. Upstream's pipeline loses an update when a
// micro-operation writes the element that one of the two before it in the same micro-kernel writes,
// so its runtime refuses such kernels. Fails naming the stage, the micro-operations and the
// element.
[[nodiscard]] Status check_portable(const CodegenResult& code);

}  // namespace vta

#endif  // VTA_COMPILER_CODEGEN_HAZARDS_H_
