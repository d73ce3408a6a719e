// SPDX-License-Identifier: Apache-2.0
//
// Copies of parts of images of elements of 16 numbers. Calls are printed with the arguments
//   load:  buffer, offset, x size, y size, x stride, pads x0 y0 x1 y1, address, memory
//   store: address, memory, buffer, offset, x size, y size, x stride
// where memories are 1 WGT, 2 INP, 3 ACC, 4 OUT, 5 ACC_8BIT.

#include "compiler/passes/dma_intrinsics.h"

#include <gtest/gtest.h>

#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

using ir::both;

const ir::Buffer image = int8("a", {1 << 16});
const ir::Buffer inp = int8("t", {1 << 12}, MemScope::kInp);
const Var z("z"), y("y"), x("x"), lane("l");

Stmt nest(std::int64_t planes, std::int64_t rows, std::int64_t columns, const Stmt& store) {
  Stmt stmt = make_for(lane, 16, store);
  if (columns > 1) stmt = make_for(x, columns, stmt);
  if (rows > 1) stmt = make_for(y, rows, stmt);
  return planes > 1 ? make_for(z, planes, stmt) : stmt;
}
Stmt copy(const Stmt& loops) { return ir::make_attr(ir::kPragmaDma, 1, loops); }

// Index of the element (row, column) of an image of `width` elements a row.
Expr at(const Expr& row, const Expr& column, std::int64_t width) {
  return row * (16 * width) + column * 16 + lane;
}

// A part of `rows` x `columns` elements from `from` to a dense part of the INP memory.
Stmt load(std::int64_t rows, std::int64_t columns, const Expr& from) {
  return copy(nest(1, rows, columns, make_store(inp, {at(y, x, columns)}, from)));
}

Stmt load_row(std::int64_t columns, const Expr& from) {
  return copy(nest(1, 1, columns, make_store(inp, {at(0, x, columns)}, from)));
}

std::string converted(const Stmt& stmt) {
  return text_or_error(dma_intrinsics({{image}, stmt}, Config::pynq()));
}

TEST(DmaIntrinsics, RowsOfAPartBecomeOneStridedCall) {
  EXPECT_EQ(converted(load(4, 5, ir::read(image, {at(Expr(y) + 2, Expr(x) + 3, 14)}))),
            "attr coproc_scope = 1 {\n"
            "  VTALoadBuffer2D(a_2, 31, 5, 4, 14, 0, 0, 0, 0, 0, 2)\n"
            "}\n");
}

TEST(DmaIntrinsics, WholeRowsAreOneLongRow) {
  EXPECT_EQ(converted(load(4, 14, ir::read(image, {at(Expr(y) + 2, x, 14)}))),
            "attr coproc_scope = 1 {\n"
            "  VTALoadBuffer2D(a_2, 28, 56, 1, 56, 0, 0, 0, 0, 0, 2)\n"
            "}\n");
}

// Rows that touch in DRAM and do not on the chip are no long row.
TEST(DmaIntrinsics, WholeRowsThatLieApartOnTheChipAreALoopOfCalls) {
  const Stmt store = make_store(inp, {at(y, x, 20)}, ir::read(image, {at(Expr(y) + 2, x, 14)}));
  EXPECT_EQ(converted(copy(nest(1, 4, 14, store))),
            "attr coproc_scope = 1 {\n"
            "  for (y: int32, 0, 4) {\n"
            "    VTALoadBuffer2D(a_2, (y*14) + 28, 14, 1, 14, 0, 0, 0, 0, y*20, 2)\n"
            "  }\n"
            "}\n");
}

TEST(DmaIntrinsics, SingleElementsThatLieApartAreRowsOfOneColumn) {
  EXPECT_EQ(converted(load_row(7, ir::read(image, {at(0, Expr(x) * 2, 14)}))),
            "attr coproc_scope = 1 {\n"
            "  VTALoadBuffer2D(a_2, 0, 1, 7, 2, 0, 0, 0, 0, 0, 2)\n"
            "}\n");
}

TEST(DmaIntrinsics, StridedPixelsOfRowsAreALoopOverTheRows) {
  EXPECT_EQ(converted(load(3, 7, ir::read(image, {at(Expr(y) * 2, Expr(x) * 2, 14)}))),
            "attr coproc_scope = 1 {\n"
            "  for (y: int32, 0, 3) {\n"
            "    VTALoadBuffer2D(a_2, y*28, 1, 7, 2, 0, 0, 0, 0, y*7, 2)\n"
            "  }\n"
            "}\n");
}

TEST(DmaIntrinsics, ThirdDimensionIsALoopOfCalls) {
  const Stmt store = make_store(inp, {Expr(z) * 320 + at(y, x, 5)},
                                ir::read(image, {Expr(z) * 3136 + at(y, x, 14)}));
  EXPECT_EQ(converted(copy(nest(2, 4, 5, store))),
            "attr coproc_scope = 1 {\n"
            "  for (z: int32, 0, 2) {\n"
            "    VTALoadBuffer2D(a_2, z*196, 5, 4, 14, 0, 0, 0, 0, z*20, 2)\n"
            "  }\n"
            "}\n");
}

TEST(DmaIntrinsics, OrderOfTheLoopsDoesNotMatter) {
  const Stmt store =
      make_store(inp, {at(y, x, 5)}, ir::read(image, {at(Expr(y) + 2, Expr(x) + 3, 14)}));
  EXPECT_EQ(converted(copy(make_for(x, 5, make_for(lane, 16, make_for(y, 4, store))))),
            converted(load(4, 5, ir::read(image, {at(Expr(y) + 2, Expr(x) + 3, 14)}))));
}

TEST(DmaIntrinsics, LanesMayBeFusedWithColumns) {
  const Stmt store = make_store(inp, {Expr(y) * 80 + x}, ir::read(image, {Expr(y) * 224 + x}));
  EXPECT_EQ(converted(copy(make_for(y, 4, make_for(x, 80, store)))),
            "attr coproc_scope = 1 {\n"
            "  VTALoadBuffer2D(a_2, 0, 5, 4, 14, 0, 0, 0, 0, 0, 2)\n"
            "}\n");
}

TEST(DmaIntrinsics, LoopsAroundTheCopyMoveOffsetAndAddress) {
  const Var o("o");
  const Stmt store = make_store(inp, {Expr(o) * 160 + at(0, x, 5)},
                                ir::read(image, {Expr(o) * 3136 + at(1, x, 14)}));
  EXPECT_EQ(converted(make_for(o, 2, copy(nest(1, 1, 5, store)))),
            "for (o: int32, 0, 2) {\n"
            "  attr coproc_scope = 1 {\n"
            "    VTALoadBuffer2D(a_2, (o*196) + 14, 5, 1, 5, 0, 0, 0, 0, o*10, 2)\n"
            "  }\n"
            "}\n");
}

// ---- padding: an image of 4 x 4 ----

Expr padded(const Expr& inside, const Expr& row, const Expr& column) {
  return select(inside, ir::read(image, {at(row, column, 4)}), ir::literal(0, DType::kInt8));
}

TEST(DmaIntrinsics, BoundsOfBothAxesBecomePadsOnAllSides) {
  const Expr row = Expr(y) - 1, column = Expr(x) - 2;
  const Expr inside =
      both(both(Expr(1) <= y, Expr(y) < Expr(5)), both(Expr(2) <= x, Expr(x) < Expr(6)));
  EXPECT_EQ(converted(load(7, 9, padded(inside, row, column))),
            "attr coproc_scope = 1 {\n"
            "  VTALoadBuffer2D(a_2, 0, 4, 4, 4, 2, 1, 3, 2, 0, 2)\n"
            "}\n");
}

TEST(DmaIntrinsics, BoundOnOneSidePadsThatSide) {
  EXPECT_EQ(converted(load(4, 4, padded(Expr(1) <= y, Expr(y) - 1, x))),
            "attr coproc_scope = 1 {\n"
            "  VTALoadBuffer2D(a_2, 0, 4, 3, 4, 0, 1, 0, 0, 0, 2)\n"
            "}\n");
  EXPECT_EQ(converted(load(4, 4, padded(Expr(x) < Expr(3), y, Expr(x) + 1))),
            "attr coproc_scope = 1 {\n"
            "  VTALoadBuffer2D(a_2, 1, 3, 4, 4, 0, 0, 1, 0, 0, 2)\n"
            "}\n");
}

TEST(DmaIntrinsics, PadsOfTilesDependOnTheTile) {
  const Var o("o");
  const Expr row = Expr(o) * 2 + y;  // of the padded image: 1 + 4 + 1 rows, tiles of 2 + 2
  const Expr inside = both(Expr(1) <= row, row < Expr(5));
  EXPECT_EQ(converted(make_for(o, 2, load(4, 4, padded(inside, row - 1, x)))),
            "for (o: int32, 0, 2) {\n"
            "  attr coproc_scope = 1 {\n"
            "    VTALoadBuffer2D(a_2, ((o*8) + (max(1 - (o*2), 0)*4)) - 4, 4, "
            "(4 - max(1 - (o*2), 0)) - max((o*2) - 1, 0), 4, 0, max(1 - (o*2), 0), 0, "
            "max((o*2) - 1, 0), 0, 2)\n"
            "  }\n"
            "}\n");
}

TEST(DmaIntrinsics, BoundsOfLoopsAroundTheCopyDecideWhetherThereAreData) {
  const Var o("o");
  const Expr inside = both(Expr(1) <= o, Expr(o) < Expr(5));
  EXPECT_EQ(converted(make_for(o, 6, load_row(4, padded(inside, Expr(o) - 1, x)))),
            "for (o: int32, 0, 6) {\n"
            "  attr coproc_scope = 1 {\n"
            "    VTALoadBuffer2D(a_2, (o*4) - 4, 4, min(min(5 - o, 1), min(o, 1)), 4, 0, 0, "
            "0, 1 - min(min(5 - o, 1), min(o, 1)), 0, 2)\n"
            "  }\n"
            "}\n");
}

// The loop of the calls has pads of its own: those calls have no data, and as many zeros as others.
TEST(DmaIntrinsics, BoundsOfTheThirdDimensionDecideWhetherACallHasData) {
  const Expr from = ir::read(image, {(Expr(z) - 1) * 3136 + at(y, x, 14)});
  const Expr value = select(Expr(1) <= z, from, ir::literal(0, DType::kInt8));
  const Stmt store = make_store(inp, {Expr(z) * 320 + at(y, x, 5)}, value);
  // 0, 1, 1 for the three values of z
  const std::string inside = "min(max(min(z - 1, 2 - z) + 1, 0), 1)";
  EXPECT_EQ(converted(copy(nest(3, 4, 5, store))),
            "attr coproc_scope = 1 {\n"
            "  for (z: int32, 0, 3) {\n"
            "    VTALoadBuffer2D(a_2, (z*196) - 196, 5, " +
                inside + "*4, 14, 0, 0, 0, 4 - (" + inside +
                "*4), z*20, 2)\n"
                "  }\n"
                "}\n");
}

// ---- other memories ----

TEST(DmaIntrinsics, EveryMemoryHasItsStageAndItsElements) {
  const ir::Buffer weights = int8("t", {1024}, MemScope::kWgt);
  EXPECT_EQ(converted(copy(make_for(x, 1024, make_store(weights, {x}, ir::read(image, {x}))))),
            "attr coproc_scope = 1 {\n"
            "  VTALoadBuffer2D(a_2, 0, 4, 1, 4, 0, 0, 0, 0, 0, 1)\n"
            "}\n");
  const ir::Buffer acc = int32("t", {64}, MemScope::kAcc), bias = int32("bias", {64});
  EXPECT_EQ(converted(copy(make_for(x, 64, make_store(acc, {x}, ir::read(bias, {x}))))),
            "attr coproc_scope = 2 {\n"
            "  VTALoadBuffer2D(bias_2, 0, 4, 1, 4, 0, 0, 0, 0, 0, 3)\n"
            "}\n");
  const Expr widened = cast(DType::kInt32, ir::read(image, {x}));
  EXPECT_EQ(converted(copy(make_for(x, 64, make_store(acc, {x}, widened)))),
            "attr coproc_scope = 2 {\n"
            "  VTALoadBuffer2D(a_2, 0, 4, 1, 4, 0, 0, 0, 0, 0, 5)\n"
            "}\n");
}

TEST(DmaIntrinsics, AccumulatorsAreStoredAsTruncatedRows) {
  const ir::Buffer acc = int32("t", {512}, MemScope::kAcc);
  const Expr value = cast(DType::kInt8, ir::read(acc, {at(y, x, 5) + 32}));
  const Stmt store = make_store(image, {at(Expr(y) + 1, x, 14)}, value);
  EXPECT_EQ(converted(copy(nest(1, 4, 5, store))),
            "attr coproc_scope = 3 {\n"
            "  VTAStoreBuffer2D(2, 4, a_2, 14, 5, 4, 14)\n"
            "}\n");
}

TEST(DmaIntrinsics, NoteOfTheStageStaysAroundTheCall) {
  const Stmt store = make_store(inp, {lane}, ir::read(image, {lane}));
  const Result<ir::Function> result =
      dma_intrinsics({{image}, copy(test::stage("s", make_for(lane, 16, store)))}, Config::pynq());
  ASSERT_TRUE(result) << result.error().message;
  ASSERT_TRUE(ir::is_attr(result.value().body, ir::kStage));
  EXPECT_EQ(result.value().body->note->stage, "s");
}

}  // namespace
}  // namespace vta::passes
