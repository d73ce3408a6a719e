// SPDX-License-Identifier: Apache-2.0
#include "compiler/ir/expr.h"

#include <algorithm>
#include <utility>

namespace vta::ir {
namespace {

Expr make(ExprNode node) { return Expr(std::make_shared<const ExprNode>(std::move(node))); }

bool is_comparison(Op op) { return op == Op::kLt || op == Op::kLe || op == Op::kEq; }

const char* name_of(Op op) {
  switch (op) {
    case Op::kAdd:
      return "+";
    case Op::kSub:
      return "-";
    case Op::kMul:
      return "*";
    case Op::kShr:
      return ">>";
    case Op::kLt:
      return "<";
    case Op::kLe:
      return "<=";
    case Op::kEq:
      return "==";
    case Op::kMin:
      return "min";
    case Op::kMax:
      return "max";
    default:
      return "an operator";
  }
}

// As the ALU shifts, but with 64 bits; the low 32 of a shift to the left are what it computes.
std::int64_t shift_right(std::int64_t a, std::int64_t b) {
  if (b >= 0) return a >> std::min<std::int64_t>(b, 63);
  if (b <= -64) return 0;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) << -b);
}

// Gives a literal the type of the other operand. Yields the mistake, if there is one.
Expr unify(const std::string& operation, Expr& a, Expr& b) {
  if (is(a, Op::kInvalid)) return a;
  if (is(b, Op::kInvalid)) return b;
  if (a->type == b->type) return {};
  if (!is(a, Op::kInt) && !is(b, Op::kInt)) {
    return invalid("the operands of " + operation + " are " + std::string(to_string(a->type)) +
                   " and " + std::string(to_string(b->type)) + "; cast one of them");
  }
  Expr& number = is(b, Op::kInt) ? b : a;
  const DType type = is(b, Op::kInt) ? a->type : b->type;
  if (wrapped(number->value, type) != number->value) {
    return invalid(std::to_string(number->value) + " is no " + std::string(to_string(type)) +
                   "; cast the other operand");
  }
  number = literal(number->value, type);
  return {};
}

}  // namespace

std::string_view to_string(DType type) {
  switch (type) {
    case DType::kInt8:
      return "int8";
    case DType::kInt32:
      return "int32";
    case DType::kBool:
      return "bool";
  }
  return "?";
}

std::string_view to_string(MemScope scope) {
  switch (scope) {
    case MemScope::kGlobal:
      return "global";
    case MemScope::kInp:
      return "local.inp_buffer";
    case MemScope::kWgt:
      return "local.wgt_buffer";
    case MemScope::kAcc:
      return "local.acc_buffer";
  }
  return "?";
}

Expr::Expr(std::int64_t value) : Expr(literal(value, DType::kInt32)) {}
Expr::Expr(const Var& var)
    : Expr(make({.op = Op::kVar, .type = DType::kInt32, .text = {}, .var = var})) {}
Expr Expr::astype(DType type) const { return cast(type, *this); }

Expr invalid(std::string reason) {
  return make({.op = Op::kInvalid, .type = DType::kInt32, .text = std::move(reason)});
}

Expr literal(std::int64_t value, DType type) {
  return make({.op = Op::kInt, .type = type, .value = value, .text = {}});
}

std::int64_t fold(Op op, std::int64_t a, std::int64_t b) {
  switch (op) {
    case Op::kAdd:
      return a + b;
    case Op::kSub:
      return a - b;
    case Op::kMul:
      return a * b;
    case Op::kFloorDiv:
      return b == 0 ? 0 : a / b - ((a % b != 0 && (a % b < 0) != (b < 0)) ? 1 : 0);
    case Op::kFloorMod:
      return b == 0 ? 0 : a - b * fold(Op::kFloorDiv, a, b);
    case Op::kMin:
      return std::min(a, b);
    case Op::kMax:
      return std::max(a, b);
    case Op::kShr:
      return shift_right(a, b);
    case Op::kLt:
      return a < b;
    case Op::kLe:
      return a <= b;
    case Op::kEq:
      return a == b;
    case Op::kAnd:
      return a != 0 && b != 0;
    default:
      return 0;
  }
}

std::int64_t wrapped(std::int64_t value, DType type) {
  return type == DType::kInt8 ? static_cast<std::int8_t>(value) : value;
}

Expr binary(Op op, const Expr& left, const Expr& right) {
  Expr a = left;
  Expr b = right;
  if (Expr mistake = unify(name_of(op), a, b)) return mistake;
  const DType type = is_comparison(op) ? DType::kBool : a->type;
  if (is(a, Op::kInt) && is(b, Op::kInt)) {
    return literal(wrapped(fold(op, a->value, b->value), type), type);
  }
  return make({.op = op, .type = type, .text = {}, .args = {a, b}});
}

Expr cast(DType type, const Expr& value) {
  if (is(value, Op::kInvalid) || value->type == type) return value;
  return make({.op = Op::kCast, .type = type, .text = {}, .args = {value}});
}

Expr select(const Expr& condition, const Expr& if_true, const Expr& if_false) {
  if (is(condition, Op::kInvalid)) return condition;
  Expr a = if_true;
  Expr b = if_false;
  if (Expr mistake = unify("select", a, b)) return mistake;
  return make({.op = Op::kSelect, .type = a->type, .text = {}, .args = {condition, a, b}});
}

Expr read(const Buffer& buffer, std::vector<Expr> indices) {
  return make({.op = Op::kRead,
               .type = buffer->type,
               .text = {},
               .args = std::move(indices),
               .buffer = buffer});
}

Expr handle(const Buffer& buffer) {
  return make({.op = Op::kHandle, .type = DType::kInt32, .text = {}, .buffer = buffer});
}

Expr call(std::string name, std::vector<Expr> args) {
  return make(
      {.op = Op::kCall, .type = DType::kInt32, .text = std::move(name), .args = std::move(args)});
}

Expr with_args(const Expr& expr, std::vector<Expr> args) {
  const ExprNode& node = *expr.get();
  if (node.args.size() == 2 && is(args[0], Op::kInt) && is(args[1], Op::kInt) &&
      node.op >= Op::kAdd && node.op <= Op::kAnd) {
    return literal(wrapped(fold(node.op, args[0]->value, args[1]->value), node.type), node.type);
  }
  ExprNode copy = node;
  copy.args = std::move(args);
  return make(std::move(copy));
}

bool equal(const Expr& a, const Expr& b) {
  if (a.get() == b.get()) return true;
  if (!a || !b) return false;
  if (a->op != b->op || a->type != b->type || a->value != b->value || a->text != b->text ||
      !(a->var == b->var) || a->buffer != b->buffer || a->args.size() != b->args.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a->args.size(); ++i) {
    if (!equal(a->args[i], b->args[i])) return false;
  }
  return true;
}

bool mentions(const Expr& expr, const Var& var) {
  if (is(expr, Op::kVar)) return expr->var == var;
  return std::any_of(expr->args.begin(), expr->args.end(),
                     [&var](const Expr& arg) { return mentions(arg, var); });
}

std::string reason_invalid(const Expr& expr) {
  if (is(expr, Op::kInvalid)) return expr->text;
  for (const Expr& arg : expr->args) {
    if (std::string reason = reason_invalid(arg); !reason.empty()) return reason;
  }
  return "";
}

}  // namespace vta::ir
