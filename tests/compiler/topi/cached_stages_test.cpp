// SPDX-License-Identifier: Apache-2.0
//
// Schedules that insert stages with cache_read and cache_write.

#include <gtest/gtest.h>

#include "sim/reference/matmul.h"
#include "tests/compiler/topi/operator_harness.h"

namespace vta {
namespace {

using te::DType;
using te::Tensor;
using te::Var;

// Stages that were taken before are still themselves after others were put in front of them.
TEST(CachedStages, DoNotMoveStagesThatWereTakenBefore) {
  const Config config = Config::pynq();
  const Var ko = te::reduce_axis(3, "ko"), ki = te::reduce_axis(16, "ki");
  const Tensor a = te::placeholder({4, 3, 1, 16}, "a");
  const Tensor b = te::placeholder({2, 3, 16, 16}, "b");
  const Tensor res = te::compute(
      {4, 2, 1, 16},
      [&](Var i, Var j, Var bi, Var ci) {
        return te::sum(
            a(i, ko, bi, ki).astype(DType::kInt32) * b(j, ko, ci, ki).astype(DType::kInt32),
            {ko, ki});
      },
      "sum");
  const Tensor narrow = te::compute(
      res.shape(), [&](const te::Vars& i) { return res(i).astype(DType::kInt8); }, "res");
  te::Schedule s(narrow);
  te::Stage product = s[res];
  te::Stage store = s[narrow];
  const auto [i, j, bi, ci] = product.axes<4>();
  const te::Axis step = product.reduce_axis(ko);
  product.reorder({step, i, j, bi, ci, product.reduce_axis(ki)});
  for (const auto& [operand, scope] : {std::pair{a, te::inp_scope}, {b, te::wgt_scope}}) {
    const Tensor copy = s.cache_read(operand, scope, {res});
    s[copy].compute_at(product, step);
    s[copy].pragma(s[copy].axis(0), te::dma_copy);
  }
  product.set_scope(te::acc_scope);
  product.tensorize(bi, te::gemm);
  product.compute_at(store, store.axis(0));
  store.pragma(store.axis(1), te::dma_copy);
  ASSERT_TRUE(s.status()) << s.status().error().message;

  test::Random random(5);
  const std::vector<std::int8_t> x = random.int8(4 * 48), y = random.int8(32 * 48);
  const Result<std::vector<std::int32_t>> sums = matmul_sums({4, 32, 48}, x, y);
  ASSERT_TRUE(sums) << sums.error().message;
  std::vector<std::int8_t> low_bits;
  for (const std::int32_t sum : sums.value()) low_bits.push_back(static_cast<std::int8_t>(sum));
  const test::OperatorCase c{{"cached", std::move(s), {a, b, narrow}},
                             {{"a", test::packed({4, 48, 1, 1, 1, 16}, x)},
                              {"b", test::packed({32, 48, 1, 1, 16, 16}, y)}},
                             {{"res", test::packed({4, 32, 1, 1, 1, 16}, low_bits)}}};
  const Result<test::OperatorRun> run = test::run_operator(config, c);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run.value().statistics.gemm_counter, 4u * 2u * 3u);
}

}  // namespace
}  // namespace vta
