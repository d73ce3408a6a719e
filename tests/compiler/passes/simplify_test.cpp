// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/simplify.h"

#include <gtest/gtest.h>

#include "tests/compiler/ir/interpreter.h"
#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

TEST(SimplifyPass, LoopsOfOneTripBecomeTheirBody) {
  const ir::Buffer a = int32("a", {8});
  const Var x("x"), y("y");
  const ir::Stmt store = make_store(a, {Expr(x) * 8 + y}, Expr(x) + 3);
  const ir::Function before{{a}, make_for(x, 1, make_for(y, 8, store))};
  EXPECT_EQ(test::text(simplify(before)),
            "for (y: int32, 0, 8) {\n"
            "  a[y] = 3\n"
            "}\n");
  EXPECT_EQ(test::difference(before, simplify(before)), "");
}

TEST(SimplifyPass, LoopsOfNoTripsVanishWithWhatIsThenEmpty) {
  const ir::Buffer a = int32("a", {8});
  const ir::Buffer t = int32("t", {8});
  const Var x("x"), y("y");
  const ir::Stmt none = make_for(x, Expr(4) - 4, make_store(a, {x}, 1));
  const ir::Stmt empty = make_for(y, 3, test::alloc(t, ir::make_attr(ir::kPragmaAlu, 1, none)));
  const ir::Function before{{a}, ir::make_seq({empty, make_store(a, {1}, 2)})};
  EXPECT_EQ(test::text(simplify(before)), "a[1] = 2\n");
  EXPECT_EQ(test::text(simplify({{a}, empty})), "");
}

TEST(SimplifyPass, BoundsOfTheLoopsAroundAreUsed) {
  const ir::Buffer a = int32("a", {64});
  const Var x("x"), y("y");
  const Expr index = floordiv(Expr(x) * 8 + y, 8) * 8 + floormod(Expr(x) * 8 + y, 8);
  const Expr value = select(Expr(y) < Expr(8), ir::read(a, {index}) + 1, 0);
  const ir::Function before{
      {a}, make_for(x, 8, make_for(y, min(8, Expr(x) + 9), make_store(a, {index}, value)))};
  EXPECT_EQ(test::text(simplify(before)),
            "for (x: int32, 0, 8) {\n"
            "  for (y: int32, 0, 8) {\n"
            "    a[(x*8) + y] = a[(x*8) + y] + 1\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(test::difference(before, simplify(before)), "");
}

// The same variable counts two loops, of which only the shorter one makes the quotient 0.
TEST(SimplifyPass, RangeOfAVariableIsThatOfTheLoopAroundIt) {
  const ir::Buffer a = int32("a", {64});
  const Var x("x");
  const ir::Stmt store = make_store(a, {Expr(x) + 1}, floordiv(x, 4));
  const ir::Function before{
      {a}, ir::make_seq({make_for(x, 4, store), make_for(x, 8, store), make_for(x, 4, store)})};
  EXPECT_EQ(test::text(simplify(before)),
            "for (x: int32, 0, 4) {\n"
            "  a[x + 1] = 0\n"
            "}\n"
            "for (x: int32, 0, 8) {\n"
            "  a[x + 1] = floordiv(x, 4)\n"
            "}\n"
            "for (x: int32, 0, 4) {\n"
            "  a[x + 1] = 0\n"
            "}\n");
}

TEST(SimplifyPass, ArgumentsOfCallsAndNotesOfStagesAreSimplified) {
  const Var x("x");
  ir::StageNote note{"s"};
  note.min = {Expr(x) + 1};
  note.extent = {Expr(x) + 2};
  note.tiles.push_back({"y", Expr(x) * 2, 4});
  const ir::Stmt call = ir::make_eval("f", {Expr(x) + 4, Expr(2) * x});
  const ir::Function after = simplify(
      {{}, make_for(x, 1, ir::make_stage(std::make_shared<const ir::StageNote>(note), call))});
  const ir::StageNote& simple = *after.body->note;
  EXPECT_TRUE(is_literal(simple.min[0], 1));
  EXPECT_TRUE(is_literal(simple.extent[0], 2));
  EXPECT_TRUE(is_literal(simple.tiles[0].index, 0));
  EXPECT_EQ(test::text(after), "f(4, 0)\n");
}

TEST(SimplifyPass, VirtualThreadsStayThreads) {
  const ir::Buffer a = int32("a", {2});
  const Var x("x");
  EXPECT_EQ(test::text(simplify({{a}, make_for(x, 2, make_store(a, {x}, 0), true)})),
            "for (x: int32, 0, 2) \"vthread\" {\n"
            "  a[x] = 0\n"
            "}\n");
}

// The second store stands outside of the loop that gives its variable a value.
TEST(Simplify, WhatALoopSaysAboutItsVariableEndsWithIt) {
  const ir::Buffer a = int32("a", {8});
  const Var x("x");
  const ir::Stmt store = make_store(a, {x}, 0);
  EXPECT_EQ(test::text(simplify({{a}, ir::make_seq({make_for(x, 1, store), store})})),
            "a[0] = 0\na[x] = 0\n");
}

}  // namespace
}  // namespace vta::passes
