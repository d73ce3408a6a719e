// SPDX-License-Identifier: Apache-2.0
//
// Sums of multiples: the form in which indices are compared, divided and taken apart into strides.

#ifndef VTA_COMPILER_IR_LINEAR_H_
#define VTA_COMPILER_IR_LINEAR_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "compiler/ir/expr.h"

namespace vta::ir {

// A sum of multiples of atoms, which are simplified expressions that are no sums, and a constant.
// Once normalized, terms are in a fixed order, larger factors first, then by name, and no factor
// is 0.
struct Linear {
  std::vector<std::pair<Expr, std::int64_t>> terms = {};
  std::int64_t constant = 0;

  // The factor of a variable that stands as an atom of its own, else 0.
  [[nodiscard]] std::int64_t factor(const Var& var) const;
  // Without the terms that are this variable itself.
  [[nodiscard]] Linear without(const Var& var) const;

  // Adds a multiple of an atom, to the term that it has already if there is one.
  void add(const Expr& atom, std::int64_t factor);
  void normalize();
};

[[nodiscard]] Expr to_expr(const Linear& linear);
// Every factor and the constant divided; null when one of them does not divide.
[[nodiscard]] Expr divided_exactly(const Linear& linear, std::int64_t divisor);

}  // namespace vta::ir

#endif  // VTA_COMPILER_IR_LINEAR_H_
