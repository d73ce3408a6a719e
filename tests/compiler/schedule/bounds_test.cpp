// SPDX-License-Identifier: Apache-2.0
//
// Halos of convolutions: which rows and columns of the padded image a tile needs.

#include "compiler/schedule/bounds.h"

#include <gtest/gtest.h>

#include "compiler/ir/print.h"
#include "compiler/passes/lower_loops.h"
#include "compiler/passes/partition_loops.h"
#include "tests/compiler/ir/build.h"
#include "tests/compiler/ir/interpreter.h"

namespace vta::te {
namespace {

struct Conv {
  Conv(std::int64_t height, std::int64_t kernel, std::int64_t stride, std::int64_t border)
      : image(placeholder({height, 2 * height}, "image", DType::kInt32)),
        weights(placeholder({kernel, kernel}, "weights", DType::kInt32)),
        padded(pad(image, {border, border}, "padded")),
        dy(te::reduce_axis(kernel, "dy")),
        dx(te::reduce_axis(kernel, "dx")) {
    const std::int64_t rows = (height + 2 * border - kernel) / stride + 1;
    const std::int64_t columns = (2 * height + 2 * border - kernel) / stride + 1;
    r = compute({rows, columns},
                [&](Var y, Var x) {
                  return sum(padded(y * stride + dy, x * stride + dx) * weights(dy, dx), {dy, dx});
                },
                "r", {"y", "x"});
  }
  Tensor image, weights, padded, r;
  Var dy, dx;
};

ir::Function lowered(const Conv& c, const Schedule& s) {
  Result<ir::Function> loops = passes::lower_loops(s, {c.image, c.weights, c.r});
  EXPECT_TRUE(loops) << loops.error().message;
  if (!loops) return {{}, ir::make_seq({})};
  loops = passes::partition_loops(loops.value());
  EXPECT_TRUE(loops) << loops.error().message;
  return loops ? loops.value() : ir::Function{{}, ir::make_seq({})};
}

// "min, extent" of the rows and of the columns of the padded image.
std::string region(const Schedule& s) {
  const Result<Bounds> bounds = infer_bounds(s);
  if (!bounds) return bounds.error().message;
  const StageBounds& b = bounds.value().stages[0];
  std::string text;
  for (std::size_t i = 0; i < b.min.size(); ++i) {
    text += (i == 0 ? "" : "; ") + ir::to_text(b.min[i]) + ", " + ir::to_text(b.extent[i]);
  }
  return text;
}

TEST(Bounds, StageAtTheRootIsComputedWhole) {
  const Conv c(14, 3, 1, 1);
  EXPECT_EQ(region(Schedule(c.r)), "0, 16; 0, 30");
}

TEST(Bounds, TileNeedsItsRowsAndTheHaloOfTheKernel) {
  for (const auto& [kernel, stride, expected] :
       {std::tuple{3, 1, "y.outer*7, 9; x.outer*4, 6"},
        std::tuple{1, 1, "y.outer*7, 7; x.outer*4, 4"},
        std::tuple{3, 2, "y.outer*14, 15; x.outer*8, 9"},
        std::tuple{1, 2, "y.outer*14, 13; x.outer*8, 7"}}) {
    const Conv c(28, kernel, stride, kernel / 2);
    Schedule s(c.r);
    const auto [yo, xo, yi, xi] = s[c.r].tile(s[c.r].axis(0), s[c.r].axis(1), 7, 4);
    s[c.padded].compute_at(s[c.r], xo);
    EXPECT_EQ(region(s), expected) << kernel << " " << stride;
    EXPECT_EQ(test::difference(lowered(c, Schedule(c.r)), lowered(c, s)), "");
  }
}

TEST(Bounds, LastTileOfARaggedAxisNeedsLess) {
  const Conv c(13, 3, 1, 1);
  Schedule s(c.r);
  const auto [yo, yi] = s[c.r].split(s[c.r].axis(0), 7);
  s[c.padded].compute_at(s[c.r], yo);
  EXPECT_EQ(region(s), "y.outer*7, min(7, 13 - (y.outer*7)) + 2; 0, 28");
  EXPECT_EQ(test::difference(lowered(c, Schedule(c.r)), lowered(c, s)), "");
}

TEST(Bounds, ReductionLoopInsideOfThePlaceIsCoveredAndOneAroundItIsFixed) {
  const Conv c(14, 3, 1, 1);
  Schedule s(c.r);
  const Axis dy = s[c.r].reduce_axis(c.dy);
  s[c.r].reorder({dy, s[c.r].axis(0), s[c.r].axis(1)});
  s[c.padded].compute_at(s[c.r], s[c.r].axis(0));
  EXPECT_EQ(region(s), "dy + y, 1; 0, 30");
  EXPECT_EQ(test::difference(lowered(c, Schedule(c.r)), lowered(c, s)), "");
}

// The rows are split raggedly inside of the place where the image is padded: all of them are
// needed.
TEST(Bounds, RaggedTilesInsideOfThePlaceNeedTheWholeAxis) {
  const Conv c(13, 3, 1, 1);
  Schedule s(c.r);
  const Axis x = s[c.r].axis(1);
  const auto [yo, yi] = s[c.r].split(s[c.r].axis(0), 7);
  s[c.r].reorder({x, yo, yi});
  s[c.padded].compute_at(s[c.r], x);
  EXPECT_EQ(region(s), "0, 15; x, 3");
  EXPECT_EQ(test::difference(lowered(c, Schedule(c.r)), lowered(c, s)), "");
}

TEST(Bounds, FusedLoopsInsideOfThePlaceNeedBothAxesWhole) {
  const Conv c(14, 3, 1, 1);
  Schedule s(c.r);
  const auto [yo, yi] = s[c.r].split(s[c.r].axis(0), 7);
  (void)s[c.r].fuse(yi, s[c.r].axis(1));
  s[c.padded].compute_at(s[c.r], yo);
  EXPECT_EQ(region(s), "y.outer*7, 9; 0, 30");
  EXPECT_EQ(test::difference(lowered(c, Schedule(c.r)), lowered(c, s)), "");
}

TEST(Bounds, SplitsOfSplitsNeedTheRowsOfTheLoopsInside) {
  const Conv c(26, 3, 2, 1);
  for (const int outer : {4, 5, 13}) {
    for (const int inner : {2, 3}) {
      Schedule s(c.r);
      const auto [yo, rest] = s[c.r].split(s[c.r].axis(0), outer);
      const auto [ym, yi] = s[c.r].split(rest, inner);
      s[c.padded].compute_at(s[c.r], outer % 2 == 0 ? yo : ym);
      EXPECT_EQ(test::difference(lowered(c, Schedule(c.r)), lowered(c, s)), "") << outer << inner;
    }
  }
}

TEST(Bounds, SeveralReadsAreUnitedAcrossAFixedDistance) {
  const Tensor a = placeholder({12}, "a", DType::kInt32);
  const Tensor t = compute(
      {12}, [&](Var i) { return a(i) * 3; }, "t");
  const Tensor r = compute({8}, [&](Var i) { return t(i + 4) + t(i) + t(i + 1); }, "r", {"i"});
  Schedule s(r);
  const auto [outer, inner] = s[r].split(s[r].axis(0), 2);
  s[t].compute_at(s[r], outer);
  EXPECT_EQ(region(s), "i.outer*2, 6");
}

TEST(Bounds, IndexThatRunsBackwardsBeginsAtItsLastTrip) {
  const Tensor a = placeholder({8}, "a", DType::kInt32);
  const Tensor t = compute(
      {8}, [&](Var i) { return a(i) * 3; }, "t");
  const Tensor r = compute({8}, [&](Var i) { return t(Expr(7) - i); }, "r", {"i"});
  Schedule s(r);
  const auto [outer, inner] = s[r].split(s[r].axis(0), 4);
  s[t].compute_at(s[r], outer);
  EXPECT_EQ(region(s), "4 - (i.outer*4), 4");
}

TEST(Bounds, QuotientsAndRemaindersAreCoveredByTheirBounds) {
  const Tensor a = placeholder({4}, "a", DType::kInt32);
  const Tensor t = compute(
      {4}, [&](Var i) { return a(i) * 3; }, "t");
  const Tensor r = compute({8}, [&](Var i) { return t(floordiv(i, 2)); }, "r", {"i"});
  Schedule s(r);
  const auto [outer, inner] = s[r].split(s[r].axis(0), 4);
  s[t].compute_at(s[r], outer);
  EXPECT_EQ(region(s), "i.outer*2, 2") << "a quotient";
}

TEST(Bounds, StageThatNobodyReadsHasNone) {
  const Tensor a = placeholder({4}, "a", DType::kInt32);
  const Tensor r = compute(
      {4}, [&](Var i) { return a(i) * 3; }, "r");
  Schedule s(r);
  const Tensor copy = s.cache_read(a, inp_scope, {r});
  (void)s.cache_read(copy, inp_scope, {r});
  const Result<Bounds> bounds = infer_bounds(s);
  ASSERT_TRUE(bounds) << bounds.error().message;
  EXPECT_EQ(bounds.value().stages[0].extent.size(), 1u);
}

// ---- axis_values ----

TEST(AxisValues, AxesWhoseLoopsAllRunStandForThemselves) {
  const Conv c(14, 3, 1, 1);
  for (const bool split : {true, false}) {
    Schedule s(c.r);
    const Axis y = s[c.r].axis(0), x = s[c.r].axis(1);
    if (split) {
      (void)s[c.r].split(y, 4);
    } else {
      (void)s[c.r].fuse(y, x);
    }
    const Result<Bounds> bounds = infer_bounds(s);
    ASSERT_TRUE(bounds) << bounds.error().message;
    const auto value = [&](const Axis& axis, bool runs) {
      const AxisValues values = axis_values(s.stages()[1], bounds.value().stages[1],
                                            [runs](const IterNode*) { return runs; });
      return ir::to_text(values.at(axis.get()));
    };
    EXPECT_EQ(value(y, true), "y");
    EXPECT_EQ(value(x, true), "x");
    EXPECT_EQ(value(y, false), split ? "(y.outer*4) + y.inner" : "floordiv(y.x.fused, 28)");
    EXPECT_EQ(value(x, false), split ? "x" : "floormod(y.x.fused, 28)");
  }
}

// ---- region_of ----

TEST(RegionOf, UnboundedQuotientsFail) {
  const Var i("i"), n("n");
  const ir::Analyzer analyzer;
  EXPECT_FALSE(region_of(analyzer, floordiv(Expr(i) * n, 3), {{i.get(), Expr(4)}}));
  EXPECT_FALSE(region_of(analyzer, Expr(i) * n, {{i.get(), Expr(4)}}));
}

// One open end is as bad as two.
TEST(RegionOf, ChoicesThatAreUnboundedOnOneSideFail) {
  const Var i("i"), n("n");
  ir::Analyzer analyzer;
  analyzer.bind(i, Expr(4));
  EXPECT_FALSE(region_of(analyzer, min(n, i), {{i.get(), Expr(4)}}));
  EXPECT_FALSE(region_of(analyzer, max(n, i), {{i.get(), Expr(4)}}));
}

TEST(RegionOf, LoopsThatStandStillMoveTheBeginning) {
  const Var i("i"), n("n");
  ir::Analyzer analyzer;
  analyzer.bind(i, Expr(4));
  const Result<Region> region =
      region_of(analyzer, Expr(n) * 8 + Expr(i) * 2 + 1, {{i.get(), Expr(4)}});
  ASSERT_TRUE(region);
  EXPECT_EQ(ir::to_text(region.value().min), "(n*8) + 1");
  EXPECT_EQ(ir::to_text(region.value().extent), "7");
}

}  // namespace
}  // namespace vta::te
