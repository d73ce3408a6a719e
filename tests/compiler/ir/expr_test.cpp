// SPDX-License-Identifier: Apache-2.0
#include "compiler/ir/expr.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "compiler/ir/print.h"
#include "tests/compiler/ir/build.h"

namespace vta::ir {
namespace {

const Buffer bytes = test::int8("bytes", {8});
const Buffer words = test::int32("words", {8});
const Var x("x");

TEST(Expr, LiteralsAreFolded) {
  EXPECT_TRUE(is_literal(Expr(3) + 4, 7));
  EXPECT_TRUE(is_literal(floordiv(Expr(-7), 2), -4));
  EXPECT_TRUE(is_literal(floormod(Expr(-7), 2), 1));
  EXPECT_TRUE(is_literal(Expr(-8) >> 1, -4));
  EXPECT_TRUE(is_literal(Expr(3) >> -2, 12));
  EXPECT_TRUE(is_literal(min(Expr(3), 4) + max(Expr(3), 4), 7));
  EXPECT_EQ((Expr(3) < Expr(4))->type, DType::kBool);
}

TEST(Expr, DivisionRoundsDownAndByZeroIsZero) {
  EXPECT_EQ(fold(Op::kFloorDiv, 7, -2), -4);
  EXPECT_EQ(fold(Op::kFloorMod, 7, -2), -1);
  EXPECT_EQ(fold(Op::kFloorDiv, 7, 0), 0);
  EXPECT_EQ(fold(Op::kFloorMod, 7, 0), 0);
}

TEST(Expr, ShiftsByAnyAmountAreDefined) {
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(fold(Op::kShr, -5, 1), -3);
  EXPECT_EQ(fold(Op::kShr, -5, 64), -1);
  EXPECT_EQ(fold(Op::kShr, 5, std::numeric_limits<std::int64_t>::max()), 0);
  EXPECT_EQ(fold(Op::kShr, -5, -2), -20);
  EXPECT_EQ(fold(Op::kShr, 7, -62), kMin / 2);  // one of the three bits is lost
  EXPECT_EQ(fold(Op::kShr, 1, -63), kMin);
  EXPECT_EQ(fold(Op::kShr, -1, -64), 0);
  EXPECT_EQ(fold(Op::kShr, -1, kMin), 0);
}

TEST(Expr, LiteralTakesTheTypeOfTheOtherOperand) {
  EXPECT_EQ(to_text(read(bytes, {x}) + 1), "bytes[x] + 1i8");
  EXPECT_EQ(to_text(Expr(1) + read(bytes, {x})), "1i8 + bytes[x]");
  EXPECT_EQ(to_text(select(Expr(x) < Expr(4), read(bytes, {x}), 0)),
            "@tir.if_then_else((x < 4), bytes[x], 0i8, dtype=int8)");
  EXPECT_EQ(select(Expr(x) < Expr(4), 0, read(bytes, {x}))->type, DType::kInt8);
}

TEST(Expr, MixedTypesAreInvalid) {
  const Expr sum = read(bytes, {x}) + read(words, {x});
  EXPECT_EQ(reason_invalid(sum), "the operands of + are int8 and int32; cast one of them");
  EXPECT_EQ(reason_invalid(read(words, {x}) * 2 < read(bytes, {x})),
            "the operands of < are int32 and int8; cast one of them");
  EXPECT_EQ(reason_invalid(select(Expr(x) < Expr(4), read(bytes, {x}), read(words, {x}))),
            "the operands of select are int8 and int32; cast one of them");
}

TEST(Expr, LiteralsThatTheTypeDoesNotHoldAreInvalid) {
  EXPECT_EQ(reason_invalid(read(bytes, {x}) + 200), "200 is no int8; cast the other operand");
  EXPECT_EQ(reason_invalid(read(bytes, {x}) + -128), "");
}

TEST(Expr, InvalidExpressionsPoisonWhatIsMadeOfThem) {
  const Expr bad = invalid("it is bad");
  for (const Expr& e : {bad + 1, Expr(x) * bad, cast(DType::kInt8, bad), select(bad, 1, 2),
                        select(Expr(x) < Expr(1), bad, 2)}) {
    EXPECT_EQ(e->op, Op::kInvalid);
    EXPECT_EQ(reason_invalid(e), "it is bad");
  }
  EXPECT_EQ(reason_invalid(read(words, {bad})), "it is bad");
  EXPECT_EQ(reason_invalid(read(words, {x})), "");
}

TEST(Expr, CastToItsOwnTypeIsNone) {
  EXPECT_EQ(to_text(read(words, {x}).astype(DType::kInt32)), "words[x]");
  EXPECT_EQ(to_text(read(words, {x}).astype(DType::kInt8)), "cast(int8, words[x])");
}

TEST(Expr, EqualityIsThatOfStructureAndIdentity) {
  EXPECT_TRUE(equal(Expr(x) * 2 + 1, Expr(x) * 2 + 1));
  EXPECT_FALSE(equal(Expr(x) * 2 + 1, Expr(x) * 2 + 2));
  EXPECT_FALSE(equal(Expr(x), Expr(Var("x"))));
  EXPECT_FALSE(equal(read(words, {x}), read(test::int32("words", {8}), {x})));
  EXPECT_FALSE(equal(Expr(0), literal(0, DType::kInt8)));
}

TEST(Expr, MentionsLooksIntoIndices) {
  EXPECT_TRUE(mentions(read(words, {Expr(x) + 1}) * 2, x));
  EXPECT_FALSE(mentions(read(words, {Expr(1)}) * 2, x));
}

TEST(Stmt, SequencesAreFlat) {
  const Stmt store = make_store(words, {x}, 0);
  EXPECT_EQ(make_seq({store}), store);
  EXPECT_TRUE(is_empty(make_seq({make_seq({}), make_seq({make_seq({})})})));
  EXPECT_EQ(make_seq({store, make_seq({store, make_seq({store, store})})})->body.size(), 4u);
}

}  // namespace
}  // namespace vta::ir
