// SPDX-License-Identifier: Apache-2.0
#include "sim/reference/elementwise.h"

#include <gtest/gtest.h>

#include "tests/sim/reference/tensors.h"

namespace vta {
namespace {

TEST(ElementwiseAddReference, AddsThenClips) {
  const auto out = elementwise_add(Tensor{1, 127, -128, -3}, Tensor{2, 1, -1, 3}, 0);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), (Tensor{3, 127, -128, 0}));
}

TEST(ElementwiseAddReference, ShiftsTheWholeSumTowardsMinusInfinity) {
  const auto out = elementwise_add(Tensor{127, -128, -2, 1}, Tensor{127, -128, -1, 2}, 1);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), (Tensor{127, -128, -2, 1}));
}

TEST(ElementwiseAddReference, ClipsToTheBoundsThatAreGiven) {
  const auto out = elementwise_add(Tensor{-5, 5, 50}, Tensor{1, 1, 1}, 0, 0, 7);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), (Tensor{0, 6, 7}));
}

TEST(ElementwiseAddReference, RefusesWrongSizesShiftsAndBounds) {
  const auto message = [](std::size_t b, int shift, int lo, int hi) {
    const auto out = elementwise_add(Tensor(2), Tensor(b), shift, lo, hi);
    return out.ok() ? std::string() : out.error().message;
  };
  EXPECT_EQ(message(2, 0, 0, 0), "");
  EXPECT_EQ(message(3, 0, 0, 0), "elementwise_add: a has 2 elements and b has 3, must be the same");
  EXPECT_EQ(message(2, -1, 0, 0), "elementwise_add: shift is -1, must be 0..31");
  EXPECT_EQ(message(2, 32, 0, 0), "elementwise_add: shift is 32, must be 0..31");
  EXPECT_EQ(message(2, 0, 1, 0),
            "elementwise_add: clip bounds are 1 and 0, the first must not be larger");
}

class ElementwiseAddRandom : public testing::TestWithParam<unsigned> {};

TEST_P(ElementwiseAddRandom, EqualsTheNaiveFormula) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Draw draw(GetParam());
  const auto size = static_cast<std::size_t>(draw.pick(1, 200));
  const Tensor a = draw.tensor(size);
  const Tensor b = draw.tensor(size);
  const int shift = draw.pick(0, 31);
  const int lo = draw.pick(-128, 0);
  const int hi = draw.pick(0, 127);
  Tensor expected;
  for (std::size_t i = 0; i < size; ++i) {
    expected.push_back(naive_shift_clip(std::int64_t{a[i]} + b[i], shift, lo, hi));
  }
  const auto out = elementwise_add(a, b, shift, lo, hi);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), expected);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ElementwiseAddRandom, testing::Range(0u, 50u));

}  // namespace
}  // namespace vta
