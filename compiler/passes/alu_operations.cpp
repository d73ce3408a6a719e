// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/alu_operations.h"

#include <algorithm>
#include <string>
#include <utility>

#include "compiler/ir/print.h"

namespace vta::passes {
namespace {

using ir::DType;
using ir::Expr;
using ir::MemScope;
using ir::Op;

std::optional<AluOpcode> opcode_of(Op op) {
  switch (op) {
    case Op::kAdd:
      return AluOpcode::kAdd;
    case Op::kMul:
      return AluOpcode::kMul;
    case Op::kMin:
      return AluOpcode::kMin;
    case Op::kMax:
      return AluOpcode::kMax;
    case Op::kShr:
      return AluOpcode::kShr;
    default:
      return std::nullopt;
  }
}

bool commutes(Op op) {
  return op == Op::kAdd || op == Op::kMul || op == Op::kMin || op == Op::kMax;
}

class Evaluation {
 public:
  explicit Evaluation(const ir::StmtNode& store) : store_(store) {}

  Result<std::vector<AluOperation>> run() {
    if (Status s = check_reads(store_.value); !s) return s.error();
    if (Status s = evaluate(store_.value); !s) return s.error();
    return std::move(operations_);
  }

 private:
  [[nodiscard]] bool is_result(const Expr& e) const {
    return is(e, Op::kRead) && e->buffer == store_.buffer && ir::equal(e->args[0], store_.index[0]);
  }

  Status check_reads(const Expr& value) const {
    if (is(value, Op::kRead)) {
      if (value->buffer->scope != MemScope::kAcc) {
        return Error{"alu: operand " + value->buffer->name + " lies in " +
                     std::string(to_string(value->buffer->scope)) +
                     "; the ALU reads local.acc_buffer"};
      }
      if (value->buffer == store_.buffer && !is_result(value)) {
        return Error{"alu: " + ir::to_text(value) + " overlaps the result at another index"};
      }
    }
    for (const Expr& arg : value->args) {
      if (is(value, Op::kRead)) break;
      if (Status s = check_reads(arg); !s) return s;
    }
    return ok_status();
  }

  // An operand that needs no operation of its own. What lies in the accumulator memory is int32,
  // whatever type it was loaded from.
  static Expr leaf(const Expr& e) {
    if (is(e, Op::kCast) && e->type == DType::kInt32) return leaf(e->args[0]);
    return is(e, Op::kRead) || is(e, Op::kInt) ? e : Expr();
  }

  void emit(AluOpcode opcode, const Expr& operand) {
    if (is(operand, Op::kInt)) {
      operations_.push_back({opcode, {}, operand->value});
    } else {
      operations_.push_back({opcode, operand->args[0], 0});
    }
  }

  [[nodiscard]] bool uses_result(const Expr& e) const {
    if (is(e, Op::kRead)) return is_result(e);
    return std::any_of(e->args.begin(), e->args.end(),
                       [this](const Expr& arg) { return uses_result(arg); });
  }

  // Leaves the value of the expression in the place of the result.
  Status evaluate(const Expr& value) {
    if (const Expr single = leaf(value)) {
      if (is_result(single)) return ok_status();
      operations_.push_back({std::nullopt, {}, 0});
      if (!ir::is_literal(single, 0)) emit(AluOpcode::kAdd, single);
      return ok_status();
    }
    if (is(value, Op::kSub)) return subtract(value->args[0], value->args[1]);
    const std::optional<AluOpcode> opcode = opcode_of(value->op);
    if (!opcode) return Error{"alu: " + ir::to_text(value) + " is nothing that the ALU computes"};
    Expr first = value->args[0];
    Expr second = value->args[1];
    const Expr left = leaf(first);
    const Expr right = leaf(second);
    const bool swap = left && (!right || is(left, Op::kInt) || is_result(right));
    if (commutes(value->op) && swap) std::swap(first, second);
    return combine(*opcode, first, second, value);
  }

  Status combine(AluOpcode opcode, const Expr& first, const Expr& second, const Expr& whole) {
    const Expr operand = leaf(second);
    if (!operand) {
      return Error{"alu: " + ir::to_text(whole) +
                   " needs an intermediate result; give it a stage of its own"};
    }
    const bool in_place = leaf(first) && is_result(leaf(first));
    if (!in_place && uses_result(operand)) {
      return Error{"alu: " + ir::to_text(whole) + " overwrites its second operand"};
    }
    if (Status s = evaluate(first); !s) return s;
    emit(opcode, operand);
    return ok_status();
  }

  // There is no subtraction: a - b is (-1) * b + a.
  Status subtract(const Expr& first, const Expr& second) {
    if (const Expr constant = leaf(second); constant && is(constant, Op::kInt)) {
      return combine(AluOpcode::kAdd, first, Expr(-constant->value), first - second);
    }
    const Expr operand = leaf(first);
    if (!operand || uses_result(operand)) {
      return Error{"alu: " + ir::to_text(first - second) +
                   " needs an intermediate result; give it a stage of its own"};
    }
    if (Status s = evaluate(second); !s) return s;
    emit(AluOpcode::kMul, Expr(-1));
    emit(AluOpcode::kAdd, operand);
    return ok_status();
  }

  const ir::StmtNode& store_;
  std::vector<AluOperation> operations_;
};

}  // namespace

Result<std::vector<AluOperation>> alu_operations(const ir::StmtNode& store) {
  return Evaluation(store).run();
}

}  // namespace vta::passes
