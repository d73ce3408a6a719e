// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/ir/interpreter.h"

#include <gtest/gtest.h>

#include "tests/compiler/ir/build.h"

namespace vta::test {
namespace {

using ir::DType;
using ir::Expr;
using ir::make_for;
using ir::make_seq;
using ir::make_store;
using ir::Stmt;
using ir::Var;

const ir::Buffer a = int8("a", {2, 3});
const ir::Buffer r = int32("r", {6});

std::string refusal(const Stmt& body) {
  Arrays arrays{{"a", {1, 2, 3, 4, 5, 6}}, {"r", {0, 0, 0, 0, 0, 0}}};
  const Status status = interpret({{a, r}, body}, arrays);
  return status ? "none" : status.error().message;
}
std::vector<std::int64_t> stored(const Stmt& body) {
  Arrays arrays{{"a", {1, 2, 3, 4, 5, 6}}, {"r", {0, 0, 0, 0, 0, 0}}};
  const Status status = interpret({{a, r}, body}, arrays);
  EXPECT_TRUE(status) << status.error().message;
  return arrays.at("r");
}

TEST(Interpreter, LastIndexRunsFastest) {
  const Var y("y"), x("x");
  const Expr value = cast(DType::kInt32, ir::read(a, {y, x})) * 10;
  const std::vector<std::int64_t> expected = {10, 40, 20, 50, 30, 60};
  EXPECT_EQ(stored(make_for(y, 2, make_for(x, 3, make_store(r, {Expr(x) * 2 + y}, value)))),
            expected);
}

TEST(Interpreter, ValuesWrapToTheirType) {
  const Expr big = ir::read(a, {1, 2}) * ir::literal(100, DType::kInt8);  // 600
  EXPECT_EQ(stored(make_store(r, {0}, cast(DType::kInt32, big)))[0], 88);
  const Expr large = cast(DType::kInt32, ir::read(a, {0, 0})) * 0x7fffffff + 1;
  EXPECT_EQ(stored(make_store(r, {0}, large))[0], -2147483648);
  EXPECT_EQ(stored(make_store(
                r, {0},
                cast(DType::kInt32,
                     cast(DType::kInt8, Expr(200) + cast(DType::kInt32, ir::read(a, {0, 0}))))))[0],
            -55);
}

TEST(Interpreter, ShiftsAreArithmeticAndNegativeOnesGoLeft) {
  const Expr one = cast(DType::kInt32, ir::read(a, {0, 0}));
  EXPECT_EQ(stored(make_store(r, {0}, (one - 8) >> 1))[0], -4);
  EXPECT_EQ(stored(make_store(r, {0}, one >> -4))[0], 16);
}

TEST(Interpreter, SideOfASelectThatIsNotTakenMayBeOutside) {
  const Var i("i");
  const Expr value = select(Expr(i) < Expr(1), cast(DType::kInt32, ir::read(a, {i, 0})), Expr(7));
  const std::vector<std::int64_t> expected = {1, 7, 7, 7, 7, 7};
  EXPECT_EQ(stored(make_for(i, 6, make_store(r, {i}, value))), expected);
}

TEST(Interpreter, AllocationsBeginAsGarbage) {
  const ir::Buffer t = int32("t", {6});
  EXPECT_NE(stored(alloc(t, make_store(r, {0}, ir::read(t, {0}))))[0], 0);
}

TEST(Interpreter, IndicesOutsideOfAnAxisFail) {
  EXPECT_EQ(refusal(make_store(r, {6}, 0)), "index 6 of axis 0 of buffer r does not lie in 0..5");
  EXPECT_EQ(refusal(make_store(r, {0}, cast(DType::kInt32, ir::read(a, {0, 3})))),
            "index 3 of axis 1 of buffer a does not lie in 0..2");
  EXPECT_EQ(refusal(make_store(int32("u", {4}), {0}, 0)), "buffer u is not there");
  EXPECT_EQ(refusal(make_store(r, {0, 0}, 0)), "buffer r has 1 axes");
}

TEST(Interpreter, CallsAndVariablesWithoutALoopFail) {
  EXPECT_EQ(refusal(ir::make_eval("f", {})), "call of f");
  EXPECT_EQ(refusal(make_store(r, {Var("n")}, 0)), "variable n has no value");
}

TEST(Interpreter, DifferenceNamesTheFirstElement) {
  const ir::Function one{{r}, make_seq({make_store(r, {2}, 1), make_store(r, {3}, 1)})};
  const ir::Function two{{r}, make_seq({make_store(r, {2}, 1), make_store(r, {3}, 2)})};
  EXPECT_EQ(difference(one, one), "");
  EXPECT_EQ(difference(one, two), "r[3] is 2 instead of 1");
  EXPECT_EQ(difference(one, {{r}, make_store(r, {9}, 1)}),
            "after: index 9 of axis 0 of buffer r does not lie in 0..5");
}

}  // namespace
}  // namespace vta::test
