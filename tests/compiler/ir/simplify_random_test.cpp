// SPDX-License-Identifier: Apache-2.0
//
// Random expressions are worth the same before and after simplification, for all values of their
// variables, and lie within their bounds.

#include <gtest/gtest.h>

#include <random>

#include "compiler/ir/print.h"
#include "compiler/ir/simplify.h"
#include "tests/compiler/ir/interpreter.h"

namespace vta::ir {
namespace {

constexpr std::int64_t kExtents[] = {1, 3, 4, 7};

class Seeds : public testing::TestWithParam<std::uint32_t> {
 protected:
  std::int64_t number(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }

  Expr condition(int depth) {
    const Expr a = integer(depth - 1), b = integer(depth - 1);
    switch (number(0, 3)) {
      case 0:
        return a < b;
      case 1:
        return a <= b;
      case 2:
        return binary(Op::kEq, a, b);
      default:
        return both(a < b, integer(depth - 1) <= b);
    }
  }

  Expr integer(int depth) {
    if (depth <= 0) {
      if (number(0, 2) == 0) return number(-9, 9);
      return vars_[static_cast<std::size_t>(number(0, 3))];
    }
    const Expr a = integer(depth - 1);
    switch (number(0, 9)) {
      case 0:
      case 1:
        return a + integer(depth - 1);
      case 2:
        return a - integer(depth - 1);
      case 3:
        return a * Expr(number(-4, 8));
      case 4:
        return floordiv(a, number(1, 8));
      case 5:
        return floormod(a, number(1, 8));
      case 6:
        return min(a, integer(depth - 1));
      case 7:
        return max(a, integer(depth - 1));
      case 8:
        return select(condition(depth - 1), a, integer(depth - 1));
      default: {
        const Expr divisor = number(2, 8);
        return floordiv(a, divisor) * divisor + floormod(a, divisor);
      }
    }
  }

  std::mt19937 random_{GetParam()};
  std::vector<Var> vars_ = {Var("a"), Var("b"), Var("c"), Var("d")};
};

TEST_P(Seeds, SimplifiedExpressionsAreWorthTheSameWithinTheirBounds) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Analyzer analyzer;
  for (std::size_t i = 0; i < vars_.size(); ++i) analyzer.bind(vars_[i], Expr(kExtents[i]));
  for (int round = 0; round < 100; ++round) {
    const Expr e = integer(static_cast<int>(number(1, 4)));
    const Expr simple = analyzer.simplify(e);
    const Expr sum = to_expr(analyzer.linear(e));
    const Interval range = analyzer.bounds(e);
    test::Values values;
    std::int64_t index = 0;
    for (; index < 1 * 3 * 4 * 7; ++index) {
      std::int64_t rest = index;
      for (std::size_t i = 0; i < vars_.size(); ++i) {
        values[vars_[i].get()] = rest % kExtents[i];
        rest /= kExtents[i];
      }
      const std::int64_t value = test::value_of(e, values);
      ASSERT_EQ(test::value_of(simple, values), value)
          << to_text(e) << " became " << to_text(simple) << ", trip " << index;
      ASSERT_EQ(test::value_of(sum, values), value)
          << to_text(e) << " became " << to_text(sum) << ", trip " << index;
      ASSERT_TRUE(range.low <= value && value <= range.high)
          << to_text(e) << " is " << value << ", trip " << index;
    }
    // What is simple stays as it is worth, too.
    const Expr twice = analyzer.simplify(simple);
    ASSERT_EQ(test::value_of(twice, values), test::value_of(simple, values)) << to_text(simple);
  }
}

INSTANTIATE_TEST_SUITE_P(Simplify, Seeds, testing::Range(0u, 20u));

}  // namespace
}  // namespace vta::ir
