// SPDX-License-Identifier: Apache-2.0
#include "compiler/ir/print.h"

#include <gtest/gtest.h>

#include "tests/compiler/ir/build.h"

namespace vta::ir {
namespace {

const Buffer a = test::int8("a", {2, 4});
const Var x("x");

TEST(Print, ProgramIsInTheNotationOfTheTutorials) {
  const Buffer t = test::int32("t", {8}, MemScope::kAcc);
  const Stmt store = make_store(t, {x}, cast(DType::kInt32, read(a, {x})));
  const Function f{{a}, test::alloc(t, make_attr(kPragmaAlu, 1, make_for(x, 8, store)))};
  EXPECT_EQ(
      to_text(f),
      "@main = primfn(a_1: handle) -> ()\n"
      "  buffers = {a: Buffer(a_2: Pointer(int8), int8, [8], [])}\n"
      "  buffer_map = {a_1: a} {\n"
      "  allocate(t: Pointer(local.acc_buffer int32), int32, [8]), storage_scope = "
      "local.acc_buffer {\n"
      "    attr [IterVar(vta: int32, (nullptr), \"ThreadIndex\", \"vta\")] \"pragma_alu\" = 1 {\n"
      "      for (x: int32, 0, 8) {\n"
      "        t[x] = cast(int32, a[x])\n"
      "      }\n"
      "    }\n"
      "  }\n"
      "}\n");
}

TEST(Print, VariablesOfOneNameAreToldApart) {
  const Var other("x");
  const Function f{{a},
                   make_for(x, 2, make_for(other, 2, make_store(a, {Expr(x) + other}, 0)), true)};
  EXPECT_EQ(test::text(f),
            "for (x: int32, 0, 2) \"vthread\" {\n"
            "  for (x_1: int32, 0, 2) {\n"
            "    a[x + x_1] = 0\n"
            "  }\n"
            "}\n");
}

TEST(Print, HandlesAndPointersOfParametersKeepTheirNames) {
  const Buffer again = test::int8("a", {8});
  const Var handle("a_1"), pointer("a_2");
  const Stmt store = make_store(a, {Expr(handle) + pointer}, 0);
  const Function f{{a, again}, make_for(handle, 2, make_for(pointer, 2, store))};
  EXPECT_EQ(to_text(f),
            "@main = primfn(a_1: handle, a_3_1: handle) -> ()\n"
            "  buffers = {a: Buffer(a_2: Pointer(int8), int8, [8], []), "
            "a_3: Buffer(a_3_2: Pointer(int8), int8, [8], [])}\n"
            "  buffer_map = {a_1: a, a_3_1: a_3} {\n"
            "  for (a_1_1: int32, 0, 2) {\n"
            "    for (a_2_1: int32, 0, 2) {\n"
            "      a[a_1_1 + a_2_1] = 0\n"
            "    }\n"
            "  }\n"
            "}\n");
}

TEST(Print, CallsAreIntrinsicsOrExternalFunctions) {
  const Function f{{a},
                   make_seq({make_eval(kDepPush, {1, 2}), make_eval(kLoad2d, {handle(a), 0}),
                             make_eval(kUopLoopEnd, {}), make_eval(kSync, {})})};
  const std::string text = to_text(f);
  EXPECT_EQ(text.substr(text.find("{\n  @") + 2),
            "  @tir.vta.coproc_dep_push(1, 2, dtype=int32)\n"
            "  @tir.call_extern(\"VTALoadBuffer2D\", @tir.tvm_thread_context("
            "@tir.vta.command_handle(, dtype=handle), dtype=handle), a_2, 0, dtype=int32)\n"
            "  @tir.call_extern(\"VTAUopLoopEnd\", dtype=int32)\n"
            "  @tir.vta.coproc_sync(, dtype=int32)\n"
            "}\n");
}

TEST(Print, EveryOperatorHasAForm) {
  const Expr y = Var("y");
  EXPECT_EQ(to_text((Expr(x) + y) * 2 - floordiv(x, 3)), "((x + y)*2) - floordiv(x, 3)");
  EXPECT_EQ(to_text(floormod(x, 3) + min(x, y) + max(x, y)),
            "(floormod(x, 3) + min(x, y)) + max(x, y)");
  EXPECT_EQ(to_text(both(Expr(x) < y, Expr(x) <= y)), "(x < y) && (x <= y)");
  EXPECT_EQ(to_text(binary(Op::kEq, x, y)), "x == y");
  EXPECT_EQ(to_text(Expr(x) >> 8), "@tir.shift_right(x, 8, dtype=int32)");
  EXPECT_EQ(to_text(select(Expr(x) < y, Expr(x) + 1, 0)),
            "@tir.if_then_else((x < y), x + 1, 0, dtype=int32)");
  EXPECT_EQ(to_text(literal(-3, DType::kInt8)), "-3i8");
  EXPECT_EQ(to_text(invalid("it is bad")), "<it is bad>");
}

}  // namespace
}  // namespace vta::ir
