// SPDX-License-Identifier: Apache-2.0
//
// t = 2 * a, u = t + 1, r = u, with the program around u changed so that u may or may not be t.

#include "compiler/passes/share_storage.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/compiler/ir/interpreter.h"
#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

const ir::Buffer a = int32("a", {8});
const ir::Buffer r = int32("r", {8});
const ir::Buffer t = int32("t", {8});

Stmt each(const ir::Buffer& to, const std::function<Expr(const Expr&)>& value) {
  const Var i("i");
  return make_for(i, 8, make_store(to, {i}, value(i)));
}
Stmt fill_t() {
  return each(t, [](const Expr& i) { return ir::read(a, {i}) * 2; });
}
Stmt fill(const ir::Buffer& u) {
  return each(u, [](const Expr& i) { return ir::read(t, {i}) + 1; });
}
Stmt copy(const ir::Buffer& from) {
  return each(r, [&](const Expr& i) { return ir::read(from, {i}); });
}
ir::Function program(const Stmt& inside_t) {
  return {{a, r}, alloc(t, make_seq({fill_t(), inside_t}))};
}

bool shares(const ir::Function& before) {
  const ir::Function after = share_storage(before);
  EXPECT_EQ(test::difference(before, after), "");
  return test::text(before) != test::text(after);
}

TEST(ShareStorage, StageThatWorksInPlaceTakesOverTheBufferAroundIt) {
  const ir::Buffer u = int32("u", {8});
  const ir::Function before = program(alloc(u, make_seq({fill(u), copy(u)})));
  const ir::Function after = share_storage(before);
  EXPECT_EQ(test::text(after),
            "allocate(t: Pointer(global int32), int32, [8]), storage_scope = global {\n"
            "  for (i: int32, 0, 8) {\n"
            "    t[i] = a[i]*2\n"
            "  }\n"
            "  for (i_1: int32, 0, 8) {\n"
            "    t[i_1] = t[i_1] + 1\n"
            "  }\n"
            "  for (i_2: int32, 0, 8) {\n"
            "    r[i_2] = t[i_2]\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(test::difference(before, after), "");
}

TEST(ShareStorage, ChainOfStagesInPlaceNeedsOneBuffer) {
  const ir::Buffer u = int32("u", {8});
  const ir::Buffer v = int32("v", {8});
  const Stmt fill_v = each(v, [&](const Expr& i) { return max(ir::read(u, {i}), 0); });
  const ir::Function before =
      program(alloc(u, make_seq({fill(u), alloc(v, make_seq({fill_v, copy(v)}))})));
  const std::string after = test::text(share_storage(before));
  EXPECT_EQ(after.find("allocate(u"), std::string::npos) << after;
  EXPECT_EQ(after.find("allocate(v"), std::string::npos) << after;
  EXPECT_EQ(test::difference(before, share_storage(before)), "");
}

TEST(ShareStorage, BufferThatIsReadLaterInsideIsNotTakenOver) {
  const ir::Buffer u = int32("u", {8});
  const Stmt use = each(r, [&](const Expr& i) { return ir::read(u, {i}) * ir::read(t, {i}); });
  EXPECT_FALSE(shares(program(alloc(u, make_seq({fill(u), use})))));
}

TEST(ShareStorage, BufferThatIsReadBehindTheAllocationIsNotTakenOver) {
  const ir::Buffer u = int32("u", {8});
  const Stmt use = each(r, [&](const Expr& i) { return ir::read(r, {i}) + ir::read(t, {i}); });
  EXPECT_FALSE(shares(program(make_seq({alloc(u, make_seq({fill(u), copy(u)})), use}))));
}

TEST(ShareStorage, BufferThatIsReadAtAnotherIndexIsNotTakenOver) {
  const ir::Buffer u = int32("u", {8});
  const Stmt reversed = each(u, [](const Expr& i) { return ir::read(t, {Expr(7) - i}); });
  EXPECT_FALSE(shares(program(alloc(u, make_seq({reversed, copy(u)})))));
  const Stmt both =
      each(u, [](const Expr& i) { return ir::read(t, {i}) + ir::read(t, {floormod(i + 1, 8)}); });
  EXPECT_FALSE(shares(program(alloc(u, make_seq({both, copy(u)})))));
}

TEST(ShareStorage, BufferOutsideOfALoopIsNotTakenOver) {
  const ir::Buffer u = int32("u", {8});
  const Stmt add = each(r, [&](const Expr& i) { return ir::read(r, {i}) + ir::read(u, {i}); });
  EXPECT_FALSE(shares(program(make_for(Var("k"), 3, alloc(u, make_seq({fill(u), add}))))));
}

TEST(ShareStorage, BufferInsideOfTheSameLoopIsTakenOver) {
  const ir::Buffer u = int32("u", {8});
  const Stmt inner = alloc(t, make_seq({fill_t(), alloc(u, make_seq({fill(u), copy(u)}))}));
  EXPECT_TRUE(shares({{a, r}, make_for(Var("k"), 3, inner)}));
}

TEST(ShareStorage, BuffersOfOtherTypeSizeOrScopeAreNotTakenOver) {
  const ir::Buffer others[] = {test::int8("u", {8}), int32("u", {9}),
                               int32("u", {8}, MemScope::kAcc)};
  for (const ir::Buffer& u : others) {
    EXPECT_FALSE(shares(program(alloc(u, make_seq({fill(u), copy(u)})))));
  }
}

TEST(ShareStorage, StageThatDoesNotReadTheBufferDoesNotTakeItOver) {
  const ir::Buffer u = int32("u", {8});
  const Stmt from_a = each(u, [](const Expr& i) { return ir::read(a, {i}); });
  EXPECT_FALSE(shares(program(alloc(u, make_seq({from_a, copy(u)})))));
}

TEST(ShareStorage, ReductionStartsInABufferOfItsOwn) {
  const ir::Buffer u = int32("u", {8});
  const Var k("k"), i("i");
  const Stmt init = each(u, [](const Expr&) { return Expr(0); });
  const Stmt update = make_for(
      i, 8, make_for(k, 2, make_store(u, {i}, ir::read(u, {i}) + ir::read(t, {i}) * Expr(k))));
  EXPECT_FALSE(shares(program(alloc(u, make_seq({init, update, copy(u)})))));
  EXPECT_FALSE(shares(program(alloc(u, make_seq({update, copy(u)})))));
}

// The second time it would double what it doubled before.
TEST(ShareStorage, StageThatStoresAnElementTwiceDoesNotWorkInPlace) {
  const ir::Buffer u = int32("u", {8});
  const Stmt twice =
      make_for(Var("k"), 2, each(u, [](const Expr& i) { return ir::read(t, {i}) * 2; }));
  EXPECT_FALSE(shares(program(alloc(u, make_seq({twice, copy(u)})))));
}

TEST(ShareStorage, StageThatNobodyReadsStaysWhereItIs) {
  const ir::Buffer u = int32("u", {8});
  EXPECT_FALSE(shares(program(alloc(u, fill(u)))));
}

TEST(ShareStorage, StageThatIsComputedTwiceKeepsWhatItReads) {
  const ir::Buffer u = int32("u", {8});
  const Stmt stage = alloc(u, make_seq({fill(u), copy(u)}));
  const ir::Function before = program(make_seq({stage, stage}));
  EXPECT_EQ(test::difference(before, share_storage(before)), "");
}

}  // namespace
}  // namespace vta::passes
