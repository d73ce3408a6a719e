// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/lift_scopes.h"

#include <gtest/gtest.h>

#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

using ir::kCoprocScope;
using ir::kUopScope;

Stmt call(const char* name) { return ir::make_eval(name, {}); }
Stmt uops(const Stmt& body) { return ir::make_attr(kUopScope, 0, body); }

std::string lifted(const Stmt& stmt, std::string_view key = kCoprocScope) {
  return test::text(lift_scopes({{}, stmt}, key));
}

TEST(LiftScopes, ScopeMovesOutOfLoopsThatHoldNothingElse) {
  const Var x("x"), y("y");
  EXPECT_EQ(lifted(make_for(y, 2, make_for(x, 3, scope(1, call("vta.a"))))),
            "attr coproc_scope = 1 {\n"
            "  for (y: int32, 0, 2) {\n"
            "    for (x: int32, 0, 3) {\n"
            "      a()\n"
            "    }\n"
            "  }\n"
            "}\n");
}

TEST(LiftScopes, NeighboursOfOneStageAreJoinedAndLiftedTogether) {
  const Var x("x");
  EXPECT_EQ(lifted(make_for(x, 2, make_seq({scope(1, call("vta.a")), scope(1, call("vta.b"))}))),
            "attr coproc_scope = 1 {\n"
            "  for (x: int32, 0, 2) {\n"
            "    a()\n"
            "    b()\n"
            "  }\n"
            "}\n");
}

TEST(LiftScopes, NeighboursOfOtherStagesKeepTheLoopOutside) {
  const Var x("x");
  const Stmt stmt = make_for(x, 2, make_seq({scope(1, call("vta.a")), scope(2, call("vta.b"))}));
  EXPECT_EQ(lifted(stmt), test::text({{}, stmt}));
  const Stmt host = make_for(x, 2, make_seq({scope(1, call("vta.a")), call("vta.b")}));
  EXPECT_EQ(lifted(host), test::text({{}, host}));
}

TEST(LiftScopes, LoopsOfVirtualThreadsStayOutside) {
  const Var x("x");
  const Stmt stmt = make_for(x, 2, scope(1, call("vta.a")), true);
  EXPECT_EQ(lifted(stmt), test::text({{}, stmt}));
}

TEST(LiftScopes, ScopesGoAroundTheNotesOfTheirStages) {
  const ir::Function after = lift_scopes({{},
                                          make_seq({test::stage("s", scope(1, call("vta.a"))),
                                                    test::stage("t", scope(1, call("vta.b")))})},
                                         kCoprocScope);
  ASSERT_TRUE(ir::is_attr(after.body, kCoprocScope));
  ASSERT_EQ(after.body->body[0]->body.size(), 2u);
  EXPECT_EQ(after.body->body[0]->body[0]->note->stage, "s");
  EXPECT_EQ(after.body->body[0]->body[1]->note->stage, "t");
}

TEST(LiftScopes, MicroKernelsAreLiftedButNeverJoined) {
  const Var x("x"), y("y");
  EXPECT_EQ(
      lifted(make_seq({make_for(x, 2, uops(call("vta.a"))), make_for(y, 2, uops(call("vta.b")))}),
             kUopScope),
      "attr coproc_uop_scope = \"VTAPushGEMMOp\" {\n"
      "  for (x: int32, 0, 2) {\n"
      "    a()\n"
      "  }\n"
      "}\n"
      "attr coproc_uop_scope = \"VTAPushGEMMOp\" {\n"
      "  for (y: int32, 0, 2) {\n"
      "    b()\n"
      "  }\n"
      "}\n");
}

TEST(LiftScopes, MicroKernelsStayInsideTheNotesOfTheirStages) {
  const Stmt stmt = test::stage("s", uops(call("vta.a")));
  const ir::Function after = lift_scopes({{}, stmt}, kUopScope);
  EXPECT_TRUE(ir::is_attr(after.body, ir::kStage));
}

// Loops of an instruction enclose its micro-operations and stand once in it.
TEST(LiftScopes, MicroKernelsWithLoopsOfTheirOwnStayInsideLoops) {
  const Var x("x");
  const Stmt kernel = uops(make_seq({ir::make_eval(ir::kUopLoopBegin, {4, 1, 1, 0}), call("vta.a"),
                                     ir::make_eval(ir::kUopLoopEnd, {})}));
  const Stmt stmt = make_for(x, 2, kernel);
  EXPECT_EQ(lifted(stmt, kUopScope), test::text({{}, stmt}));
}

}  // namespace
}  // namespace vta::passes
