// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/fold_uop_loops.h"

#include <gtest/gtest.h>

#include "compiler/passes/uop_scope.h"
#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

const Var z("z"), y("y"), x("x");

Stmt push(const Expr& dst, const Expr& src, const Expr& wgt) {
  return ir::make_eval(ir::kUopPush, {0, 0, dst, src, wgt, 0, 0, 0});
}
std::string folded(const Stmt& body, UopMode mode = UopMode::kGemm) {
  std::string text = test::text(fold_uop_loops({{}, uop_scope(mode, body)}, Config::pynq()));
  test::replace_all(text, "\n    ", "\n");
  test::replace_all(text, "attr coproc_scope = 2 {\n  attr coproc_uop_scope = ", "");
  test::replace_all(text, "  }\n}\n", "");
  return text;
}

TEST(FoldUopLoops, OutermostTwoLoopsBecomeLoopsOfTheInstruction) {
  EXPECT_EQ(
      folded(make_for(
          z, 2,
          make_for(y, 3,
                   make_for(x, 4, push(Expr(z) * 14 + y, Expr(y) * 5 + x + 7, Expr(z) * 9 + x))))),
      "\"VTAPushGEMMOp\" {\n"
      "VTAUopLoopBegin(2, 14, 0, 9)\n"
      "VTAUopLoopBegin(3, 1, 5, 0)\n"
      "for (x: int32, 0, 4) {\n"
      "  uop_push(0, 0, 0, (0 + x) + 7, 0 + x, 0, 0, 0)\n"
      "}\n"
      "VTAUopLoopEnd()\n"
      "VTAUopLoopEnd()\n");
}

TEST(FoldUopLoops, OneLoopIsFoldedAlone) {
  EXPECT_EQ(folded(make_for(x, 4, push(x, 0, Expr(x) * 2))),
            "\"VTAPushGEMMOp\" {\n"
            "VTAUopLoopBegin(4, 1, 0, 2)\n"
            "uop_push(0, 0, 0, 0, 0, 0, 0, 0)\n"
            "VTAUopLoopEnd()\n");
}

TEST(FoldUopLoops, KernelsWithoutALoopStay) {
  EXPECT_EQ(folded(push(1, 2, 3)), "\"VTAPushGEMMOp\" {\nuop_push(0, 0, 1, 2, 3, 0, 0, 0)\n");
}

TEST(FoldUopLoops, StepsThatTheFieldsDoNotHoldStayLoops) {
  // ACC and INP have 2048 elements, WGT has 1024; a field holds less than that.
  for (const Stmt& body :
       {push(Expr(x) * 2048, 0, 0), push(0, Expr(x) * 2048, 0), push(0, 0, Expr(x) * 1024),
        push(Expr(8) - x, 0, 0), push(floordiv(x, 2), 0, 0)}) {
    EXPECT_EQ(folded(make_for(x, 4, body)).find("VTAUopLoopBegin"), std::string::npos);
  }
  for (const Stmt& body : {push(Expr(x) * 2047, 0, 0), push(0, 0, Expr(x) * 1023)}) {
    EXPECT_NE(folded(make_for(x, 4, body)).find("VTAUopLoopBegin"), std::string::npos);
  }
}

TEST(FoldUopLoops, LoopsLongerThanTheFieldStayLoops) {
  EXPECT_NE(folded(make_for(x, 16383, push(0, 0, x))).find("VTAUopLoopBegin"), std::string::npos);
  EXPECT_EQ(folded(make_for(x, 16384, push(0, 0, x))).find("VTAUopLoopBegin"), std::string::npos);
}

TEST(FoldUopLoops, LoopInsideOfOneThatCannotBeFoldedStaysALoop) {
  EXPECT_EQ(
      folded(make_for(y, 4, make_for(x, 4, push(floordiv(y, 2), x, 0)))).find("VTAUopLoopBegin"),
      std::string::npos);
}

TEST(FoldUopLoops, SequencesAndKernelsOfTheAluStay) {
  const Stmt two = ir::make_seq({push(x, 0, 0), push(x, 1, 0)});
  EXPECT_EQ(folded(make_for(x, 4, two)).find("VTAUopLoopBegin"), std::string::npos);
  EXPECT_EQ(folded(make_for(x, 4, push(x, x, 0)), UopMode::kAlu).find("VTAUopLoopBegin"),
            std::string::npos);
}

TEST(FoldUopLoops, LoopsAroundTheKernelStay) {
  const ir::Function after = fold_uop_loops(
      {{}, make_for(y, 2, uop_scope(UopMode::kGemm, make_for(x, 4, push(Expr(y) * 4 + x, 0, 0))))},
      Config::pynq());
  EXPECT_EQ(after.body->kind, ir::StmtKind::kFor);
  EXPECT_NE(test::text(after).find("uop_push(0, 0, (y*4) + 0, 0, 0, 0, 0, 0)"), std::string::npos)
      << test::text(after);
}

}  // namespace
}  // namespace vta::passes
