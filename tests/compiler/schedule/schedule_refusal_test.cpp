// SPDX-License-Identifier: Apache-2.0
//
// Every mistake that a schedule refuses, with its sentence.

#include <gtest/gtest.h>

#include "compiler/schedule/schedule.h"

namespace vta::te {
namespace {

struct Example {
  Var k = reduce_axis(4, "k");
  Tensor a = placeholder({6, 8}, "a", DType::kInt32);
  Tensor t = compute({6, 8}, [&](Var i, Var j) { return a(i, j) + 1; }, "t", {"y", "x"});
  Tensor r = compute({6, 2}, [&](Var i, Var j) { return sum(t(i, j + k), {k}); }, "r", {"y", "x"});
  Schedule s{r};
  Stage stage = s[r];
  Axis y = stage.axis(0), x = stage.axis(1), red = stage.reduce_axis(k);

  [[nodiscard]] std::string mistake() const {
    const Status status = s.status();
    return status ? "none" : status.error().message;
  }
};

TEST(ScheduleRefusal, FirstMistakeIsTheOneThatIsKept) {
  Example e;
  EXPECT_EQ(e.mistake(), "none");
  (void)e.stage.split(e.y, 0);
  (void)e.stage.split(e.x, -1);
  EXPECT_EQ(e.mistake(), "stage r: split: 'y' by 0; it must be at least 1");
}

TEST(ScheduleRefusal, SplitsByLessThanOne) {
  Example e;
  (void)e.stage.split(e.y, -3);
  EXPECT_EQ(e.mistake(), "stage r: split: 'y' by -3; it must be at least 1");
  Example parts;
  (void)parts.stage.split_parts(parts.y, -2);
  EXPECT_EQ(parts.mistake(), "stage r: split: 'y' by -2; it must be at least 1");
}

TEST(ScheduleRefusal, AxesThatAreNoLoopsAnyMore) {
  Example split;
  (void)split.stage.split(split.y, 2);
  (void)split.stage.split(split.y, 3);
  EXPECT_EQ(split.mistake(),
            "stage r: split: 'y' is no loop of it; it was split into y.outer and y.inner");
  Example fused;
  (void)fused.stage.fuse(fused.y, fused.x);
  fused.stage.reorder({fused.x});
  EXPECT_EQ(fused.mistake(), "stage r: reorder: 'x' is no loop of it; it was fused into y.x.fused");
}

TEST(ScheduleRefusal, AxesOfOtherStagesAndNone) {
  Example other;
  other.stage.pragma(other.s[other.t].axis(0), alu);
  EXPECT_EQ(other.mistake(), "stage r: pragma: 'y' is no loop of it; it belongs to another stage");
  Example none;
  none.stage.bind(Axis(), cthread);
  EXPECT_EQ(none.mistake(), "stage r: bind of an axis that there is not");
  Example many;
  EXPECT_EQ(many.stage.axis(2), nullptr);
  EXPECT_EQ(many.mistake(), "stage r: axis 2 was asked for; it has 2");
  Example reduction;
  EXPECT_EQ(reduction.s[reduction.t].reduce_axis(reduction.k), nullptr);
  EXPECT_EQ(reduction.mistake(), "stage t: 'k' is none of its reduction axes");
}

TEST(ScheduleRefusal, FusionsOfWhatIsNotNestedDirectlyOrNotAlike) {
  Example swapped;
  (void)swapped.stage.fuse(swapped.x, swapped.y);
  EXPECT_EQ(swapped.mistake(), "stage r: fuse: 'y' is not the loop directly inside 'x'");
  Example reduction;
  (void)reduction.stage.fuse(reduction.x, reduction.red);
  EXPECT_EQ(reduction.mistake(), "stage r: fuse: only one of 'x' and 'k' is a reduction");
}

TEST(ScheduleRefusal, OrdersThatNameALoopTwice) {
  Example e;
  e.stage.reorder({e.x, e.y, e.x});
  EXPECT_EQ(e.mistake(), "stage r: reorder: 'x' is named twice");
}

TEST(ScheduleRefusal, UsesOfABoundLoop) {
  Example split;
  split.stage.bind(split.y, cthread);
  (void)split.stage.split(split.y, 2);
  EXPECT_EQ(split.mistake(), "stage r: split: 'y' is bound to virtual threads already");
  Example fuse;
  fuse.stage.bind(fuse.y, cthread);
  (void)fuse.stage.fuse(fuse.y, fuse.x);
  EXPECT_EQ(fuse.mistake(), "stage r: fuse: 'y' is bound to virtual threads already");
  Example twice;
  twice.stage.bind(twice.y, cthread);
  twice.stage.bind(twice.y, cthread);
  EXPECT_EQ(twice.mistake(), "stage r: bind: 'y' is bound to virtual threads already");
  Example two;
  two.stage.bind(two.y, cthread);
  two.stage.bind(two.x, cthread);
  EXPECT_EQ(two.mistake(),
            "stage r: bind: 'y' is bound to virtual threads already, 'x' cannot be, too");
  EXPECT_EQ(two.s.stages()[1].thread, two.y) << "what cannot be applied does nothing";
  Example reduction;
  reduction.stage.bind(reduction.red, cthread);
  EXPECT_EQ(reduction.mistake(),
            "stage r: bind: 'k' is a reduction; virtual threads share no sums");
}

TEST(ScheduleRefusal, PlacesThatAreNone) {
  Example output;
  output.stage.compute_at(output.s[output.t], output.s[output.t].axis(0));
  EXPECT_EQ(output.mistake(),
            "stage r: compute_at: it is an output; nobody reads it inside a loop");
  Example itself;
  itself.s[itself.t].compute_at(itself.s[itself.t], itself.s[itself.t].axis(0));
  EXPECT_EQ(itself.mistake(), "stage t: compute_at: stage t does not come behind it");
  Example axis;
  axis.s[axis.t].compute_at(axis.stage, axis.s[axis.t].axis(0));
  EXPECT_EQ(axis.mistake(),
            "stage r: compute_at: 'y' is no loop of it; it belongs to another stage");
}

TEST(ScheduleRefusal, OutputsOnTheChip) {
  Example e;
  e.stage.set_scope(acc_scope);
  EXPECT_EQ(e.mistake(),
            "stage r: set_scope: it is an output, which lies in DRAM; give it a cache_write");
  EXPECT_EQ(e.s.stages()[1].scope, MemScope::kGlobal) << "what cannot be applied does nothing";
}

TEST(ScheduleRefusal, SecondTensorization) {
  Example e;
  e.stage.tensorize(e.x, gemm);
  e.stage.tensorize(e.red, gemm);
  EXPECT_EQ(e.mistake(), "stage r: tensorize: 'x' is tensorized already");
}

TEST(ScheduleRefusal, CopiesForStagesThatDoNotReadTheTensor) {
  Example e;
  (void)e.s.cache_read(e.a, inp_scope, {e.r});
  EXPECT_EQ(e.mistake(), "cache_read: stage r does not read tensor a");
  Example nobody;
  (void)nobody.s.cache_read(nobody.a, inp_scope, {});
  EXPECT_EQ(nobody.mistake(), "cache_read: no stage is to read the copy of tensor a");
}

TEST(ScheduleRefusal, CachesOfWhatIsNoStage) {
  Example e;
  (void)e.s.cache_write(e.a, acc_scope);
  EXPECT_EQ(e.mistake(), "cache_write: tensor a is no stage of this schedule");
}

// The primitive would be lost with the loops.
TEST(ScheduleRefusal, CachesOfStagesThatAreScheduledAlready) {
  const std::string expected = "cache_write: stage t is scheduled already; cache it first";
  const auto after = [](const auto& primitive) {
    Example e;
    primitive(e, e.s[e.t]);
    (void)e.s.cache_write(e.t, acc_scope);
    return e.mistake();
  };
  EXPECT_EQ(after([](Example&, Stage t) { (void)t.split(t.axis(0), 2); }), expected);
  EXPECT_EQ(after([](Example&, Stage t) { t.reorder({t.axis(1), t.axis(0)}); }), expected);
  EXPECT_EQ(after([](Example& e, Stage t) { t.compute_at(e.stage, e.y); }), expected);
  EXPECT_EQ(after([](Example&, Stage t) { t.set_scope(inp_scope); }), expected);
  EXPECT_EQ(after([](Example&, Stage t) { t.pragma(t.axis(0), alu); }), expected);
  EXPECT_EQ(after([](Example&, Stage t) { t.bind(t.axis(0), cthread); }), expected);
  EXPECT_EQ(after([](Example&, Stage t) { t.tensorize(t.axis(0), gemm); }), expected);
}

TEST(ScheduleRefusal, TensorsThatAreNoStage) {
  Example e;
  const Stage none = e.s[e.a];
  EXPECT_TRUE(none.axes().empty());
  EXPECT_EQ(e.mistake(), "tensor a is no stage of this schedule");
}

TEST(ScheduleRefusal, PlaceholdersAsOutputsAndEveryPrimitiveOnThem) {
  const Example e;
  Schedule s(e.a);
  Stage none = s[e.a];
  EXPECT_TRUE(none.axes().empty());
  EXPECT_EQ(none.axis(0), nullptr);
  none.set_scope(acc_scope);
  (void)none.split(none.axis(0), 2);
  none.compute_at(none, none.axis(0));
  const Status status = s.status();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "tensor a is a placeholder; there is nothing to compute");
}

TEST(ScheduleRefusal, ExpressionsThatAreNone) {
  const auto mistake = [](const Tensor& tensor) {
    const Status status = Schedule(tensor).status();
    return status ? "none" : status.error().message;
  };
  const Tensor a = placeholder({4}, "a");
  const Var k = reduce_axis(4, "k");
  EXPECT_EQ(mistake(compute(
                {4}, [&](Var i) { return a(i, i); }, "r")),
            "stage r: tensor a has 1 axes, but 2 indices were given");
  EXPECT_EQ(mistake(compute(
                {4}, [&](Var) { return sum(a(k), {k}) + 1; }, "r")),
            "stage r: a reduction stands inside an expression; give it a stage of its own");
  EXPECT_EQ(mistake(compute(
                {0}, [&](Var i) { return a(i); }, "r")),
            "stage r: an axis has extent 0");
}

}  // namespace
}  // namespace vta::te
