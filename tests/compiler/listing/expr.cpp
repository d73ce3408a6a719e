// SPDX-License-Identifier: Apache-2.0

#include "tests/compiler/listing/expr.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vta::test {
namespace {

constexpr std::array<std::pair<std::string_view, std::int64_t>, 4> kIntegers = {
    {{"int8", 8}, {"int16", 16}, {"int32", 32}, {"int64", 64}}};

// Bits of an integer type; 0 if it is none.
std::int64_t bits_of(std::string_view dtype) {
  for (const auto& [name, bits] : kIntegers) {
    if (name == dtype) return bits;
  }
  return 0;
}

bool is_number(const Expr& e, std::int64_t low, std::int64_t high) {
  return e.op == Op::kNumber && e.value >= low && e.value <= high;
}

std::uint64_t bits(std::int64_t value) { return static_cast<std::uint64_t>(value); }
std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

ExprPtr build(Op op, std::string dtype, std::vector<ExprPtr> args, std::int64_t value = 0) {
  const bool constant =
      std::all_of(args.begin(), args.end(), [](const ExprPtr& e) { return e->op == Op::kNumber; });
  if (constant) {
    const auto at = [&args](std::size_t i) { return i < args.size() ? args[i]->value : 0; };
    const std::int64_t second = op == Op::kCast ? value : at(1);
    return make_number(apply(op, at(0), second, at(2)), std::move(dtype));
  }
  const bool pure = std::all_of(args.begin(), args.end(), [](const ExprPtr& e) { return e->pure; });
  return std::make_shared<const Expr>(Expr{op, std::move(dtype), value, "", std::move(args), pure});
}

}  // namespace

ExprPtr make_number(std::int64_t value, std::string dtype) {
  return std::make_shared<const Expr>(Expr{Op::kNumber, std::move(dtype), value, "", {}, true});
}

ExprPtr make_variable(std::size_t loop) {
  return std::make_shared<const Expr>(
      Expr{Op::kVariable, "int32", static_cast<std::int64_t>(loop), "", {}, true});
}

ExprPtr make_named(Op op, std::string dtype, std::string name, std::vector<ExprPtr> args) {
  return std::make_shared<const Expr>(
      Expr{op, std::move(dtype), 0, std::move(name), std::move(args), false});
}

Result<ExprPtr> make_operation(Op op, std::vector<ExprPtr> args) {
  const std::string what(describe(op));
  const bool select = op == Op::kSelect;
  if (args.size() != (select ? 3 : 2)) {
    return Error{"expected " + std::string(select ? "3" : "2") + " arguments of " + what +
                 ", found " + std::to_string(args.size())};
  }
  if (select && args[0]->dtype != "bool") {
    return Error{"expected a condition in " + what + ", found " + args[0]->dtype};
  }
  const std::string& left = args[args.size() - 2]->dtype;
  const std::string& right = args.back()->dtype;
  const bool logic = op == Op::kAnd || op == Op::kOr;
  if (left != right || (logic ? left != "bool" : bits_of(left) == 0)) {
    return Error{"expected two " + std::string(logic ? "conditions" : "integers of one type") +
                 " in " + what + ", found " + left + " and " + right};
  }
  if ((op == Op::kFloorDiv || op == Op::kFloorMod) && !is_number(*args[1], 1, INT32_MAX)) {
    return Error{"expected a positive constant on the right of " + what};
  }
  if (op == Op::kShiftRight && !is_number(*args[1], 0, bits_of(left) - 1)) {
    return Error{"expected a constant number of bits in " + what};
  }
  const bool compares = op == Op::kLess || op == Op::kLessEqual || op == Op::kEqual;
  std::string dtype = compares ? "bool" : left;
  return build(op, std::move(dtype), std::move(args));
}

Result<ExprPtr> make_cast(std::string dtype, ExprPtr arg) {
  if (bits_of(dtype) == 0) return Error{"expected an integer type in a cast, found " + dtype};
  if (bits_of(arg->dtype) == 0) return Error{"expected an integer to cast, found " + arg->dtype};
  const std::int64_t width = bits_of(dtype);
  return build(Op::kCast, std::move(dtype), {std::move(arg)}, width);
}

std::int64_t apply(Op op, std::int64_t a, std::int64_t b, std::int64_t c) {
  const auto remainder = [&] { return a % b < 0 ? a % b + b : a % b; };
  switch (op) {
    case Op::kAdd:
      return number(bits(a) + bits(b));
    case Op::kSub:
      return number(bits(a) - bits(b));
    case Op::kMul:
      return number(bits(a) * bits(b));
    case Op::kFloorDiv:
      return a / b - (a % b < 0 ? 1 : 0);
    case Op::kFloorMod:
      return remainder();
    case Op::kMin:
      return std::min(a, b);
    case Op::kMax:
      return std::max(a, b);
    case Op::kShiftRight:
      return a >> b;
    case Op::kLess:
      return a < b ? 1 : 0;
    case Op::kLessEqual:
      return a <= b ? 1 : 0;
    case Op::kEqual:
      return a == b ? 1 : 0;
    case Op::kAnd:
      return a & b;
    case Op::kOr:
      return a | b;
    case Op::kSelect:
      return a != 0 ? b : c;
    case Op::kCast:
      return number(bits(a) << (64 - b)) >> (64 - b);
    default:
      break;
  }
  VTA_CHECK(!"an operation on numbers");
  return 0;
}

std::string_view describe(Op op) {
  switch (op) {
    case Op::kNumber:
      return "a number";
    case Op::kVariable:
      return "a loop variable";
    case Op::kAdd:
      return "+";
    case Op::kSub:
      return "-";
    case Op::kMul:
      return "*";
    case Op::kFloorDiv:
      return "//";
    case Op::kFloorMod:
      return "%";
    case Op::kMin:
      return "min";
    case Op::kMax:
      return "max";
    case Op::kShiftRight:
      return "shift_right";
    case Op::kLess:
      return "<";
    case Op::kLessEqual:
      return "<=";
    case Op::kEqual:
      return "==";
    case Op::kAnd:
      return "&&";
    case Op::kOr:
      return "||";
    case Op::kSelect:
      return "if_then_else";
    case Op::kCast:
      return "cast";
    case Op::kRead:
      return "a read";
    case Op::kCall:
      return "a call";
    case Op::kString:
      return "a string";
    case Op::kHandle:
      return "a buffer";
  }
  return "";
}

}  // namespace vta::test
