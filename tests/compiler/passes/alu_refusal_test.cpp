// SPDX-License-Identifier: Apache-2.0
//
// Nests that are no micro-kernels of the ALU.

#include <gtest/gtest.h>

#include "compiler/passes/alu_intrinsics.h"
#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

const ir::Buffer acc = int32("acc", {4096}, MemScope::kAcc);
const ir::Buffer other = int32("other", {4096}, MemScope::kAcc);
const Var y("y"), x("x");
const Expr result = ir::read(acc, {x});
const Expr operand = ir::read(other, {x});

std::string refusal(const Stmt& nest) {
  return refusal_by(alu_intrinsics({{}, ir::make_attr(ir::kPragmaAlu, 1, nest)}, Config::pynq()));
}
std::string refusal_of(const Expr& value) {
  return refusal(make_for(x, 64, make_store(acc, {x}, value)));
}

TEST(AluRefusal, MessagesNameTheStage) {
  const Stmt store = make_store(acc, {x}, floordiv(result, 2));
  EXPECT_EQ(refusal(test::stage("res", make_for(x, 16, store))),
            "stage res: alu: floordiv(acc[x], 2) is nothing that the ALU computes");
}

TEST(AluRefusal, StagesOutsideOfAccOrOfAnotherType) {
  EXPECT_EQ(refusal(make_store(int32("r", {16}), {0}, 0)),
            "alu: the ALU writes local.acc_buffer, the stage lies in global");
  EXPECT_EQ(refusal(make_store(test::int8("r", {16}, MemScope::kAcc), {0}, 0)),
            "alu: the ALU computes int32, the stage is int8");
}

TEST(AluRefusal, OperandsOutsideOfAcc) {
  EXPECT_EQ(refusal_of(result + ir::read(int32("bias", {64}), {x})),
            "alu: operand bias lies in global; the ALU reads local.acc_buffer");
}

TEST(AluRefusal, AnotherStageInsideOfTheLoops) {
  const Stmt store = make_store(other, {x}, 0);
  EXPECT_EQ(refusal(make_for(x, 16, ir::make_alloc(other, {64}, ir::make_seq({store, store})))),
            "alu: another stage is computed inside the loops");
}

TEST(AluRefusal, ResultThatIsReadAtAnotherIndex) {
  EXPECT_EQ(refusal_of(result + ir::read(acc, {Expr(x) + 16})),
            "alu: acc[x + 16] overlaps the result at another index");
}

TEST(AluRefusal, ExpressionsThatNeedAPlaceInBetween) {
  EXPECT_EQ(refusal_of(result + max(operand, 3)),
            "alu: acc[x] + max(other[x], 3) overwrites its second operand");
  EXPECT_EQ(
      refusal_of(max(operand, 3) + min(operand, 4)),
      "alu: max(other[x], 3) + min(other[x], 4) needs an intermediate result; give it a stage "
      "of its own");
  EXPECT_EQ(refusal_of(operand >> result),
            "alu: @tir.shift_right(other[x], acc[x], dtype=int32) overwrites its second operand");
  EXPECT_EQ(refusal_of(result - operand),
            "alu: acc[x] - other[x] needs an intermediate result; give it a stage of its own");
}

TEST(AluRefusal, ImmediatesBeyondSixteenBits) {
  EXPECT_EQ(refusal_of(result + Expr(32768)), "alu: immediate 32768 does not lie in -32768..32767");
  EXPECT_EQ(refusal_of(result - Expr(32769)),
            "alu: immediate -32769 does not lie in -32768..32767");
  EXPECT_EQ(refusal_of(result + Expr(32767)).substr(0, 10), "it becomes");
  EXPECT_EQ(refusal_of(result + Expr(-32768)).substr(0, 10), "it becomes");
}

TEST(AluRefusal, IndicesThatAreNotAffine) {
  EXPECT_EQ(refusal_of(result + ir::read(other, {floordiv(x, 2)})),
            "alu: index floordiv(x, 2) is not affine in loop 'x'");
}

// The same variable counts two loops, the last of which would make the quotient 0.
TEST(AluRefusal, IndicesThatAreAffineInAnotherLoopOfThatVariable) {
  const auto nest = [](std::int64_t extent) {
    const Expr from = floordiv(x, 16) * 16 + x;
    return make_for(x, extent, make_store(acc, {x}, result + ir::read(other, {from})));
  };
  EXPECT_EQ(refusal(ir::make_seq({nest(32), nest(16)})),
            "alu: index (floordiv(x, 16)*16) + x is not affine in loop 'x'");
}

TEST(AluRefusal, LanesThatDoNotMatch) {
  EXPECT_EQ(refusal(make_for(x, 8, make_store(acc, {x}, 0))),
            "alu: the loops do not cover whole elements of 16 numbers");
  EXPECT_EQ(refusal_of(result + ir::read(other, {Expr(x) * 2})),
            "alu: loop 'x' does not run through the lanes of both operands alike");
  EXPECT_EQ(refusal_of(result + ir::read(other, {0})),
            "alu: loop 'x' does not run through the lanes of both operands alike");
  EXPECT_EQ(refusal(make_for(x, 24, make_store(acc, {x}, 0))),
            "alu: loop 'x' does not run through the lanes of both operands alike");
}

TEST(AluRefusal, ElementsThatAreNotWholeOrRunBackwards) {
  const auto rows = [](const Expr& to, const Expr& from) {
    const Stmt store = make_store(acc, {to}, ir::read(acc, {to}) + ir::read(other, {from}));
    return refusal(make_for(y, 4, make_for(x, 16, store)));
  };
  const Expr dense = Expr(y) * 16 + x;
  EXPECT_EQ(rows(dense, Expr(y) * 8 + x), "alu: loop 'y' does not step by whole elements");
  EXPECT_EQ(rows(dense, dense + 8), "alu: an operand does not begin with a whole element");
  EXPECT_EQ(rows(dense, Expr(64) - Expr(y) * 16 + x), "alu: loop 'y' runs backwards");
}

// ((r + a) * 2 + b) * 2 is not (r + a + b) * 2 * 2.
TEST(AluRefusal, SeveralOperationsOnAResultThatStandsStill) {
  const Expr value = (ir::read(acc, {x}) + ir::read(other, {Expr(y) * 16 + x})) * 2;
  EXPECT_EQ(refusal(make_for(y, 4, make_for(x, 16, make_store(acc, {x}, value)))),
            "alu: loop 'y' runs over one result, which needs one operation; (acc[x] + other[(y*16) "
            "+ x])*2 are 2");
}

}  // namespace
}  // namespace vta::passes
