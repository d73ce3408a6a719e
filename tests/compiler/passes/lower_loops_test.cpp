// SPDX-License-Identifier: Apache-2.0
//
// Reductions, attributes of their loops, and notes of stages. What the primitives do to loops is in
// tests/compiler/schedule.

#include "compiler/passes/lower_loops.h"

#include <gtest/gtest.h>

#include "compiler/ir/rewrite.h"
#include "tests/compiler/ir/build.h"
#include "tests/compiler/ir/interpreter.h"

namespace vta::te {
namespace {

struct Product {
  Var k = te::reduce_axis(4, "k");
  Tensor a = placeholder({3, 4}, "a", DType::kInt32), b = placeholder({5, 4}, "b", DType::kInt32);
  Tensor r =
      compute({3, 5}, [&](Var y, Var x) { return sum(a(y, k) * b(x, k), {k}); }, "r", {"y", "x"});
  Schedule s{r};
  Stage stage = s[r];

  [[nodiscard]] ir::Function lowered() const {
    const Result<ir::Function> f = passes::lower_loops(s, {a, b, r});
    EXPECT_TRUE(f) << f.error().message;
    return f ? f.value() : ir::Function{{}, ir::make_seq({})};
  }
};

TEST(LowerLoops, ReductionStartsInsideOfTheDataLoopsAroundIt) {
  const Product p;
  EXPECT_EQ(test::text(p.lowered()),
            "for (y: int32, 0, 3) {\n"
            "  for (x: int32, 0, 5) {\n"
            "    r[y, x] = 0\n"
            "    for (k: int32, 0, 4) {\n"
            "      r[y, x] = r[y, x] + (a[y, k]*b[x, k])\n"
            "    }\n"
            "  }\n"
            "}\n");
}

TEST(LowerLoops, DataLoopsInsideOfTheReductionRunOnceMoreForTheStart) {
  Product p;
  p.stage.reorder({p.stage.axis(0), p.stage.reduce_axis(p.k), p.stage.axis(1)});
  EXPECT_EQ(test::text(p.lowered()),
            "for (y: int32, 0, 3) {\n"
            "  for (x.init: int32, 0, 5) {\n"
            "    r[y, x.init] = 0\n"
            "  }\n"
            "  for (k: int32, 0, 4) {\n"
            "    for (x: int32, 0, 5) {\n"
            "      r[y, x] = r[y, x] + (a[y, k]*b[x, k])\n"
            "    }\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(test::difference(Product().lowered(), p.lowered()), "");
}

TEST(LowerLoops, SplitReductionsMeanTheSame) {
  Product p;
  const auto [outer, inner] = p.stage.split(p.stage.reduce_axis(p.k), 2);
  p.stage.reorder({outer, p.stage.axis(0), inner, p.stage.axis(1)});
  EXPECT_EQ(test::difference(Product().lowered(), p.lowered()), "");
}

TEST(LowerLoops, AttributesOfReductionLoopsAreAroundTheStartToo) {
  Product p;
  const Axis k = p.stage.reduce_axis(p.k);
  p.stage.reorder({k, p.stage.axis(0), p.stage.axis(1)});
  p.stage.tensorize(p.stage.axis(1), gemm);
  const std::string text = test::text(p.lowered());
  EXPECT_NE(text.find("attr tensorize_gemm = 1 {\n    for (x.init"), std::string::npos) << text;
  EXPECT_NE(text.find("attr tensorize_gemm = 1 {\n      for (x:"), std::string::npos) << text;
}

TEST(LowerLoops, MaximaAndMinimaStartFromTheEndOfTheirRange) {
  const Var k = te::reduce_axis(4, "k");
  const Tensor a = placeholder({4}, "a", DType::kInt32);
  const Tensor r = compute({1}, [&](Var) { return max(a(k), {k}); }, "r", {"y"});
  const Result<ir::Function> f = passes::lower_loops(Schedule(r), {a, r});
  ASSERT_TRUE(f) << f.error().message;
  EXPECT_EQ(test::text(f.value()),
            "for (y: int32, 0, 1) {\n"
            "  r[0] = -2147483648\n"
            "  for (k: int32, 0, 4) {\n"
            "    r[0] = max(r[0], a[k])\n"
            "  }\n"
            "}\n");
}

TEST(LowerLoops, StagesThatNobodyReadsAreNotComputed) {
  const Tensor a = placeholder({4}, "a", DType::kInt32);
  const Tensor t = compute(
      {4}, [&](Var i) { return a(i) + 1; }, "t");
  const Tensor r = compute(
      {4}, [&](Var i) { return t(i); }, "r");
  Schedule s(r);
  const Tensor copy = s.cache_read(t, acc_scope, {r});
  (void)s.cache_read(copy, inp_scope, {r});
  const Result<ir::Function> f = passes::lower_loops(s, {a, r});
  ASSERT_TRUE(f) << f.error().message;
  EXPECT_NE(test::text(f.value()).find("t.acc.inp[i0"), std::string::npos);
}

TEST(LowerLoops, NotesSayWhichPartOfATensorIsComputedInWhichTile) {
  const Tensor a = placeholder({8, 6}, "a", DType::kInt32);
  const Tensor t = compute(
      {8, 6}, [&](Var y, Var x) { return a(y, x) + 1; }, "t");
  const Tensor r = compute({8, 6}, [&](Var y, Var x) { return t(y, x); }, "r", {"y", "x"});
  Schedule s(r);
  const auto [outer, inner] = s[r].split(s[r].axis(0), 4);
  s[t].compute_at(s[r], outer);
  const Result<ir::Function> f = passes::lower_loops(s, {a, r});
  ASSERT_TRUE(f) << f.error().message;
  std::string notes;
  ir::for_each(f.value().body, [&notes](const ir::Stmt& stmt) {
    if (!stmt->note) return;
    notes += stmt->note->stage;
    for (const ir::StageNote::Tile& tile : stmt->note->tiles) {
      notes += " " + tile.axis + " " + ir::to_text(tile.index) + "/" + std::to_string(tile.count);
    }
    for (std::size_t i = 0; i < stmt->note->min.size(); ++i) {
      notes +=
          " [" + ir::to_text(stmt->note->min[i]) + "; " + ir::to_text(stmt->note->extent[i]) + "]";
    }
    notes += "\n";
  });
  EXPECT_EQ(notes,
            "t y 0 + y.outer/2 [y.outer*4; 4] [0; 6]\n"
            "r y 0 + y.outer/2 [y.outer*4; 4] [0; 6]\n");
}

}  // namespace
}  // namespace vta::te
