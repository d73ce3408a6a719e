// SPDX-License-Identifier: Apache-2.0
//
// Expressions of the compiler: immutable trees of integers, variables, arithmetic and reads.
//
// The same trees serve the tensor-expression language (reads name tensors by all their indices) and
// the loop programs it is lowered to. A mistake in building one, such as mixed types, does not
// stop the program: it yields an invalid expression, which poisons what is made from it and whose
// reason lowering reports.

#ifndef VTA_COMPILER_IR_EXPR_H_
#define VTA_COMPILER_IR_EXPR_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vta::ir {

enum class DType : std::uint8_t { kInt8, kInt32, kBool };
[[nodiscard]] std::string_view to_string(DType type);

// Where a buffer lies: DRAM, or the memory of the machine that an access to it goes to. Stores read
// what was written to kAcc through its truncated copy, OUT.
enum class MemScope : std::uint8_t { kGlobal, kInp, kWgt, kAcc };
inline constexpr int kScopeCount = 4;
// "global", "local.inp_buffer", "local.wgt_buffer", "local.acc_buffer".
[[nodiscard]] std::string_view to_string(MemScope scope);

enum class Op : std::uint8_t {
  kInvalid,
  kInt,
  kVar,
  kAdd,
  kSub,
  kMul,
  kFloorDiv,
  kFloorMod,
  kMin,
  kMax,
  kShr,  // arithmetic; a negative amount shifts to the left
  kLt,
  kLe,
  kEq,
  kAnd,
  kSelect,  // condition, value if true, value if false
  kCast,
  kRead,    // buffer, indices
  kReduce,  // combiner (an Op), source, then the reduction variables; only in te
  kCall,    // intrinsic by name
  kHandle,  // a buffer as an argument of an intrinsic
};

class Expr;

// Identity of a variable. `extent` is that of its loop when the variable is an axis of the
// tensor-expression language, else 0.
struct VarNode {
  std::string name;
  std::int64_t extent = 0;
  bool reduction = false;
};

class Var {
 public:
  Var() = default;
  explicit Var(std::string name, std::int64_t extent = 0, bool reduction = false)
      : node_(std::make_shared<const VarNode>(VarNode{std::move(name), extent, reduction})) {}

  [[nodiscard]] const std::string& name() const { return node_->name; }
  [[nodiscard]] std::int64_t extent() const { return node_->extent; }
  [[nodiscard]] bool is_reduction() const { return node_->reduction; }
  [[nodiscard]] const VarNode* get() const { return node_.get(); }
  [[nodiscard]] explicit operator bool() const { return node_ != nullptr; }
  friend bool operator==(const Var& a, const Var& b) { return a.node_ == b.node_; }

 private:
  std::shared_ptr<const VarNode> node_;
};

// How the elements of a tensor come about; see te/tensor.h.
struct ComputeOp;

// Identity of a tensor or buffer. Sizes in elements of the type; a flattened buffer has one.
struct BufferNode {
  std::string name;
  DType type = DType::kInt8;
  std::vector<std::int64_t> shape;
  MemScope scope = MemScope::kGlobal;
  std::shared_ptr<const ComputeOp> op = {};  // null: the caller provides the elements

  [[nodiscard]] std::int64_t size() const {
    std::int64_t product = 1;
    for (const std::int64_t extent : shape) product *= extent;
    return product;
  }
};
using Buffer = std::shared_ptr<const BufferNode>;

struct ExprNode;

class Expr {
 public:
  Expr() = default;                               // null
  Expr(std::int64_t value);                       // NOLINT: a literal of type int32
  Expr(int value) : Expr(std::int64_t{value}) {}  // NOLINT: so that `x + 1` is not ambiguous
  Expr(const Var& var);                           // NOLINT: a variable is an expression
  explicit Expr(std::shared_ptr<const ExprNode> node) : node_(std::move(node)) {}

  [[nodiscard]] explicit operator bool() const { return node_ != nullptr; }
  [[nodiscard]] const ExprNode* operator->() const { return node_.get(); }
  [[nodiscard]] const ExprNode* get() const { return node_.get(); }

  [[nodiscard]] Expr astype(DType type) const;

 private:
  std::shared_ptr<const ExprNode> node_;
};

struct ExprNode {
  Op op = Op::kInvalid;
  DType type = DType::kInt32;
  std::int64_t value = 0;  // kInt: the literal; kReduce: the combiner
  std::string text;        // kInvalid: the reason; kCall: the name
  std::vector<Expr> args = {};
  Var var = {};        // kVar
  Buffer buffer = {};  // kRead, kHandle
};

// The axes stand for the indices of the element that `body` is.
struct ComputeOp {
  std::vector<Var> axes;
  Expr body;
};

// ---- building ----

[[nodiscard]] Expr invalid(std::string reason);
[[nodiscard]] Expr literal(std::int64_t value, DType type);
// A binary operation without simplification but for literals. Both operands have one type; a
// literal takes the type of the other operand, which has to hold it.
[[nodiscard]] Expr binary(Op op, const Expr& a, const Expr& b);
[[nodiscard]] Expr cast(DType type, const Expr& value);
// The types of both values are as those of operands.
[[nodiscard]] Expr select(const Expr& condition, const Expr& if_true, const Expr& if_false);
[[nodiscard]] Expr read(const Buffer& buffer, std::vector<Expr> indices);
[[nodiscard]] Expr handle(const Buffer& buffer);
[[nodiscard]] Expr call(std::string name, std::vector<Expr> args);
// The same node with other operands.
[[nodiscard]] Expr with_args(const Expr& expr, std::vector<Expr> args);

inline Expr operator+(const Expr& a, const Expr& b) { return binary(Op::kAdd, a, b); }
inline Expr operator-(const Expr& a, const Expr& b) { return binary(Op::kSub, a, b); }
inline Expr operator*(const Expr& a, const Expr& b) { return binary(Op::kMul, a, b); }
inline Expr operator>>(const Expr& a, const Expr& b) { return binary(Op::kShr, a, b); }
inline Expr operator<(const Expr& a, const Expr& b) { return binary(Op::kLt, a, b); }
inline Expr operator<=(const Expr& a, const Expr& b) { return binary(Op::kLe, a, b); }
// Both conditions hold. (No operator: it would compete with the test for null.)
inline Expr both(const Expr& a, const Expr& b) { return binary(Op::kAnd, a, b); }
inline Expr floordiv(const Expr& a, const Expr& b) { return binary(Op::kFloorDiv, a, b); }
inline Expr floormod(const Expr& a, const Expr& b) { return binary(Op::kFloorMod, a, b); }
inline Expr max(const Expr& a, const Expr& b) { return binary(Op::kMax, a, b); }
inline Expr min(const Expr& a, const Expr& b) { return binary(Op::kMin, a, b); }

// ---- looking ----

[[nodiscard]] inline bool is(const Expr& expr, Op op) { return expr->op == op; }
[[nodiscard]] inline bool is_literal(const Expr& expr, std::int64_t value) {
  return is(expr, Op::kInt) && expr->value == value;
}
// Structural equality; variables and buffers by identity.
[[nodiscard]] bool equal(const Expr& a, const Expr& b);
[[nodiscard]] bool mentions(const Expr& expr, const Var& var);
// The result of a binary arithmetic or comparison operation on integers of 64 bits. Division by 0
// yields 0. A shift is one to the left by a negative amount; what leaves the 64 bits is lost, so
// that by 64 and more there is 0, or the sign after a shift to the right.
[[nodiscard]] std::int64_t fold(Op op, std::int64_t a, std::int64_t b);
// What a type holds of a value: int8 wraps. (So does int32 on the machine, but literals of int32
// are indices, too.)
[[nodiscard]] std::int64_t wrapped(std::int64_t value, DType type);
// The reason of an invalid expression somewhere inside, or "".
[[nodiscard]] std::string reason_invalid(const Expr& expr);

}  // namespace vta::ir

#endif  // VTA_COMPILER_IR_EXPR_H_
