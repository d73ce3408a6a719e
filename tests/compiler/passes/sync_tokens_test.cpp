// SPDX-License-Identifier: Apache-2.0
//
// Tokens of programs of scopes, as text, and by running the calls of the program: a pop takes a
// token that a push before it gave, and none is left at the end.

#include "compiler/passes/sync_tokens.h"

#include <gtest/gtest.h>

#include <array>

#include "compiler/codegen/codegen.h"
#include "compiler/passes/inject_vthreads.h"
#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

Stmt work(int queue) {
  return test::scope(queue, ir::make_eval(ir::kUopPush, {0, 0, 0, 0, 0, 0, 0, 0}));
}
const Stmt load = work(1), compute = work(2), store = work(3);

Stmt loop(const Stmt& body) { return make_for(Var("i"), 3, body); }
Stmt threads(const Stmt& body) { return make_for(Var("c"), 2, body, true); }

std::string synced(const Stmt& stmt) {
  std::string all = test::text(sync_tokens({{}, stmt}));
  test::replace_all(all, "attr coproc_scope = 1", "load");
  test::replace_all(all, "attr coproc_scope = 2", "compute");
  test::replace_all(all, "attr coproc_scope = 3", "store");
  test::replace_all(all, "uop_push(0, 0, 0, 0, 0, 0, 0, 0)", "work");
  test::replace_all(all, "coproc_dep_", "");
  test::replace_all(all, "coproc_sync()", "sync");
  test::replace_all(all, " (i: int32, 0, 3)", "");
  test::replace_all(all, " (i_1: int32, 0, 3)", "");
  return all;
}

// What is wrong with the tokens of a program when its calls are made one after the other.
std::string fault(const Stmt& stmt) {
  const ir::Function program = inject_vthreads(sync_tokens({{}, stmt}));
  const Result<CodegenResult> code = generate_calls(program, "test");
  if (!code) return code.error().message;
  std::array<std::array<int, 4>, 4> tokens{};
  int queue = 0;
  for (const Call& call : code.value().calls) {
    const auto at = [&](Queue from, Queue to) -> int& {
      return tokens[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
    };
    if (const auto* push = std::get_if<DepPush>(&call)) {
      if (push->from != Queue::kCompute && push->to != Queue::kCompute)
        return "a queue that is none";
      ++at(push->from, push->to);
    } else if (const auto* pop = std::get_if<DepPop>(&call)) {
      if (at(pop->from, pop->to)-- == 0) return "pop without a token: " + to_string(call);
    } else if (const auto* scope = std::get_if<Scope>(&call)) {
      queue = static_cast<int>(scope->queue);
    } else if (std::get_if<Sync>(&call) != nullptr) {
      for (const auto& row : tokens) {
        for (const int left : row) {
          if (left != 0) return "tokens are left";
        }
      }
      queue = -1;
    }
  }
  return queue == -1 ? "" : "no sync at the end";
}

TEST(SyncTokens, ScopesOfDifferentStagesAreOrderedByAToken) {
  EXPECT_EQ(synced(make_seq({load, compute, store})),
            "load {\n"
            "  work\n"
            "  push(1, 2)\n"
            "}\n"
            "compute {\n"
            "  pop(1, 2)\n"
            "  work\n"
            "  push(2, 3)\n"
            "}\n"
            "store {\n"
            "  pop(2, 3)\n"
            "  work\n"
            "}\n"
            "sync\n");
}

TEST(SyncTokens, ScopesOfOneStageNeedNoToken) {
  EXPECT_EQ(synced(make_seq({compute, compute})),
            "compute {\n  work\n}\ncompute {\n  work\n}\nsync\n");
}

TEST(SyncTokens, ProgramWithoutScopesEndsWithASync) { EXPECT_EQ(synced(make_seq({})), "sync\n"); }

TEST(SyncTokens, LoopOrdersItsLastScopeBeforeItsFirstAndIsBalancedOutside) {
  EXPECT_EQ(synced(loop(make_seq({load, compute}))),
            "push(2, 1)\n"
            "for {\n"
            "  load {\n"
            "    pop(2, 1)\n"
            "    work\n"
            "    push(1, 2)\n"
            "  }\n"
            "  compute {\n"
            "    pop(1, 2)\n"
            "    work\n"
            "    push(2, 1)\n"
            "  }\n"
            "}\n"
            "pop(2, 1)\n"
            "sync\n");
}

TEST(SyncTokens, TokenBetweenStoreAndLoadGoesThroughCompute) {
  EXPECT_EQ(synced(make_seq({store, load})),
            "store {\n"
            "  work\n"
            "  push(3, 2)\n"
            "}\n"
            "load {\n"
            "  pop(3, 2)\n"
            "  push(2, 1)\n"
            "  pop(2, 1)\n"
            "  work\n"
            "}\n"
            "sync\n");
  EXPECT_EQ(synced(make_seq({load, store})),
            "load {\n"
            "  work\n"
            "  push(1, 2)\n"
            "}\n"
            "store {\n"
            "  pop(1, 2)\n"
            "  push(2, 3)\n"
            "  pop(2, 3)\n"
            "  work\n"
            "}\n"
            "sync\n");
}

TEST(SyncTokens, ScopeBehindALoopTakesTheTokenOfItsLastTrip) {
  EXPECT_EQ(synced(make_seq({compute, loop(make_seq({load, compute})), store})),
            "compute {\n"
            "  work\n"
            "  push(2, 1)\n"
            "}\n"
            "for {\n"
            "  load {\n"
            "    pop(2, 1)\n"
            "    work\n"
            "    push(1, 2)\n"
            "  }\n"
            "  compute {\n"
            "    pop(1, 2)\n"
            "    work\n"
            "    push(2, 1)\n"
            "  }\n"
            "}\n"
            "push(2, 3)\n"
            "pop(2, 1)\n"
            "store {\n"
            "  pop(2, 3)\n"
            "  work\n"
            "}\n"
            "sync\n");
}

TEST(SyncTokens, NestedLoopsAreBalancedAtEveryLevel) {
  const Stmt reduction = loop(make_seq({load, compute}));
  EXPECT_EQ(fault(loop(make_seq({reduction, store}))), "");
  EXPECT_EQ(fault(loop(loop(make_seq({compute, reduction, store})))), "");
  EXPECT_EQ(fault(loop(make_seq({compute, reduction, compute, store}))), "");
  EXPECT_EQ(fault(loop(make_seq({reduction, reduction, store}))), "");
  EXPECT_EQ(fault(loop(make_seq({store, reduction}))), "");
}

TEST(SyncTokens, EveryShortProgramOfScopesAndLoopsIsBalanced) {
  // Trees of at most two levels over all sequences of up to three scopes.
  std::vector<Stmt> scopes = {load, compute, store};
  std::vector<Stmt> sequences;
  for (const Stmt& a : scopes) {
    for (const Stmt& b : scopes) {
      sequences.push_back(make_seq({a, b}));
      for (const Stmt& c : scopes) sequences.push_back(make_seq({a, b, c}));
    }
  }
  for (const Stmt& inner : sequences) {
    EXPECT_EQ(fault(loop(inner)), "") << synced(loop(inner));
    for (const Stmt& around : scopes) {
      for (const Stmt& behind : scopes) {
        const Stmt stmt = loop(make_seq({around, loop(inner), behind}));
        EXPECT_EQ(fault(stmt), "") << synced(stmt);
      }
    }
  }
}

TEST(SyncTokens, VirtualThreadsHaveEachTheirTokens) {
  const Stmt reduction = loop(make_seq({load, compute}));
  EXPECT_EQ(fault(threads(make_seq({load, compute, store}))), "");
  EXPECT_EQ(fault(threads(loop(make_seq({compute, reduction, compute, store})))), "");
}

TEST(SyncTokens, LoopAroundVirtualThreadsIsBalanced) {
  const Stmt tile = make_seq({load, compute, store});
  EXPECT_EQ(fault(loop(threads(tile))), "") << synced(loop(threads(tile)));
  EXPECT_EQ(fault(loop(threads(loop(tile)))), "") << synced(loop(threads(loop(tile))));
}

TEST(SyncTokens, ScopesBesideVirtualThreadsAreOrderedOnce) {
  const Stmt tile = make_seq({load, compute, store});
  EXPECT_EQ(fault(make_seq({compute, threads(tile)})), "");
  EXPECT_EQ(fault(make_seq({threads(tile), compute})), "");
  EXPECT_EQ(fault(make_seq({threads(tile), threads(tile)})), "");
  EXPECT_EQ(fault(make_seq({threads(loop(tile)), loop(tile)})), "");
}

}  // namespace
}  // namespace vta::passes
