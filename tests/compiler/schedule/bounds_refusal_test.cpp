// SPDX-License-Identifier: Apache-2.0
//
// What bound inference and the lowering to loops refuse.

#include <gtest/gtest.h>

#include "compiler/passes/lower_loops.h"
#include "compiler/schedule/bounds.h"

namespace vta::te {
namespace {

struct Example {
  Tensor a = placeholder({12}, "a", DType::kInt32);
  Tensor t = compute({12}, [&](Var i) { return a(i) + 1; }, "t", {"i"});
  Tensor r = compute({12}, [&](Var i) { return t(i) * 2; }, "r", {"i"});
  Schedule s{r};
  Stage stage = s[r];

  [[nodiscard]] std::string refusal() const {
    const Result<ir::Function> loops = passes::lower_loops(s, {a, r});
    return loops ? "none" : loops.error().message;
  }
};

TEST(BoundsRefusal, FirstMistakeOfTheSchedule) {
  Example e;
  (void)e.stage.split(e.stage.axis(0), 0);
  EXPECT_EQ(e.refusal(), "stage r: split: 'i' by 0; it must be at least 1");
  EXPECT_EQ(infer_bounds(e.s).error().message, e.refusal());
}

TEST(BoundsRefusal, PlaceThatWasSplitAfterwards) {
  Example e;
  const Axis i = e.stage.axis(0);
  e.s[e.t].compute_at(e.stage, i);
  (void)e.stage.split(i, 4);
  EXPECT_EQ(e.refusal(), "stage t: compute_at: 'i' is no loop of stage r any more");
}

TEST(BoundsRefusal, ReaderOutsideOfThePlace) {
  const Tensor a = placeholder({4}, "a", DType::kInt32);
  const Tensor t = compute(
      {4}, [&](Var i) { return a(i); }, "t");
  const Tensor u = compute(
      {4}, [&](Var i) { return t(i); }, "u");
  const Tensor r = compute({4}, [&](Var i) { return t(i) + u(i); }, "r", {"i"});
  Schedule s(r);
  s[t].compute_at(s[r], s[r].axis(0));
  EXPECT_EQ(infer_bounds(s).error().message,
            "stage t: compute_at: stage u reads it outside of loop 'i' of stage r");
}

TEST(BoundsRefusal, IndicesThatAreNotAffine) {
  const Tensor a = placeholder({16}, "a", DType::kInt32);
  const Tensor t = compute({16}, [&](Var i) { return a(i); }, "t", {"k"});
  const Tensor r = compute({4, 4}, [&](Var i, Var j) { return t(Expr(i) * j); }, "r", {"i", "j"});
  Schedule s(r);
  s[t].compute_at(s[r], s[r].axis(0));
  EXPECT_EQ(infer_bounds(s).error().message,
            "stage t: compute_at: index i*j of axis k in stage r is not affine");
}

TEST(BoundsRefusal, ReadsThatDriftApart) {
  const Tensor a = placeholder({16}, "a", DType::kInt32);
  const Tensor t = compute({16}, [&](Var i) { return a(i); }, "t", {"k"});
  const Tensor r = compute({4}, [&](Var i) { return t(i) + t(i * 2); }, "r", {"i"});
  Schedule s(r);
  s[t].compute_at(s[r], s[r].axis(0));
  EXPECT_EQ(infer_bounds(s).error().message,
            "stage t: compute_at: the reads of axis k in stage r do not start a fixed distance "
            "apart");
}

TEST(BoundsRefusal, FusionOfARaggedTile) {
  const Tensor a = placeholder({13, 4}, "a", DType::kInt32);
  const Tensor r = compute({13, 4}, [&](Var y, Var x) { return a(y, x); }, "r", {"y", "x"});
  Schedule s(r);
  const auto [outer, inner] = s[r].split(s[r].axis(0), 7);
  (void)s[r].fuse(inner, s[r].axis(1));
  EXPECT_EQ(infer_bounds(s).error().message,
            "stage r: fuse: 'y.inner' has no fixed extent; a split in front of it must divide its "
            "axis");
}

TEST(BoundsRefusal, MoreThanTwoVirtualThreads) {
  Example e;
  e.stage.bind(e.stage.split_parts(e.stage.axis(0), 3).first, cthread);
  EXPECT_EQ(e.refusal(),
            "stage r: bind: 'i.outer' has extent 3; the machine runs at most 2 virtual threads");
}

TEST(BoundsRefusal, PragmasAndTensorizationOfLoopsThatWereSplitAfterwards) {
  Example pragma;
  pragma.stage.pragma(pragma.stage.axis(0), alu);
  (void)pragma.stage.split(pragma.stage.axis(0), 4);
  EXPECT_EQ(pragma.refusal(), "stage r: pragma: 'i' is no loop any more");
  Example tensorized;
  tensorized.stage.tensorize(tensorized.stage.axis(0), gemm);
  (void)tensorized.stage.split(tensorized.stage.axis(0), 4);
  EXPECT_EQ(tensorized.refusal(), "stage r: tensorize: 'i' is no loop any more");
}

TEST(BoundsRefusal, ArgumentsThatAreMissing) {
  const Example e;
  EXPECT_EQ(passes::lower_loops(e.s, {e.a}).error().message,
            "stage r: it is an output, but none of the arguments");
  EXPECT_EQ(passes::lower_loops(e.s, {e.r}).error().message,
            "stage t: it reads placeholder a, which is none of the arguments");
}

TEST(BoundsRefusal, AMistakeOfTheScheduleIsToldBeforeMissingArguments) {
  Example e;
  e.stage.tensorize(e.stage.axis(0), gemm);
  e.stage.tensorize(e.stage.axis(0), gemm);
  const Status status = e.s.status();
  ASSERT_FALSE(status);
  EXPECT_EQ(passes::lower_loops(e.s, {e.a}).error().message, status.error().message);
}

}  // namespace
}  // namespace vta::te
