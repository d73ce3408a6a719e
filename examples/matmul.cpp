// SPDX-License-Identifier: Apache-2.0
//
// The simple matrix product: the whole result in the accumulator memory, one block of sums after
// the other.

#include "sim/reference/matmul.h"

#include "compiler/schedule/schedule.h"
#include "examples/run.h"

using namespace vta;
using namespace vta::te;
using namespace vta::examples;

int main() {
  const Config config = Config::pynq();
  const std::int64_t m = 8, n = 256, k = 256, batch = config.batch(), block = config.block();
  const topi::PackShape a_shape{m, k, 1, 1, batch, block}, b_shape{n, k, 1, 1, block, block};
  const topi::PackShape res_shape{m, n, 1, 1, batch, block};

  // What is computed. The second matrix has one row per column of the result.
  const Var ko = reduce_axis(k / block, "ko"), ki = reduce_axis(block, "ki");
  const Tensor a = placeholder({m / batch, k / block, batch, block}, "a");
  const Tensor b = placeholder({n / block, k / block, block, block}, "b");
  const Shape shape = {m / batch, n / block, batch, block};
  const Tensor sum = compute(
      shape,
      [&](Var i, Var j, Var bi, Var ci) {
        return te::sum(
            a(i, ko, bi, ki).astype(DType::kInt32) * b(j, ko, ci, ki).astype(DType::kInt32),
            {ko, ki});
      },
      "sum");
  const Tensor shifted = compute(
      shape, [&](const Vars& i) { return sum(i) >> 12; }, "shifted");
  const Tensor res = compute(
      shape, [&](const Vars& i) { return shifted(i).astype(DType::kInt8); }, "res");

  // How: blocks of sums outermost; the operands of one of them are on the chip.
  Schedule s(res);
  te::Stage product = s[sum];
  const auto [i, j, bi, ci] = product.axes<4>();
  const Axis step = product.reduce_axis(ko);
  product.reorder({step, i, j, bi, ci, product.reduce_axis(ki)});
  product.set_scope(acc_scope);
  product.tensorize(bi, gemm);
  for (const auto& [operand, scope] : {std::pair{a, inp_scope}, {b, wgt_scope}}) {
    const Tensor copy = s.cache_read(operand, scope, {sum});
    s[copy].compute_at(product, step);
    s[copy].pragma(s[copy].axis(0), dma_copy);
  }
  s[shifted].set_scope(acc_scope);
  s[shifted].pragma(s[shifted].axis(0), alu);
  s[res].pragma(s[res].axis(0), dma_copy);
  const topi::Operator op{"matmul", std::move(s), {a, b, res}};

  const Numbers x = random_numbers(m * k, 1), y = random_numbers(n * k, 2);
  return run(config, op, {{"a", packed(a_shape, x)}, {"b", packed(b_shape, y)}}, res_shape,
             value(matmul({m, n, k}, x, y, {.shift = 12})));
}
