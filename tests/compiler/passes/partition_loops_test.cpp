// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/partition_loops.h"

#include <gtest/gtest.h>

#include "compiler/ir/rewrite.h"
#include "tests/compiler/ir/interpreter.h"
#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

// Adds 1 to every element of a row of `size`, in tiles of `tile`.
ir::Function tiled(std::int64_t size, std::int64_t tile, bool vthread = false) {
  const ir::Buffer a = int32("a", {size});
  const Var o("o"), i("i");
  const Expr index = Expr(o) * tile + i;
  const Expr rows = min(Expr(tile), Expr(size) - Expr(o) * tile);
  const ir::Stmt store = make_store(a, {index}, ir::read(a, {index}) + 1);
  return {{a}, make_for(o, (size + tile - 1) / tile, make_for(i, rows, store), vthread)};
}

TEST(PartitionLoops, RaggedLastTileStandsBehindALoopOverTheFullOnes) {
  const ir::Function before = tiled(13, 4);
  const Result<ir::Function> after = partition_loops(before);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(test::text(after.value()),
            "for (o: int32, 0, 3) {\n"
            "  for (i: int32, 0, 4) {\n"
            "    a[(o*4) + i] = a[(o*4) + i] + 1\n"
            "  }\n"
            "}\n"
            "for (i: int32, 0, 1) {\n"
            "  a[12] = a[12] + 1\n"
            "}\n");
  EXPECT_EQ(test::difference(before, after.value()), "");
}

TEST(PartitionLoops, TilesThatDivideTheirAxisStayOneLoop) {
  const Result<ir::Function> after = partition_loops(tiled(12, 4));
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(test::text(after.value()),
            "for (o: int32, 0, 3) {\n"
            "  for (i: int32, 0, 4) {\n"
            "    a[(o*4) + i] = a[(o*4) + i] + 1\n"
            "  }\n"
            "}\n");
}

TEST(PartitionLoops, EveryExtentIsKnownAfterwardsForAnySizeAndTile) {
  for (std::int64_t size = 1; size <= 9; ++size) {
    for (std::int64_t tile = 1; tile <= size; ++tile) {
      const ir::Function before = tiled(size, tile);
      const Result<ir::Function> after = partition_loops(before);
      ASSERT_TRUE(after) << after.error().message;
      EXPECT_EQ(test::difference(before, after.value()), "") << size << " by " << tile;
    }
  }
}

// Rows of tiles of tiles, with an allocation as large as the tile.
TEST(PartitionLoops, ExtentsThatDependOnTwoLoopsAndThoseOfAllocationsAreCut) {
  const ir::Buffer a = int32("a", {13});
  const ir::Buffer t = int32("t", {8});
  const Var o("o"), m("m"), i("i");
  const Expr rows = min(8, Expr(13) - Expr(o) * 8);
  const Expr part = min(3, rows - Expr(m) * 3);
  const Expr local = Expr(m) * 3 + i;
  const Expr index = Expr(o) * 8 + local;
  const ir::Stmt body = ir::make_seq({make_store(t, {local}, ir::read(a, {index})),
                                      make_store(a, {index}, ir::read(t, {local}) * 2)});
  const ir::Function before{
      {a},
      make_for(o, 2,
               ir::make_alloc(t, {rows},
                              make_for(m, ir::floordiv(rows + 2, 3), make_for(i, part, body))))};
  const Result<ir::Function> after = partition_loops(before);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(test::difference(before, after.value()), "");
  const std::string text = test::text(after.value());
  EXPECT_NE(text.find("int32, [8]"), std::string::npos) << text;
  EXPECT_NE(text.find("int32, [5]"), std::string::npos) << text;
  EXPECT_EQ(text.find("min("), std::string::npos) << text;
}

// The inner loop makes 1, 2, 2 and 2 trips, of which only the last ones differ.
TEST(PartitionLoops, TilesAreToldApartByAllTripsOfTheirInnerTiles) {
  const ir::Buffer a = int32("a", {64});
  const Var o("o"), m("m"), i("i");
  // 4, 8, 7, 8 rows.
  const Expr rows = Expr(4) + min(o, 1) * 4 - min(max(Expr(3) - o, 0), ir::floordiv(o, 2));
  const Expr part = min(4, rows - Expr(m) * 4);
  const Expr index = Expr(o) * 8 + Expr(m) * 4 + i;
  const ir::Function before{
      {a},
      make_for(o, 4,
               make_for(m, ir::floordiv(rows + 3, 4),
                        make_for(i, part, make_store(a, {index}, ir::read(a, {index}) + 1))))};
  const Result<ir::Function> after = partition_loops(before);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(test::difference(before, after.value()), "");
}

// As the tiles of an image without its upper border are.
TEST(PartitionLoops, ShortFirstTileStandsInFrontOfALoopThatBeginsBehindIt) {
  const ir::Buffer a = int32("a", {15});
  const Var o("o"), i("i");
  const Expr index = max(Expr(o) * 4 - 1, 0) + i;
  const ir::Stmt store = make_store(a, {index}, ir::read(a, {index}) + 1);
  const ir::Function before{{a}, make_for(o, 4, make_for(i, min(4, Expr(o) * 4 + 3), store))};
  const Result<ir::Function> after = partition_loops(before);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(test::text(after.value()),
            "for (i: int32, 0, 3) {\n"
            "  a[i] = a[i] + 1\n"
            "}\n"
            "for (o: int32, 0, 3) {\n"
            "  for (i: int32, 0, 4) {\n"
            "    a[((o*4) + i) + 3] = a[((o*4) + i) + 3] + 1\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(test::difference(before, after.value()), "");
}

TEST(PartitionLoops, VirtualThreadsWithTilesOfDifferentSizesRunOneAfterTheOther) {
  const ir::Function before = tiled(13, 7, true);
  const Result<ir::Function> after = partition_loops(before);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(test::difference(before, after.value()), "");
  int regions = 0;
  ir::for_each(after.value().body, [&regions](const ir::Stmt& s) {
    if (s->kind != ir::StmtKind::kFor || !s->vthread) return;
    EXPECT_TRUE(ir::is_literal(s->extent, 1));
    ++regions;
  });
  EXPECT_EQ(regions, 2);
}

TEST(PartitionLoops, VirtualThreadsOfEqualTilesStayThreads) {
  const Result<ir::Function> after = partition_loops(tiled(14, 7, true));
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after.value().body->vthread, true);
}

TEST(PartitionLoops, ExtentOfALoopThatNoOuterLoopGivesIsRefused) {
  const ir::Buffer a = int32("a", {8});
  const Var o("o"), i("i");
  const ir::Function before{{a}, make_for(i, Expr(o) + 1, make_store(a, {i}, 0))};
  const Result<ir::Function> after = partition_loops(before);
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().message, "the extent o + 1 of loop 'i' is not known");
}

TEST(PartitionLoops, MoreRunsThanFitTheMemoryAreRefused) {
  const ir::Buffer a = int32("a", {1});
  const Var o("o"), i("i");
  const Expr odd = Expr(1) + ir::floormod(o, 2);
  const ir::Function before{{a}, make_for(o, 5000, make_for(i, odd, make_store(a, {0}, 0)))};
  const Result<ir::Function> after = partition_loops(before);
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().message, "loop 'o' falls into more than 4096 runs of equal tiles");
}

TEST(PartitionLoops, RefusalsNameTheStageOfTheNoteAroundOrInside) {
  const ir::Buffer a = int32("a", {8});
  const Var o("o"), i("i");
  const auto refusal = [](const ir::Stmt& stmt) { return refusal_by(partition_loops({{}, stmt})); };
  const ir::Stmt store = make_store(a, {i}, 0);
  const std::string expected = "stage res: the extent o + 1 of loop 'i' is not known";
  EXPECT_EQ(refusal(test::stage("res", make_for(i, Expr(o) + 1, store))), expected);
  EXPECT_EQ(refusal(make_for(i, Expr(o) + 1, test::stage("res", store))), expected);
  // A stage that is computed in the loop stands in front.
  const ir::Stmt both = ir::make_seq({test::stage("conv", store), test::stage("res", store)});
  EXPECT_EQ(refusal(make_for(i, Expr(o) + 1, both)), expected);
}

}  // namespace
}  // namespace vta::passes
