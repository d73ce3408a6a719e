// SPDX-License-Identifier: Apache-2.0
#include "compiler/te/tensor.h"

#include <gtest/gtest.h>

#include "compiler/ir/print.h"

namespace vta::te {
namespace {

std::string body(const Tensor& t) { return ir::to_text(t.op()->body); }

const Tensor a = placeholder({4, 8}, "a");
const Tensor w = placeholder({4, 8}, "w", DType::kInt32);

TEST(Tensor, PlaceholdersHaveNoExpression) {
  EXPECT_EQ(a.op(), nullptr);
  EXPECT_EQ(a.dtype(), DType::kInt8);
  EXPECT_EQ(a.shape(), (Shape{4, 8}));
  EXPECT_TRUE(a.inputs().empty());
}

TEST(Tensor, ElementIsAFunctionOfAllIndicesTogetherOrOfEach) {
  const Tensor together = compute(
      {4, 8}, [](const Vars& i) { return a(i); }, "t");
  const Tensor each = compute(
      {4, 8}, [](Var y, Var x) { return a(y, x); }, "t");
  EXPECT_EQ(body(together), "a[i0, i1]");
  EXPECT_EQ(body(each), "a[i0, i1]");
  EXPECT_EQ(together.dtype(), DType::kInt8);
}

TEST(Tensor, AxesHaveTheGivenNames) {
  const Tensor t = compute({4, 8}, [](Var y, Var x) { return a(y, x); }, "t", {"y", "x"});
  EXPECT_EQ(body(t), "a[y, x]");
  EXPECT_EQ(t.op()->axes[1].extent(), 8);
}

TEST(Tensor, TypeIsThatOfTheElement) {
  EXPECT_EQ(compute(
                {4}, [](Var i) { return a(i, 0).astype(DType::kInt32); }, "t")
                .dtype(),
            DType::kInt32);
  EXPECT_EQ(compute(
                {4}, [](Var i) { return select(Expr(i) < Expr(2), 0, a(i, 0)); }, "t")
                .dtype(),
            DType::kInt8);
}

TEST(Tensor, InputsAreNamedOnce) {
  const Tensor t = compute(
      {4}, [](Var i) { return w(i, 0) + w(i, 1) + a(i, 0).astype(DType::kInt32); }, "t");
  const std::vector<Tensor> inputs = t.inputs();
  ASSERT_EQ(inputs.size(), 2u);
  EXPECT_EQ(inputs[0].name(), "w");
  EXPECT_EQ(inputs[1].name(), "a");
}

TEST(Tensor, WrongNumbersOfIndicesNamesAndArgumentsAreInvalid) {
  EXPECT_EQ(reason_invalid(a(Var("i"))), "tensor a has 2 axes, but 1 indices were given");
  const Tensor names = compute({4, 8}, [](const Vars& i) { return a(i); }, "t", {"y"});
  EXPECT_EQ(reason_invalid(names.op()->body), "the shape has 2 axes, but 1 names were given");
  const Tensor arguments = compute(
      {4, 8}, [](Var i) { return a(i, i); }, "t");
  EXPECT_EQ(reason_invalid(arguments.op()->body),
            "the shape has 2 axes, the function of the elements 1");
}

TEST(Tensor, InvalidIndicesMakeTheElementInvalid) {
  EXPECT_EQ(reason_invalid(w(ir::invalid("it is bad"), 0)), "it is bad");
}

TEST(Reduction, StartsFromTheNeutralElement) {
  const Var k = reduce_axis(8, "k");
  EXPECT_TRUE(k.is_reduction());
  EXPECT_EQ(ir::to_text(sum(w(0, k), {k})), "reduce(w[0, k], 0, k)");
  EXPECT_EQ(ir::to_text(max(w(0, k), {k})), "reduce(w[0, k], -2147483648, k)");
  EXPECT_EQ(ir::to_text(min(w(0, k), {k})), "reduce(w[0, k], 2147483647, k)");
  EXPECT_EQ(ir::to_text(max(a(0, k), {k})), "reduce(a[0, k], -128i8, k)");
  EXPECT_EQ(ir::to_text(min(a(0, k).astype(DType::kInt32), {k})),
            "reduce(cast(int32, a[0, k]), 127, k)");
}

TEST(Reduction, OverADataAxisIsInvalid) {
  EXPECT_EQ(reason_invalid(sum(w(0, Var("i", 8)), {Var("i", 8)})),
            "'i' is no reduction axis; make it with reduce_axis");
}

TEST(Pad, ReadsTheTensorWhereItIsAndZeroElsewhere) {
  const Tensor t = pad(a, {0, 2}, "t");
  EXPECT_EQ(t.shape(), (Shape{4, 12}));
  EXPECT_EQ(body(t), "@tir.if_then_else(((2 <= i1) && (i1 < 10)), a[i0, i1 - 2], 0i8, dtype=int8)");
  const Tensor behind = pad(a, {0, 0}, "t", {1, 0});
  EXPECT_EQ(behind.shape(), (Shape{5, 8}));
  EXPECT_EQ(body(behind), "@tir.if_then_else((i0 < 4), a[i0, i1], 0i8, dtype=int8)");
  EXPECT_EQ(body(pad(a, {0, 0}, "t")), "a[i0, i1]");
}

TEST(Pad, WrongNumberOfPadsIsInvalid) {
  EXPECT_EQ(reason_invalid(pad(a, {1}, "t").op()->body),
            "tensor a has 2 axes, but 1 pads were given");
  EXPECT_EQ(reason_invalid(pad(a, {1, 1}, "t", {1, 1, 1}).op()->body),
            "tensor a has 2 axes, but 3 pads were given");
}

}  // namespace
}  // namespace vta::te
