// SPDX-License-Identifier: Apache-2.0
//
// Loop programs as text, in the notation of the VTA tutorials (TVM's printed TIR): loops count
// (variable, first, extent), buffers are one-dimensional, intrinsics are calls.

#ifndef VTA_COMPILER_IR_PRINT_H_
#define VTA_COMPILER_IR_PRINT_H_

#include <string>

#include "compiler/ir/stmt.h"

namespace vta::ir {

// The whole program, parameters first. Names that are the same are told apart by a number, also
// from NAME_1 and NAME_2, as the handle and the pointer of a parameter NAME are called.
[[nodiscard]] std::string to_text(const Function& function);
// One expression, for messages; names as they are.
[[nodiscard]] std::string to_text(const Expr& expr);

}  // namespace vta::ir

#endif  // VTA_COMPILER_IR_PRINT_H_
