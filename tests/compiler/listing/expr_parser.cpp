// SPDX-License-Identifier: Apache-2.0

#include "tests/compiler/listing/expr_parser.h"

#include <array>
#include <utility>

namespace vta::test {
namespace {

struct Operator {
  std::string_view text;
  int level;  // a higher one binds tighter
  Op op;
  bool swapped = false;  // a > b is b < a
};
constexpr std::array<Operator, 12> kOperators = {{
    {"||", 1, Op::kOr},
    {"&&", 2, Op::kAnd},
    {"<", 3, Op::kLess},
    {"<=", 3, Op::kLessEqual},
    {">", 3, Op::kLess, true},
    {">=", 3, Op::kLessEqual, true},
    {"==", 3, Op::kEqual},
    {"+", 4, Op::kAdd},
    {"-", 4, Op::kSub},
    {"*", 5, Op::kMul},
    {"//", 5, Op::kFloorDiv},
    {"%", 5, Op::kFloorMod},
}};
constexpr int kTightest = 6;

struct Function {
  std::string_view name;
  Op op;
};
constexpr std::array<Function, 6> kFunctions = {{
    {"min", Op::kMin},
    {"max", Op::kMax},
    {"floordiv", Op::kFloorDiv},
    {"floormod", Op::kFloorMod},
    {"@tir.shift_right", Op::kShiftRight},
    {"@tir.if_then_else", Op::kSelect},
}};

const Operator* operator_at(const Cursor& cursor, int level) {
  for (const Operator& candidate : kOperators) {
    if (candidate.level == level && cursor.at(candidate.text)) return &candidate;
  }
  return nullptr;
}

}  // namespace

ExprPtr ExprParser::checked(std::size_t line, const Result<ExprPtr>& result) {
  if (result) return result.value();
  cursor_.fail(line, result.error().message);
  return make_number(0);
}

ExprPtr ExprParser::parse_index() {
  cursor_.expect("[");
  const std::size_t line = cursor_.peek().line;
  ExprPtr index = parse();
  if (index->dtype != "int32") cursor_.fail(line, "expected an int32, found " + index->dtype);
  cursor_.expect("]");
  return index;
}

std::int64_t ExprParser::parse_constant() {
  const std::size_t line = cursor_.peek().line;
  const ExprPtr value = parse();
  if (value->op != Op::kNumber || value->dtype != "int32") {
    cursor_.fail(line, "expected a constant int32");
  }
  return value->value;
}

std::vector<std::int64_t> ExprParser::parse_shape() {
  std::vector<std::int64_t> shape;
  cursor_.expect("[");
  while (!cursor_.failed() && !cursor_.accept("]")) {
    if (!shape.empty()) cursor_.expect(",");
    shape.push_back(cursor_.expect_number().value);
  }
  return shape;
}

std::string ExprParser::parse_view() {
  const Token token = cursor_.peek();
  const std::string name = cursor_.expect_name("the name of a buffer");
  if (cursor_.accept(":")) {
    cursor_.expect("Buffer");
    cursor_.expect("(");
    const Token variable = cursor_.peek();
    const auto buffer = names_.handle(cursor_.expect_name("the variable of a buffer"));
    cursor_.expect(",");
    const std::string dtype = cursor_.expect_name("a type");
    cursor_.expect(",");
    parse_shape();
    cursor_.expect(",");
    cursor_.expect("[");
    cursor_.expect("]");
    cursor_.expect(")");
    if (!buffer) {
      cursor_.fail(variable.line, "expected a buffer, found '" + variable.text + "'");
    } else if (dtype != names_.buffer(*buffer).dtype) {
      cursor_.fail(variable.line,
                   "expected " + names_.buffer(*buffer).dtype + " in a view, found " + dtype);
    } else if (!names_.add_view(name, *buffer)) {
      cursor_.fail(token.line, "expected a view of another name, '" + name + "' is taken");
    }
  }
  const auto buffer = names_.view(name);
  if (!buffer) cursor_.fail(token.line, "expected a buffer, found '" + name + "'");
  return buffer.value_or("");
}

ExprPtr ExprParser::parse_binary(int level) {
  if (level == kTightest) return parse_primary();
  ExprPtr left = parse_binary(level + 1);
  while (const Operator* found = operator_at(cursor_, level)) {
    const std::size_t line = cursor_.next().line;
    ExprPtr right = parse_binary(level + 1);
    if (cursor_.failed()) break;
    if (found->swapped) std::swap(left, right);
    left = checked(line, make_operation(found->op, {left, right}));
  }
  return left;
}

ExprPtr ExprParser::parse_primary() {
  if (cursor_.accept("(")) {
    ExprPtr inner = parse();
    cursor_.expect(")");
    return inner;
  }
  if (cursor_.accept("-")) return parse_negative();
  if (cursor_.at(TokenKind::kNumber)) {
    const Number number = cursor_.expect_number();
    return make_number(number.value, number.dtype);
  }
  if (cursor_.at(TokenKind::kString)) {
    const std::string text = cursor_.next().text;
    return make_named(Op::kString, "string", text.substr(1, text.size() - 2));
  }
  if (cursor_.at(TokenKind::kName)) return parse_named();
  cursor_.fail_expected("an expression");
  return make_number(0);
}

ExprPtr ExprParser::parse_negative() {
  if (cursor_.at(TokenKind::kNumber)) {
    const Number number = cursor_.expect_number(true);
    return make_number(number.value, number.dtype);
  }
  const std::size_t line = cursor_.peek().line;
  ExprPtr arg = parse_primary();
  ExprPtr zero = make_number(0, arg->dtype);
  return checked(line, make_operation(Op::kSub, {std::move(zero), std::move(arg)}));
}

ExprPtr ExprParser::parse_named() {
  if (cursor_.at("cast") && cursor_.at("(", 1)) return parse_cast();
  if (cursor_.at("(", 1)) return parse_call();
  const Token token = cursor_.peek();
  if (cursor_.at("[", 1) || cursor_.at(":", 1)) {
    const std::string buffer = parse_view();
    std::vector<ExprPtr> index = {parse_index()};
    if (cursor_.failed()) return make_number(0);
    return make_named(Op::kRead, names_.buffer(buffer).dtype, buffer, std::move(index));
  }
  const std::string name = cursor_.expect_name("an expression");
  if (ExprPtr value = names_.value(name)) return value;
  if (const auto buffer = names_.handle(name)) return make_named(Op::kHandle, "handle", *buffer);
  cursor_.fail(token.line, "expected a name that is in scope, found '" + token.text + "'");
  return make_number(0);
}

ExprPtr ExprParser::parse_cast() {
  cursor_.next();
  cursor_.expect("(");
  const std::size_t line = cursor_.peek().line;
  const std::string dtype = cursor_.expect_name("a type");
  cursor_.expect(",");
  ExprPtr arg = parse();
  cursor_.expect(")");
  if (cursor_.failed()) return arg;
  return checked(line, make_cast(dtype, std::move(arg)));
}

ExprPtr ExprParser::parse_call() {
  const Token name = cursor_.next();
  const bool intrinsic = name.text[0] == '@';
  std::vector<ExprPtr> args;
  std::string dtype;
  cursor_.expect("(");
  if (cursor_.at(",") && cursor_.at("dtype", 1)) cursor_.next();  // no arguments: "(, dtype=int32)"
  while (!cursor_.failed() && !cursor_.at(")")) {
    if (intrinsic && cursor_.at("dtype") && cursor_.at("=", 1)) {
      cursor_.next();
      cursor_.next();
      dtype = cursor_.expect_name("a type");
      break;
    }
    args.push_back(parse());
    if (!cursor_.at(")")) cursor_.expect(",");
  }
  cursor_.expect(")");
  if (cursor_.failed()) return make_number(0);
  for (const Function& function : kFunctions) {
    if (function.name != name.text) continue;
    ExprPtr result = checked(name.line, make_operation(function.op, std::move(args)));
    if (!dtype.empty() && dtype != result->dtype) {
      cursor_.fail(name.line, "expected dtype=" + result->dtype + ", found " + dtype);
    }
    return result;
  }
  if (!intrinsic) {
    cursor_.fail(name.line, "expected a function of the notation, found '" + name.text + "'");
  } else if (dtype.empty()) {
    cursor_.fail(name.line, "expected dtype= at the end of " + name.text);
  }
  return make_named(Op::kCall, dtype, name.text.substr(intrinsic ? 1 : 0), std::move(args));
}

}  // namespace vta::test
