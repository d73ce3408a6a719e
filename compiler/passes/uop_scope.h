// SPDX-License-Identifier: Apache-2.0
//
// A micro-kernel: micro-operations, and loops around them, that become one instruction.

#ifndef VTA_COMPILER_PASSES_UOP_SCOPE_H_
#define VTA_COMPILER_PASSES_UOP_SCOPE_H_

#include <utility>

#include "compiler/ir/stmt.h"
#include "driver/program/calls.h"

namespace vta::passes {

// The micro-kernel in the compute stage.
[[nodiscard]] inline ir::Stmt uop_scope(UopMode mode, ir::Stmt body) {
  return ir::make_attr(ir::kCoprocScope, static_cast<int>(Queue::kCompute),
                       ir::make_attr(ir::kUopScope, static_cast<int>(mode), std::move(body)));
}

[[nodiscard]] inline ir::Stmt uop_loop_begin(const ir::Expr& extent, const ir::Expr& dst,
                                             const ir::Expr& src, const ir::Expr& wgt) {
  return ir::make_eval(ir::kUopLoopBegin, {extent, dst, src, wgt});
}
[[nodiscard]] inline ir::Stmt uop_loop_end() { return ir::make_eval(ir::kUopLoopEnd, {}); }

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_UOP_SCOPE_H_
