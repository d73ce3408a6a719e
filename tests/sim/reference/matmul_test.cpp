// SPDX-License-Identifier: Apache-2.0
#include "sim/reference/matmul.h"

#include <gtest/gtest.h>

#include "tests/sim/reference/tensors.h"

namespace vta {
namespace {

TEST(MatmulReference, MultipliesRowsWithRows) {
  const auto out =
      matmul_sums({.m = 2, .n = 3, .k = 2}, Tensor{1, 2, 3, 4}, Tensor{10, 20, 1, 0, -1, -2});
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), (std::vector<std::int32_t>{50, 1, -5, 110, 3, -11}));
}

TEST(MatmulReference, BiasIsPerColumnThenShiftThenClip) {
  const auto out = matmul({.m = 2, .n = 2}, Tensor{3, -3}, Tensor{1, 10},
                          {.bias = {1, 100}, .shift = 1, .lo = -1, .hi = 64});
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), (Tensor{2, 64, -1, 35}));  // (3 + 1) >> 1, 130 >> 1, -2 >> 1, 70 >> 1
}

TEST(MatmulReference, SumsWrapModulo32Bits) {
  const int k = 1 << 17;  // of products of 2^14 each, which are 2^31 together
  const Tensor lowest(static_cast<std::size_t>(k), -128);
  const auto out = matmul_sums({.k = k}, lowest, lowest);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), std::vector<std::int32_t>{INT32_MIN});
}

TEST(MatmulReference, RefusesWrongShapesAndSizes) {
  const auto message = [](MatmulShape s, std::size_t a, std::size_t b, Epilogue e) {
    const auto out = matmul(s, Tensor(a), Tensor(b), e);
    return out.ok() ? std::string() : out.error().message;
  };
  EXPECT_EQ(message({}, 1, 1, {}), "");
  EXPECT_EQ(message({.m = 0}, 1, 1, {}), "matmul: m is 0, must be at least 1");
  EXPECT_EQ(message({.n = -1}, 1, 1, {}), "matmul: n is -1, must be at least 1");
  EXPECT_EQ(message({.k = 0}, 1, 1, {}), "matmul: k is 0, must be at least 1");
  EXPECT_EQ(message({.m = 1 << 16, .n = 1 << 15}, 1, 1, {}),
            "matmul: a tensor has more than 2^31 - 1 elements");
  EXPECT_EQ(message({.k = 2}, 1, 2, {}), "matmul: a has 1 elements, the shape says 2");
  EXPECT_EQ(message({.n = 3}, 1, 4, {}), "matmul: b has 4 elements, the shape says 3");
  EXPECT_EQ(message({}, 1, 1, {.bias = {1, 2}}), "matmul: bias has 2 elements, the shape says 1");
  EXPECT_EQ(message({}, 1, 1, {.shift = -1}), "matmul: shift is -1, must be 0..31");
  EXPECT_EQ(message({}, 1, 1, {.lo = 5, .hi = 4}),
            "matmul: clip bounds are 5 and 4, the first must not be larger");
}

class MatmulRandom : public testing::TestWithParam<unsigned> {};

TEST_P(MatmulRandom, EqualsTheNaiveFormula) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Draw draw(GetParam());
  const MatmulShape s{.m = draw.pick(1, 9), .n = draw.pick(1, 9), .k = draw.pick(1, 40)};
  const Epilogue e = draw.epilogue(s.n);
  const Tensor a = draw.tensor(s.a_size());
  const Tensor b = draw.tensor(s.b_size());
  Tensor expected;
  for (int i = 0; i < s.m; ++i) {
    for (int j = 0; j < s.n; ++j) {
      std::int64_t sum = 0;
      for (int l = 0; l < s.k; ++l) {
        sum += a[static_cast<std::size_t>(i * s.k + l)] * b[static_cast<std::size_t>(j * s.k + l)];
      }
      expected.push_back(naive_epilogue(sum, j, e));
    }
  }
  const auto out = matmul(s, a, b, e);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out.value(), expected);
}

INSTANTIATE_TEST_SUITE_P(Seeds, MatmulRandom, testing::Range(0u, 100u));

}  // namespace
}  // namespace vta
