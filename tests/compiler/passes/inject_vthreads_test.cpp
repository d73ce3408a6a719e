// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/inject_vthreads.h"

#include <gtest/gtest.h>

#include "tests/compiler/ir/interpreter.h"
#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

const Var c("c"), x("x");

Stmt threads(const Stmt& body) { return make_for(c, 2, body, true); }
Stmt call(const char* name, const Expr& argument) { return ir::make_eval(name, {argument}); }
std::string injected(const Stmt& stmt) { return test::text(inject_vthreads({{}, stmt})); }

TEST(InjectVthreads, EveryScopeIsDoneForOneThreadAfterTheOther) {
  EXPECT_EQ(injected(threads(make_seq({scope(1, call("f", Expr(c) * 8)), scope(2, call("g", c))}))),
            "attr coproc_scope = 1 {\n"
            "  f(0)\n"
            "}\n"
            "attr coproc_scope = 1 {\n"
            "  f(8)\n"
            "}\n"
            "attr coproc_scope = 2 {\n"
            "  g(0)\n"
            "}\n"
            "attr coproc_scope = 2 {\n"
            "  g(1)\n"
            "}\n");
}

TEST(InjectVthreads, ScopesWithLoopsBecomeALoopOverTheThreads) {
  EXPECT_EQ(injected(threads(scope(1, make_for(x, 4, call("f", Expr(c) * 8 + x))))),
            "for (cthread.s: int32, 0, 2) {\n"
            "  attr coproc_scope = 1 {\n"
            "    for (x: int32, 0, 4) {\n"
            "      f((cthread.s*8) + x)\n"
            "    }\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(
      injected(threads(scope(2, make_seq({ir::make_eval(ir::kUopLoopBegin, {4, 1, 1, 0}),
                                          call("f", c), ir::make_eval(ir::kUopLoopEnd, {})})))),
      "for (cthread.s: int32, 0, 2) {\n"
      "  attr coproc_scope = 2 {\n"
      "    VTAUopLoopBegin(4, 1, 1, 0)\n"
      "    f(cthread.s)\n"
      "    VTAUopLoopEnd()\n"
      "  }\n"
      "}\n");
}

TEST(InjectVthreads, LoopsAroundScopesRunOnceForAllThreads) {
  EXPECT_EQ(injected(threads(make_for(x, 4, scope(1, call("f", Expr(c) * 8 + x))))),
            "for (x: int32, 0, 4) {\n"
            "  attr coproc_scope = 1 {\n"
            "    f(0 + x)\n"
            "  }\n"
            "  attr coproc_scope = 1 {\n"
            "    f(8 + x)\n"
            "  }\n"
            "}\n");
}

TEST(InjectVthreads, TokensAreMadeForEveryThread) {
  EXPECT_EQ(
      injected(threads(make_seq({ir::make_eval(ir::kDepPush, {3, 2}), scope(1, call("f", c))}))),
      "coproc_dep_push(3, 2)\n"
      "coproc_dep_push(3, 2)\n"
      "attr coproc_scope = 1 {\n"
      "  f(0)\n"
      "}\n"
      "attr coproc_scope = 1 {\n"
      "  f(1)\n"
      "}\n");
}

TEST(InjectVthreads, StoresOfTheHostAreInterleavedAndMeanTheSame) {
  const ir::Buffer a = int32("a", {8}), r = int32("r", {8}), t = int32("t", {8});
  const Expr index = Expr(c) * 4 + x;
  const Stmt body = make_for(x, 4,
                             make_seq({make_store(t, {index}, ir::read(a, {index}) + 1),
                                       make_store(r, {index}, ir::read(t, {index}) * 2)}));
  const ir::Function before{{a, r}, test::alloc(t, threads(body))};
  const ir::Function after = inject_vthreads(before);
  EXPECT_EQ(test::text(after).find("vthread"), std::string::npos);
  EXPECT_EQ(test::difference(before, after), "");
}

TEST(InjectVthreads, StoresThatDoNotDependOnTheThreadAreDoneOnce) {
  const ir::Buffer a = int32("a", {8});
  const ir::Function after = inject_vthreads({{a}, threads(make_store(a, {0}, 5))});
  EXPECT_EQ(test::text(after), "a[0] = 5\n");
}

// As a sum over a bound axis that its summand does not mention is.
TEST(InjectVthreads, StoresThatAddToWhatTheyFindAreDoneForEveryThread) {
  const ir::Buffer a = int32("a", {8});
  const ir::Function before{{a}, threads(make_store(a, {0}, ir::read(a, {0}) + 5))};
  const ir::Function after = inject_vthreads(before);
  EXPECT_EQ(test::text(after), "a[0] = a[0] + 5\na[0] = a[0] + 5\n");
  EXPECT_EQ(test::difference(before, after), "");
}

TEST(InjectVthreads, NotesInsideOfScopesNameThePartOfTheirThread) {
  ir::StageNote note{"s"};
  note.min = {Expr(c) * 8};
  const Stmt noted = ir::make_stage(std::make_shared<const ir::StageNote>(note), call("f", c));
  const ir::Function after = inject_vthreads({{}, threads(scope(1, noted))});
  ASSERT_EQ(after.body->body.size(), 2u);
  EXPECT_TRUE(is_literal(after.body->body[0]->body[0]->note->min[0], 0));
  EXPECT_TRUE(is_literal(after.body->body[1]->body[0]->note->min[0], 8));
}

}  // namespace
}  // namespace vta::passes
