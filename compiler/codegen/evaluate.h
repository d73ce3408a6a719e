// SPDX-License-Identifier: Apache-2.0
//
// Values of index expressions while loops run.

#ifndef VTA_COMPILER_CODEGEN_EVALUATE_H_
#define VTA_COMPILER_CODEGEN_EVALUATE_H_

#include <cstdint>
#include <unordered_map>

#include "compiler/ir/expr.h"
#include "hw/isa/result.h"

namespace vta {

class Evaluator {
 public:
  // The value of a variable, to be set before it is used. The reference stays valid.
  std::int64_t& slot(const ir::Var& var) { return values_[var.get()]; }

  // Expressions without reads and calls, whose variables are all set.
  [[nodiscard]] std::int64_t operator()(const ir::Expr& expr) const {
    switch (expr->op) {
      case ir::Op::kInt:
        return expr->value;
      case ir::Op::kVar: {
        const auto found = values_.find(expr->var.get());
        VTA_CHECK(found != values_.end());
        return found->second;
      }
      case ir::Op::kSelect:
        return (*this)(expr->args[(*this)(expr->args[0]) != 0 ? 1 : 2]);
      case ir::Op::kCast:
        return (*this)(expr->args[0]);
      default:
        VTA_CHECK(expr->args.size() == 2);
        return ir::fold(expr->op, (*this)(expr->args[0]), (*this)(expr->args[1]));
    }
  }

 private:
  std::unordered_map<const ir::VarNode*, std::int64_t> values_;
};

}  // namespace vta

#endif  // VTA_COMPILER_CODEGEN_EVALUATE_H_
