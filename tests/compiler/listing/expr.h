// SPDX-License-Identifier: Apache-2.0
//
// Expressions of a loop nest as a tree. Variables are known by the position of their loop, not by
// their name; lets are replaced by what they stand for; operations on constants are carried out.

#ifndef VTA_TESTS_COMPILER_LISTING_EXPR_H_
#define VTA_TESTS_COMPILER_LISTING_EXPR_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hw/isa/result.h"

namespace vta::test {

enum class Op {
  kNumber,      // value
  kVariable,    // value: its loop among the enclosing ones, 0 is the outermost
  kAdd,         // the operations work on 64 bits and wrap
  kSub,         //
  kMul,         //
  kFloorDiv,    // rounds down; by a positive constant
  kFloorMod,    // not negative; by a positive constant
  kMin,         //
  kMax,         //
  kShiftRight,  // arithmetic; by a constant
  kLess,        //
  kLessEqual,   //
  kEqual,       //
  kAnd,         //
  kOr,          //
  kSelect,      // if_then_else(condition, then, else)
  kCast,        // value: bits of the type
  kRead,        // name: buffer; one argument, the index
  kCall,        // name: "tir.vta.uop_push"; any arguments
  kString,      // name: the text without quotes
  kHandle,      // name: buffer
};

struct Expr;
using ExprPtr = std::shared_ptr<const Expr>;

struct Expr {
  Op op;
  std::string dtype;       // "int32", "bool", "handle", "string", ...
  std::int64_t value = 0;  // see Op
  std::string name;        // see Op
  std::vector<ExprPtr> args;
  bool pure = true;  // a function of the loop variables: no read, call, string or handle
};

[[nodiscard]] ExprPtr make_number(std::int64_t value, std::string dtype = "int32");
[[nodiscard]] ExprPtr make_variable(std::size_t loop);

// An operation from kAdd to kSelect. Fails when the types of the arguments do not fit.
[[nodiscard]] Result<ExprPtr> make_operation(Op op, std::vector<ExprPtr> args);
[[nodiscard]] Result<ExprPtr> make_cast(std::string dtype, ExprPtr arg);
// kRead, kCall, kString and kHandle.
[[nodiscard]] ExprPtr make_named(Op op, std::string dtype, std::string name,
                                 std::vector<ExprPtr> args = {});

// What an operation from kAdd to kCast yields. The third argument is that of kSelect.
[[nodiscard]] std::int64_t apply(Op op, std::int64_t a, std::int64_t b, std::int64_t c = 0);

// "+", "min", "a read", ...
[[nodiscard]] std::string_view describe(Op op);

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_LISTING_EXPR_H_
