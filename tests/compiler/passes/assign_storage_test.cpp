// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/assign_storage.h"

#include <gtest/gtest.h>

#include "tests/compiler/ir/interpreter.h"
#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

const Config config = Config::pynq();  // INP 2048 x 16, WGT 1024 x 256, ACC 2048 x 16 numbers

// Fills a buffer from `from`, then runs `rest`.
Stmt filled(const ir::Buffer& b, const ir::Buffer& from, const Stmt& rest) {
  const Var i("i");
  return alloc(b,
               make_seq({make_for(i, b->size(), make_store(b, {i}, ir::read(from, {i}))), rest}));
}
Stmt copied(const ir::Buffer& to, const ir::Buffer& from) {
  const Var i("i");
  return make_for(i, from->size(), make_store(to, {i}, ir::read(from, {i})));
}

std::string refusal(const ir::Function& function) {
  const Result<ir::Function> result = assign_storage(function, config);
  return result ? "it is accepted" : result.error().message;
}

TEST(AssignStorage, NestedAllocationsLieBehindEachOtherAndNeighboursAtTheSamePlace) {
  const ir::Buffer a = int32("a", {64}), r = int32("r", {64});
  const ir::Buffer t = int32("t", {32}, MemScope::kAcc);
  const ir::Buffer u = int32("u", {16}, MemScope::kAcc), v = int32("v", {16}, MemScope::kAcc);
  const ir::Function before{
      {a, r}, filled(t, a, make_seq({filled(u, t, copied(r, u)), filled(v, r, copied(a, v))}))};
  const Result<ir::Function> after = assign_storage(before, config);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(test::text(after.value()),
            "for (i: int32, 0, 32) {\n"
            "  t[i + 0] = a[i]\n"
            "}\n"
            "for (i_1: int32, 0, 16) {\n"
            "  u[i_1 + 32] = t[i_1 + 0]\n"
            "}\n"
            "for (i_2: int32, 0, 16) {\n"
            "  r[i_2] = u[i_2 + 32]\n"
            "}\n"
            "for (i_3: int32, 0, 16) {\n"
            "  v[i_3 + 32] = r[i_3]\n"
            "}\n"
            "for (i_4: int32, 0, 16) {\n"
            "  a[i_4] = v[i_4 + 32]\n"
            "}\n");
  EXPECT_EQ(test::difference(before, after.value()), "");
}

TEST(AssignStorage, ThirdOfThreeNestedAllocationsLiesBehindBothOthers) {
  const ir::Buffer a = int32("a", {64});
  const ir::Buffer t = int32("t", {16}, MemScope::kAcc), u = int32("u", {32}, MemScope::kAcc);
  const ir::Buffer v = int32("v", {16}, MemScope::kAcc);
  const Result<ir::Function> after =
      assign_storage({{a}, filled(t, a, filled(u, a, filled(v, a, copied(a, u))))}, config);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_NE(test::text(after.value()).find("v[i_2 + 48]"), std::string::npos);
}

TEST(AssignStorage, MemoriesAreCountedEachOnItsOwn) {
  const ir::Buffer a = int8("a", {256});
  const ir::Buffer t = int8("t", {16}, MemScope::kInp), u = int8("u", {256}, MemScope::kWgt);
  const Result<ir::Function> after =
      assign_storage({{a}, filled(t, a, filled(u, a, copied(a, u)))}, config);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_NE(test::text(after.value()).find("u[i_1 + 0]"), std::string::npos);
}

TEST(AssignStorage, VirtualThreadsHaveArenasAsLargeAsTheLargestNest) {
  const ir::Buffer a = int32("a", {64}), r = int32("r", {64});
  const ir::Buffer t = int32("t", {16}, MemScope::kAcc), u = int32("u", {32}, MemScope::kAcc);
  const Var c("c");
  const ir::Function before{{a, r}, make_for(c, 2, filled(t, a, filled(u, a, copied(r, t))), true)};
  const Result<ir::Function> after = assign_storage(before, config);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(test::text(after.value()),
            "for (c: int32, 0, 2) \"vthread\" {\n"
            "  for (i: int32, 0, 16) {\n"
            "    t[i + (0 + (c*48))] = a[i]\n"
            "  }\n"
            "  for (i_1: int32, 0, 32) {\n"
            "    u[i_1 + (16 + (c*48))] = a[i_1]\n"
            "  }\n"
            "  for (i_2: int32, 0, 16) {\n"
            "    r[i_2] = t[i_2 + (0 + (c*48))]\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(test::difference(before, after.value()), "");
}

TEST(AssignStorage, AllocationsInDramMoveToTheFrontWithACopyForEachThread) {
  const ir::Buffer a = int32("a", {4});
  const ir::Buffer t = int32("t", {4});
  const Var c("c");
  const ir::Function before{{a}, make_for(c, 2, filled(t, a, copied(a, t)), true)};
  const Result<ir::Function> after = assign_storage(before, config);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(test::text(after.value()),
            "allocate(t: Pointer(global int32), int32, [8]), storage_scope = global {\n"
            "  for (c: int32, 0, 2) \"vthread\" {\n"
            "    for (i: int32, 0, 4) {\n"
            "      t[i + (0 + (c*4))] = a[i]\n"
            "    }\n"
            "    for (i_1: int32, 0, 4) {\n"
            "      a[i_1] = t[i_1 + (0 + (c*4))]\n"
            "    }\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(test::difference(before, after.value()), "");
}

TEST(AssignStorage, MemoryMayBeFullToTheLastElement) {
  const ir::Buffer a = int8("a", {2048 * 16});
  const ir::Buffer t = int8("t", {2048 * 16}, MemScope::kInp);
  EXPECT_TRUE(assign_storage({{a}, filled(t, a, copied(a, t))}, config));
  const ir::Buffer half = int8("half", {1024 * 16}, MemScope::kInp);
  const Result<ir::Function> two =
      assign_storage({{a}, make_for(Var("c"), 2, filled(half, a, copied(a, half)), true)}, config);
  EXPECT_TRUE(two) << two.error().message;
}

TEST(AssignStorage, MemoryThatIsTooSmallIsRefusedWithItsLargestStage) {
  const ir::Buffer a = int8("a", {2048 * 16});
  const ir::Buffer t = int8("t", {2048 * 16}, MemScope::kInp), u = int8("u", {16}, MemScope::kInp);
  EXPECT_EQ(refusal({{a}, filled(t, a, filled(u, a, copied(a, t)))}),
            "the schedule does not fit the INP buffer: stage t and what lies beside it, for 1 "
            "thread, need 32784 bytes, available are 32768 bytes");
  const ir::Buffer w = int8("w", {513 * 256}, MemScope::kWgt);
  EXPECT_EQ(refusal({{}, make_for(Var("c"), 2, filled(w, w, make_seq({})), true)}),
            "the schedule does not fit the WGT buffer: stage w and what lies beside it, for 2 "
            "virtual threads, need 262656 bytes, available are 262144 bytes");
}

TEST(AssignStorage, SizesThatAreNoWholeElementsAreRefused) {
  const ir::Buffer t = int32("t", {24}, MemScope::kAcc);
  EXPECT_EQ(refusal({{}, filled(t, t, make_seq({}))}),
            "stage t: 24 numbers are no whole elements of ACC, which have 16");
}

TEST(AssignStorage, OnChipStagesInsideAndOutsideOfThreadsAreRefused) {
  const ir::Buffer a = int32("a", {16});
  const ir::Buffer t = int32("t", {16}, MemScope::kAcc), u = int32("u", {16}, MemScope::kAcc);
  EXPECT_EQ(refusal({{a}, filled(t, a, make_for(Var("c"), 2, filled(u, t, copied(a, u)), true))}),
            "stage t: some on-chip stages run inside the virtual threads and some outside; compute "
            "all of them at loops inside the bound one");
}

// Thread 1 of the outer loop would share its arena with thread 1 of the inner one.
TEST(AssignStorage, OnChipStagesInThreadsOfThreadsAreRefused) {
  const ir::Buffer a = int32("a", {16});
  const ir::Buffer t = int32("t", {16}, MemScope::kAcc);
  const Stmt inner = make_for(Var("d"), 2, filled(t, a, copied(a, t)), true);
  EXPECT_EQ(refusal({{a}, make_for(Var("c"), 2, inner, true)}),
            "stage t: it runs inside the virtual threads of two loops, 'c' and 'd'; bind one of "
            "them");
}

}  // namespace
}  // namespace vta::passes
