// SPDX-License-Identifier: Apache-2.0
//
// Simplification of index expressions: what the passes rely on to recognise strides and bounds.

#ifndef VTA_COMPILER_IR_SIMPLIFY_H_
#define VTA_COMPILER_IR_SIMPLIFY_H_

#include <cstdint>
#include <map>

#include "compiler/ir/expr.h"
#include "compiler/ir/linear.h"

namespace vta::ir {

// All integers from `low` to `high`; the limits stand for infinity.
struct Interval {
  static constexpr std::int64_t kInfinity = std::int64_t{1} << 60;
  std::int64_t low = -kInfinity, high = kInfinity;
};

// What is known about variables. Expressions that read memory or call intrinsics keep their form;
// only the indices and arguments in them are simplified.
class Analyzer {
 public:
  // The variable counts from 0 to extent - 1; a symbolic extent gives its upper bound.
  void bind(const Var& var, const Expr& extent);
  void bind(const Var& var, Interval range) { ranges_[var.get()] = range; }

  [[nodiscard]] Expr simplify(const Expr& expr) const;
  // Of an expression without reads.
  [[nodiscard]] Linear linear(const Expr& expr) const;
  [[nodiscard]] Interval bounds(const Expr& expr) const;
  [[nodiscard]] bool proves_equal(const Expr& a, const Expr& b) const;

 private:
  [[nodiscard]] Expr simplify_node(const Expr& expr) const;
  [[nodiscard]] Interval bounds(const Linear& linear) const;
  void add(Linear& sum, const Expr& expr, std::int64_t factor) const;
  [[nodiscard]] Expr divide(Op op, const Expr& dividend, std::int64_t divisor) const;

  std::map<const VarNode*, Interval> ranges_;
};

}  // namespace vta::ir

#endif  // VTA_COMPILER_IR_SIMPLIFY_H_
