// SPDX-License-Identifier: Apache-2.0
//
// An expression as a sequence of operations of the ALU.

#ifndef VTA_COMPILER_PASSES_ALU_OPERATIONS_H_
#define VTA_COMPILER_PASSES_ALU_OPERATIONS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/ir/stmt.h"
#include "driver/program/calls.h"
#include "hw/isa/result.h"

namespace vta::passes {

// dst = dst op (src or imm); without an opcode, dst = 0.
struct AluOperation {
  std::optional<AluOpcode> opcode;
  ir::Expr src;  // index of the second operand; null with an immediate
  std::int64_t imm = 0;
};

// Leaves the value of a store in its place; no operation is needed for what is there already. Fails
// when an operand does not lie in the accumulator memory or overlaps the result at another index,
// or when the expression needs an intermediate result or an operation that the ALU has not. Whether
// an immediate fits is left to the caller.
[[nodiscard]] Result<std::vector<AluOperation>> alu_operations(const ir::StmtNode& store);

}  // namespace vta::passes

#endif  // VTA_COMPILER_PASSES_ALU_OPERATIONS_H_
