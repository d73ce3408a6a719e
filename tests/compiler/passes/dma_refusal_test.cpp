// SPDX-License-Identifier: Apache-2.0
//
// Copies that no transfer does.

#include <gtest/gtest.h>

#include "compiler/passes/dma_intrinsics.h"
#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

const ir::Buffer a = int8("a", {4096});
const ir::Buffer wide = int32("wide", {4096});
const ir::Buffer t = int8("t", {4096}, MemScope::kInp);
const ir::Buffer acc = int32("acc", {4096}, MemScope::kAcc);
const Var y("y"), x("x");

std::string refusal(const Stmt& body) {
  const Stmt stmt = ir::make_attr(ir::kPragmaDma, 1, body);
  return refusal_by(dma_intrinsics({{a}, stmt}, Config::pynq()));
}
// Of x < 64 numbers to t.
std::string refusal_of(const Expr& value) {
  return refusal(make_for(x, 64, make_store(t, {x}, value)));
}

const Expr zero = ir::literal(0, DType::kInt8);

TEST(DmaRefusal, WhatIsNoNestAroundACopy) {
  const Stmt store = make_store(t, {0}, ir::read(a, {0}));
  EXPECT_EQ(refusal(ir::make_seq({store, store})),
            "dma_copy: the loops are not a nest around one copy");
  EXPECT_EQ(refusal(make_for(x, Expr(y) + 1, store)),
            "dma_copy: the loops are not a nest around one copy");
  EXPECT_EQ(refusal_of(ir::read(a, {x}) + 1),
            "dma_copy: a[x] + 1i8 is computed; a transfer only copies");
}

TEST(DmaRefusal, MessagesNameTheStage) {
  const Stmt store = make_store(t, {x}, ir::read(a, {x}) + 1);
  EXPECT_EQ(refusal(test::stage("data_buf", make_for(x, 16, store))),
            "stage data_buf: dma_copy: a[x] + 1i8 is computed; a transfer only copies");
}

TEST(DmaRefusal, PaddingOtherThanZeroOrInAStore) {
  const Expr ones = ir::literal(1, DType::kInt8);
  EXPECT_EQ(refusal_of(select(Expr(x) < Expr(9), ir::read(a, {x}), ones)),
            "dma_copy: padding is 1i8; the machine pads with 0");
  const Expr value = select(Expr(x) < Expr(9), cast(DType::kInt8, ir::read(acc, {x})), zero);
  EXPECT_EQ(refusal(make_for(x, 16, make_store(a, {x}, value))),
            "dma_copy: a store has no padding");
}

TEST(DmaRefusal, CopiesThatStayOnOneSideOfTheChip) {
  EXPECT_EQ(refusal(make_for(x, 16, make_store(a, {x}, ir::read(a, {x})))),
            "dma_copy: a and a are not one in DRAM and one on the chip; set_scope says where a "
            "stage lies");
  EXPECT_EQ(refusal_of(ir::read(int8("u", {64}, MemScope::kInp), {x})),
            "dma_copy: u and t are not one in DRAM and one on the chip; set_scope says where a "
            "stage lies");
}

TEST(DmaRefusal, TypesThatNoTransferConverts) {
  EXPECT_EQ(refusal_of(cast(DType::kInt8, ir::read(wide, {x}))),
            "dma_copy: no transfer takes int32 in global to int8 in local.inp_buffer");
  EXPECT_EQ(refusal(make_for(x, 16, make_store(wide, {x}, ir::read(acc, {x})))),
            "dma_copy: no transfer takes int32 in local.acc_buffer to int32 in global");
  EXPECT_EQ(refusal(make_for(x, 16, make_store(a, {x}, ir::read(t, {x})))),
            "dma_copy: no transfer takes int8 in local.inp_buffer to int8 in global");
}

// A load to ACC widens or keeps; the lost bits would be there for the ALU.
TEST(DmaRefusal, LoadsThatWouldHaveToTruncate) {
  const Expr truncated = cast(DType::kInt8, ir::read(wide, {x}));
  const ir::Buffer narrow = int8("narrow", {64}, MemScope::kAcc);
  EXPECT_EQ(refusal(make_for(x, 16, make_store(narrow, {x}, truncated))),
            "dma_copy: cast(int8, wide[x]) truncates; a load does not");
  EXPECT_EQ(refusal(make_for(x, 16, make_store(acc, {x}, cast(DType::kInt32, truncated)))),
            "dma_copy: cast(int8, wide[x]) truncates; a load does not");
}

TEST(DmaRefusal, IndicesThatAreNotAffine) {
  EXPECT_EQ(refusal_of(ir::read(a, {floordiv(x, 2)})),
            "dma_copy: index floordiv(x, 2) is not affine in loop 'x'");
  EXPECT_EQ(refusal(make_for(x, 64, make_store(t, {floormod(Expr(x) + 1, 64)}, ir::read(a, {x})))),
            "dma_copy: index floormod(x + 1, 64) is not affine in loop 'x'");
}

TEST(DmaRefusal, LoopsThatRunBackwardsOrStandStill) {
  EXPECT_EQ(refusal_of(ir::read(a, {Expr(63) - x})),
            "dma_copy: loop 'x' does not run forwards through a");
  EXPECT_EQ(refusal(make_for(y, 2, make_for(x, 16, make_store(t, {x}, ir::read(a, {x}))))),
            "dma_copy: loop 'y' does not run forwards through t");
}

TEST(DmaRefusal, ConditionsThatAreNoBoundsOfOneLoop) {
  const Expr odd = ir::binary(ir::Op::kEq, floormod(x, 2), 1);
  EXPECT_EQ(refusal_of(select(odd, ir::read(a, {x}), zero)),
            "dma_copy: condition floormod(x, 2) == 1 bounds no index");
  const auto two = [](const Expr& condition) {
    const Expr index = Expr(y) * 64 + x;
    return refusal(make_for(
        y, 4,
        make_for(x, 64, make_store(t, {index}, select(condition, ir::read(a, {index}), zero)))));
  };
  EXPECT_EQ(two(Expr(x) + y < Expr(9)),
            "dma_copy: condition (x + y) < 9 does not bound one loop at a time");
  EXPECT_EQ(two(Expr(y) * 2 < Expr(5)),
            "dma_copy: condition (y*2) < 5 does not bound one loop at a time");
}

TEST(DmaRefusal, ConditionsThatAreNotAffineInALoop) {
  EXPECT_EQ(refusal_of(select(floordiv(x, 16) < Expr(3), ir::read(a, {x}), zero)),
            "dma_copy: condition floordiv(x, 16) < 3 is not affine in loop 'x'");
  const Expr bent = Expr(x) + floordiv(x, 16);
  EXPECT_EQ(refusal_of(select(bent < Expr(3), ir::read(a, {x}), zero)),
            "dma_copy: condition (x + floordiv(x, 16)) < 3 is not affine in loop 'x'");
}

TEST(DmaRefusal, LoopsThatDoNotMakeWholeElements) {
  EXPECT_EQ(refusal(make_for(x, 4, make_store(t, {Expr(x) * 16}, ir::read(a, {Expr(x) * 16})))),
            "dma_copy: the loops do not cover whole elements of 16 numbers of t");
  EXPECT_EQ(refusal(make_for(x, 8, make_store(t, {x}, ir::read(a, {x})))),
            "dma_copy: the loops do not cover whole elements of 16 numbers of t");
  EXPECT_EQ(
      refusal_of(ir::read(a, {Expr(x) * 2})),
      "dma_copy: loop 'x' does not run through 16 numbers of a that lie together and make one "
      "element of t");
  EXPECT_EQ(
      refusal(make_for(x, 24, make_store(t, {x}, ir::read(a, {x})))),
      "dma_copy: loop 'x' does not run through 16 numbers of a that lie together and make one "
      "element of t");
  EXPECT_EQ(
      refusal_of(select(Expr(x) < Expr(9), ir::read(a, {x}), zero)),
      "dma_copy: loop 'x' does not run through 16 numbers of a that lie together and make one "
      "element of t");
}

TEST(DmaRefusal, PartsThatLieBetweenElements) {
  const auto rows = [](std::int64_t stride, std::int64_t to, std::int64_t from) {
    return refusal(make_for(y, 4,
                            make_for(x, 16,
                                     make_store(t, {Expr(y) * 16 + x + to},
                                                ir::read(a, {Expr(y) * stride + x + from})))));
  };
  EXPECT_EQ(rows(24, 0, 0), "dma_copy: loop 'y' does not step by whole elements");
  EXPECT_EQ(rows(32, 8, 0), "dma_copy: the copy does not begin with a whole element of t");
  EXPECT_EQ(rows(32, 0, 8), "dma_copy: the copy does not begin with a whole element of a");
}

}  // namespace
}  // namespace vta::passes
