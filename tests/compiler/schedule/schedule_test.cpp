// SPDX-License-Identifier: Apache-2.0
//
// What the primitives do to the loops of a stage, shown by the loops that they are lowered to.

#include "compiler/schedule/schedule.h"

#include <gtest/gtest.h>

#include "compiler/passes/lower_loops.h"
#include "compiler/passes/partition_loops.h"
#include "tests/compiler/ir/build.h"
#include "tests/compiler/ir/interpreter.h"

namespace vta::te {
namespace {

struct Example {
  Tensor a = placeholder({6, 8}, "a", DType::kInt32);
  Tensor t = compute({6, 8}, [&](Var y, Var x) { return a(y, x) + 1; }, "t", {"y", "x"});
  Tensor r = compute({6, 8}, [&](Var y, Var x) { return t(y, x) * 2; }, "r", {"y", "x"});
};

ir::Function lowered(const Schedule& s, const std::vector<Tensor>& args) {
  Result<ir::Function> loops = passes::lower_loops(s, args);
  EXPECT_TRUE(loops) << loops.error().message;
  if (!loops) return {{}, ir::make_seq({})};
  loops = passes::partition_loops(loops.value());
  EXPECT_TRUE(loops) << loops.error().message;
  return loops ? loops.value() : ir::Function{{}, ir::make_seq({})};
}

// The loops of stage r, "y 6, x 8", and that they compute the same as without a schedule.
std::string loops_of_r(const Example& e, const Schedule& s) {
  const ir::Function f = lowered(s, {e.a, e.r});
  EXPECT_EQ(test::difference(lowered(Schedule(e.r), {e.a, e.r}), f), "");
  std::string loops;
  const std::string text = test::text(f);
  for (auto at = text.find("for ("); at != std::string::npos; at = text.find("for (", at + 1)) {
    std::string loop = text.substr(at + 5, text.find(')', at) - at - 5);
    test::replace_all(loop, ": int32, 0,", "");
    loops += (loops.empty() ? "" : ", ") + loop;
  }
  test::replace_all(loops, "y 6, x 8, ", "");  // of stage t
  return loops;
}

TEST(Schedule, WithoutPrimitivesEveryAxisIsALoop) {
  const Example e;
  Schedule s(e.r);
  EXPECT_EQ(loops_of_r(e, s), "y_1 6, x_1 8");
}

TEST(Schedule, SplitMakesTheInnerLoopAsLongAsTheFactor) {
  const Example e;
  Schedule s(e.r);
  const auto [outer, inner] = s[e.r].split(s[e.r].axis(1), 2);
  EXPECT_EQ(outer->name, "x.outer");
  EXPECT_EQ(inner->name, "x.inner");
  EXPECT_EQ(loops_of_r(e, s), "y_1 6, x.outer 4, x.inner 2");
}

TEST(Schedule, SplitByWhatDoesNotDivideHasAShorterLastTrip) {
  const Example e;
  Schedule s(e.r);
  (void)s[e.r].split(s[e.r].axis(1), 3);
  EXPECT_EQ(loops_of_r(e, s), "y_1 6, x.outer 2, x.inner 3, x.inner 2");
}

TEST(Schedule, SplitByMoreThanTheExtentIsOneTrip) {
  const Example e;
  Schedule s(e.r);
  (void)s[e.r].split(s[e.r].axis(1), 100);
  EXPECT_EQ(loops_of_r(e, s), "y_1 6, x.outer 1, x.inner 8");
}

TEST(Schedule, SplitPartsGivesTheExtentOfTheOuterLoop) {
  const Example e;
  Schedule s(e.r);
  (void)s[e.r].split_parts(s[e.r].axis(1), 2);
  EXPECT_EQ(loops_of_r(e, s), "y_1 6, x.outer 2, x.inner 4");
}

TEST(Schedule, SplitPartsMakesFewerWhereEqualTripsNeedFewer) {
  const Example e;
  Schedule fewer(e.r);
  (void)fewer[e.r].split_parts(fewer[e.r].axis(0), 4);
  EXPECT_EQ(loops_of_r(e, fewer), "y.outer 3, y.inner 2, x_1 8");
  Schedule ragged(e.r);
  (void)ragged[e.r].split_parts(ragged[e.r].axis(1), 3);
  EXPECT_EQ(loops_of_r(e, ragged), "y_1 6, x.outer 2, x.inner 3, x.inner 2");
  Schedule more(e.r);
  (void)more[e.r].split_parts(more[e.r].axis(0), 100);
  EXPECT_EQ(loops_of_r(e, more), "y.outer 6, y.inner 1, x_1 8");
}

TEST(Schedule, SplitsOfSplitsWorkInAnyRaggedCombination) {
  const Example e;
  for (int first = 1; first <= 8; ++first) {
    for (int second = 1; second <= first; ++second) {
      Schedule s(e.r);
      const auto [outer, inner] = s[e.r].split(s[e.r].axis(1), first);
      (void)s[e.r].split(inner, second);
      (void)loops_of_r(e, s);
    }
  }
}

TEST(Schedule, FuseMakesTwoLoopsOne) {
  const Example e;
  Schedule s(e.r);
  const Axis fused = s[e.r].fuse(s[e.r].axis(0), s[e.r].axis(1));
  EXPECT_EQ(fused->name, "y.x.fused");
  EXPECT_EQ(loops_of_r(e, s), "y.x.fused 48");
}

TEST(Schedule, FusedLoopsMayBeSplitAgain) {
  const Example e;
  Schedule s(e.r);
  (void)s[e.r].split(s[e.r].fuse(s[e.r].axis(0), s[e.r].axis(1)), 7);
  EXPECT_EQ(loops_of_r(e, s), "y.x.fused.outer 6, y.x.fused.inner 7, y.x.fused.inner 6");
}

TEST(Schedule, ReorderPutsLoopsIntoThePlacesThatTheyHaveTogether) {
  const Example e;
  Schedule s(e.r);
  const auto [y_out, y_in] = s[e.r].split(s[e.r].axis(0), 3);
  const Axis x = s[e.r].axis(1);
  s[e.r].reorder({x, y_out});
  EXPECT_EQ(loops_of_r(e, s), "x_1 8, y.inner 3, y.outer 2");
}

TEST(Schedule, TileSplitsBothAxesAndPutsTheInnerLoopsInside) {
  const Example e;
  Schedule s(e.r);
  const auto [yo, xo, yi, xi] = s[e.r].tile(s[e.r].axis(0), s[e.r].axis(1), 3, 4);
  EXPECT_EQ(loops_of_r(e, s), "y.outer 2, x.outer 2, y.inner 3, x.inner 4");
}

TEST(Schedule, ComputeAtComputesWhatATripNeedsInAnAllocationOfThatSize) {
  const Example e;
  Schedule s(e.r);
  s[e.t].compute_at(s[e.r], s[e.r].axis(0));
  const ir::Function f = lowered(s, {e.a, e.r});
  EXPECT_EQ(test::text(f),
            "for (y: int32, 0, 6) {\n"
            "  allocate(t: Pointer(global int32), int32, [1, 8]), storage_scope = global {\n"
            "    for (y_1: int32, 0, 1) {\n"
            "      for (x: int32, 0, 8) {\n"
            "        t[0, x] = a[y, x] + 1\n"
            "      }\n"
            "    }\n"
            "    for (x_1: int32, 0, 8) {\n"
            "      r[y, x_1] = t[0, x_1]*2\n"
            "    }\n"
            "  }\n"
            "}\n");
}

TEST(Schedule, BoundLoopsAreVirtualThreads) {
  const Example e;
  Schedule s(e.r);
  const auto [outer, inner] = s[e.r].split_parts(s[e.r].axis(0), 2);
  s[e.r].bind(outer, cthread);
  EXPECT_NE(test::text(lowered(s, {e.a, e.r})).find("for (y.outer: int32, 0, 2) \"vthread\""),
            std::string::npos);
}

TEST(Schedule, ScopeIsThatOfTheAllocation) {
  const Example e;
  Schedule s(e.r);
  s[e.t].set_scope(acc_scope);
  EXPECT_NE(test::text(lowered(s, {e.a, e.r})).find("storage_scope = local.acc_buffer"),
            std::string::npos);
}

TEST(Schedule, CacheReadIsACopyThatTheGivenStagesRead) {
  const Tensor a = placeholder({4}, "a", DType::kInt32);
  const Tensor t = compute(
      {4}, [&](Var i) { return a(i) + 1; }, "t");
  const Tensor r = compute(
      {4}, [&](Var i) { return a(i) * t(i); }, "r");
  Schedule s(r);
  const Tensor copy = s.cache_read(a, inp_scope, {r});
  EXPECT_EQ(copy.name(), "a.inp");
  EXPECT_EQ(test::text(lowered(s, {a, r})),
            "allocate(t: Pointer(global int32), int32, [4]), storage_scope = global {\n"
            "  for (i0: int32, 0, 4) {\n"
            "    t[i0] = a[i0] + 1\n"
            "  }\n"
            "  allocate(a.inp: Pointer(local.inp_buffer int32), int32, [4]), storage_scope = "
            "local.inp_buffer {\n"
            "    for (i0_1: int32, 0, 4) {\n"
            "      a.inp[i0_1] = a[i0_1]\n"
            "    }\n"
            "    for (i0_2: int32, 0, 4) {\n"
            "      r[i0_2] = a.inp[i0_2]*t[i0_2]\n"
            "    }\n"
            "  }\n"
            "}\n");
}

TEST(Schedule, CacheWriteComputesElsewhereAndCopiesWithTheCast) {
  const Tensor a = placeholder({4}, "a", DType::kInt32);
  const Tensor r = compute(
      {4}, [&](Var i) { return (a(i) + 1).astype(DType::kInt8); }, "r");
  Schedule s(r);
  const Tensor cached = s.cache_write(r, acc_scope);
  EXPECT_EQ(cached.dtype(), DType::kInt32);
  EXPECT_EQ(test::text(lowered(s, {a, r})),
            "allocate(r.acc: Pointer(local.acc_buffer int32), int32, [4]), storage_scope = "
            "local.acc_buffer {\n"
            "  for (i0: int32, 0, 4) {\n"
            "    r.acc[i0] = a[i0] + 1\n"
            "  }\n"
            "  for (i0_1: int32, 0, 4) {\n"
            "    r[i0_1] = cast(int8, r.acc[i0_1])\n"
            "  }\n"
            "}\n");
}

// A stage stays the same when another one is put in front of it.
TEST(Schedule, StageIsThatOfItsTensorAfterACacheRead) {
  const Example e;
  Schedule s(e.r);
  Stage r = s[e.r];
  Stage t = s[e.t];
  (void)s.cache_read(e.a, inp_scope, {e.t});
  (void)r.split(r.axis(1), 4);
  t.compute_at(r, r.axis(0));
  const Status status = s.status();
  EXPECT_TRUE(status) << status.error().message;
  ASSERT_EQ(s.stages().size(), 3u);
  EXPECT_EQ(s.stages()[0].leaves.size(), 2u);
  EXPECT_EQ(s.stages()[1].leaves.size(), 2u);
  EXPECT_EQ(s.stages()[2].leaves.size(), 3u);
  EXPECT_FALSE(s.stages()[0].is_attached());
  EXPECT_TRUE(s.stages()[1].is_attached());
}

TEST(Schedule, PlacesStayInTheirStageAfterACacheRead) {
  const Tensor a = placeholder({4}, "a", DType::kInt32);
  const Tensor t = compute(
      {4}, [&](Var i) { return a(i) + 1; }, "t");
  const Tensor r = compute(
      {4}, [&](Var i) { return a(i) * t(i); }, "r");
  Schedule s(r);
  s[t].compute_at(s[r], s[r].axis(0));
  (void)s.cache_read(a, inp_scope, {r});
  EXPECT_EQ(test::difference(lowered(Schedule(r), {a, r}), lowered(s, {a, r})), "");
  EXPECT_EQ(s.stages()[0].attach_stage, 2u);
}

TEST(Schedule, PragmasAndTensorizationAreAttributesAroundTheirLoops) {
  const Example e;
  Schedule s(e.r);
  s[e.t].pragma(s[e.t].axis(0), dma_copy);
  s[e.r].pragma(s[e.r].axis(0), alu);
  s[e.r].tensorize(s[e.r].axis(1), gemm);
  const std::string text = test::text(lowered(s, {e.a, e.r}));
  EXPECT_NE(text.find("attr pragma_dma_copy = 1 {\n    for (y:"), std::string::npos) << text;
  EXPECT_NE(text.find("attr pragma_alu = 1 {\n    for (y_1:"), std::string::npos) << text;
  EXPECT_NE(text.find("attr tensorize_gemm = 1 {\n        for (x_1:"), std::string::npos) << text;
}

}  // namespace
}  // namespace vta::te
