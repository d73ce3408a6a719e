// SPDX-License-Identifier: Apache-2.0
#include "compiler/ir/simplify.h"

#include <gtest/gtest.h>

#include "compiler/ir/print.h"
#include "tests/compiler/ir/build.h"

namespace vta::ir {
namespace {

const Var x("x"), y("y"), n("n");  // 0..15, 0..3, anything
const Buffer a = test::int32("a", {8});

Analyzer analyzer() {
  Analyzer result;
  result.bind(x, Expr(16));
  result.bind(y, Expr(4));
  return result;
}
std::string simple(const Expr& e) { return to_text(analyzer().simplify(e)); }
std::string bounds(const Expr& e) {
  const Interval range = analyzer().bounds(e);
  return std::to_string(range.low) + ".." + std::to_string(range.high);
}

TEST(Simplify, SumsAreCollectedWithTheLargestFactorFirst) {
  EXPECT_EQ(simple(Expr(y) + Expr(x) * 3 + y + 5 - x - 2), "((x*2) + (y*2)) + 3");
  EXPECT_EQ(simple((Expr(x) + y) * 4 - Expr(x) * 4), "y*4");
  EXPECT_EQ(simple(Expr(x) - x), "0");
  EXPECT_EQ(simple(Expr(1) - x), "1 - x");
  EXPECT_EQ(simple(Expr(x) * 2 * 3), "x*6");
  EXPECT_EQ(simple(Expr(x) * y + Expr(x) * y), "(x*y)*2");
}

// Whatever order they were written in.
TEST(Simplify, QuotientsStandInTheOrderOfTheirDivisors) {
  EXPECT_EQ(simple(floordiv(n, 4) + floordiv(n, 2)), "floordiv(n, 2) + floordiv(n, 4)");
  EXPECT_EQ(simple(floordiv(n, 2) + floordiv(n, 4)), "floordiv(n, 2) + floordiv(n, 4)");
}

TEST(Simplify, QuotientsThatAreProductsCountAsProducts) {
  EXPECT_EQ(simple(floordiv(Expr(n) * 6, 2)), "n*3");
  EXPECT_EQ(simple(floordiv(Expr(n) * 6, 2) - Expr(n) * 3), "0");
  EXPECT_EQ(simple(floordiv(Expr(n) * 6, 2) + n), "n*4");
}

TEST(Simplify, VariablesWithOneValueAreThatValue) {
  Analyzer one = analyzer();
  one.bind(n, Expr(1));
  EXPECT_EQ(to_text(one.simplify(Expr(n) * 5 + x)), "x");
  one.bind(n, Interval{3, 3});
  EXPECT_EQ(to_text(one.simplify(Expr(n) * 5 + x)), "x + 15");
}

TEST(Simplify, QuotientsAndRemaindersLoseWhatDivides) {
  EXPECT_EQ(simple(floordiv(Expr(n) * 4 + y, 4)), "n");
  EXPECT_EQ(simple(floormod(Expr(n) * 4 + y, 4)), "y");
  EXPECT_EQ(simple(floordiv(Expr(x) + 32, 16)), "2");
  EXPECT_EQ(simple(floormod(Expr(x) + 32, 16)), "x");
  EXPECT_EQ(simple(floordiv(Expr(x) - 16, 16)), "-1");
  EXPECT_EQ(simple(floordiv(x, 4)), "floordiv(x, 4)");
  EXPECT_EQ(simple(floordiv(Expr(n) * 8 + x, 8)), "n + floordiv(x, 8)");
  EXPECT_EQ(simple(floormod(Expr(n) * 8 + x, 8)), "floormod(x, 8)");
}

TEST(Simplify, QuotientAndRemainderOfOneDividendAreThatDividend) {
  EXPECT_EQ(simple(floordiv(n, 7) * 7 + floormod(n, 7)), "n");
  EXPECT_EQ(simple(floordiv(n, 7) * 14 + floormod(n, 7) * 2 + 1), "(n*2) + 1");
  EXPECT_EQ(simple(floordiv(n, 7) * 7 + floormod(n, 8)), "(floordiv(n, 7)*7) + floormod(n, 8)");
  EXPECT_EQ(simple(floordiv(n, 7) * 6 + floormod(n, 7)), "(floordiv(n, 7)*6) + floormod(n, 7)");
}

TEST(Simplify, MinAndMaxAreDecidedByBounds) {
  EXPECT_EQ(simple(min(x, 15)), "x");
  EXPECT_EQ(simple(min(x, 14)), "min(x, 14)");
  EXPECT_EQ(simple(max(Expr(x) + 2, y)), "max(x + 2, y)");
  EXPECT_EQ(simple(max(Expr(x) + 3, y)), "x + 3");
  EXPECT_EQ(simple(min(Expr(n) + x, Expr(n) + 15)), "n + x");
}

TEST(Simplify, ComparisonsAreDecidedByBounds) {
  EXPECT_EQ(simple(Expr(x) < Expr(16)), "1");
  EXPECT_EQ(simple(Expr(x) < Expr(15)), "x < 15");
  EXPECT_EQ(simple(Expr(x) <= Expr(15)), "1");
  EXPECT_EQ(simple(Expr(15) < Expr(x)), "0");
  EXPECT_EQ(simple(Expr(16) <= Expr(x)), "0");
  EXPECT_EQ(simple(both(Expr(x) < Expr(16), Expr(x) < Expr(15))), "x < 15");
  EXPECT_EQ(simple(both(Expr(x) < Expr(15), Expr(16) <= Expr(x))), "0");
  EXPECT_EQ(simple(select(Expr(x) < Expr(16), Expr(y) + 1 - 1, 7)), "y");
}

TEST(Simplify, LiteralsWrapToTheTypeOfACast) {
  EXPECT_EQ(simple(cast(DType::kInt8, Expr(300))), "44i8");
  EXPECT_EQ(simple(cast(DType::kInt32, literal(-3, DType::kInt8))), "-3");
}

TEST(Simplify, ReadsAndCallsKeepTheirFormButForIndices) {
  EXPECT_EQ(simple(Expr(1) + read(a, {Expr(x) + 1 - 1}) + 1), "(1 + a[x]) + 1");
  EXPECT_EQ(simple(min(read(a, {x}), read(a, {x}))), "min(a[x], a[x])");
  EXPECT_EQ(simple(floordiv(read(a, {x}) + 8, 4)), "floordiv(a[x] + 8, 4)");
  EXPECT_EQ(simple(call("vta.f", {Expr(x) - x})), "@tir.vta.f(0, dtype=int32)");
}

TEST(Simplify, ProvesEquality) {
  EXPECT_TRUE(analyzer().proves_equal((Expr(x) + 1) * 2, Expr(x) * 2 + 2));
  EXPECT_FALSE(analyzer().proves_equal(Expr(x) * 2, Expr(x) * 2 + 1));
}

TEST(Bounds, OfSumsProductsQuotientsAndChoices) {
  EXPECT_EQ(bounds(Expr(x) * 2 - Expr(y) * 3 + 1), "-8..31");
  EXPECT_EQ(bounds(floordiv(Expr(x) - 1, 4)), "-1..3");
  EXPECT_EQ(bounds(floormod(Expr(n), 4)), "0..3");
  EXPECT_EQ(bounds(max(Expr(x) - 8, y)), "0..7");
  EXPECT_EQ(bounds(Expr(x) < Expr(y)), "0..1");
}

TEST(Bounds, OfUnknownVariablesAreInfinite) {
  const Interval range = analyzer().bounds(Expr(n) * 3 + x);
  EXPECT_EQ(range.low, -Interval::kInfinity);
  EXPECT_EQ(range.high, Interval::kInfinity);
  EXPECT_EQ(analyzer().bounds(min(n, 3)).high, 3);
  // What is added to it does not make it known.
  EXPECT_EQ(analyzer().bounds(Expr(n) - 5).high, Interval::kInfinity);
  EXPECT_EQ(analyzer().bounds(Expr(n) + 5).low, -Interval::kInfinity);
}

TEST(Bounds, SymbolicExtentGivesItsUpperBound) {
  Analyzer result = analyzer();
  result.bind(n, min(7, Expr(13) - Expr(y) * 4));
  EXPECT_EQ(result.bounds(n).high, 6);
  EXPECT_EQ(result.bounds(n).low, 0);
}

TEST(Linear, FactorsAndExactDivision) {
  const Linear sum = analyzer().linear(Expr(x) * 6 + Expr(n) * 3 + 9);
  EXPECT_EQ(sum.factor(x), 6);
  EXPECT_EQ(sum.factor(y), 0);
  EXPECT_EQ(to_text(to_expr(sum.without(x))), "(n*3) + 9");
  EXPECT_EQ(to_text(divided_exactly(sum, 3)), "((x*2) + n) + 3");
  EXPECT_FALSE(divided_exactly(sum, 2));
  EXPECT_FALSE(divided_exactly(analyzer().linear(Expr(x) * 6 + 3), 6));
}

}  // namespace
}  // namespace vta::ir
