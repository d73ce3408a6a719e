// SPDX-License-Identifier: Apache-2.0
//
// The schedule of the blocked tutorial: tiles of the result, with the operands of one step over k
// on the chip, and the tail in the place of the sums.

#include "compiler/topi/matmul_stages.h"

#include <utility>
#include <vector>

#include "compiler/ir/rounding.h"
#include "compiler/topi/stages.h"

namespace vta::topi {
namespace {

using te::Axis;
using te::compute;
using te::DType;
using te::Expr;
using te::Tensor;
using te::Var;
using te::Vars;

struct Tensors {
  Tensor a, b, bias, a_buf, b_buf, bias_buf, sums, res;
  std::vector<Tensor> tail;  // bias, shift and clip, in order
  Var k, k_tns;
};

void add_tail(const Config& config, const MatmulParts& parts, Tensors& t) {
  const Matmul& matmul = parts.matmul;
  Chain chain(t.sums);
  if (parts.bias) {
    t.bias =
        te::placeholder({t.sums.shape()[1], config.batch(), config.block()}, "bias", DType::kInt32);
    t.bias_buf = copy_of(t.bias, "bias_buf");
    chain.append_at("res_bias", [&t](const Expr& e, const Vars& i) {
      return e + t.bias_buf(i[1], i[2], i[3]);
    });
  }
  if (matmul.shift != 0) chain.shift("res", matmul.shift);
  if (matmul.clip) chain.clip("res", matmul.clip_lo, matmul.clip_hi);
  t.tail = chain.stages();
  t.res = chain.result("res", {"m", "n", "b_tns", "n_tns"});
}

Tensors define(const Config& config, const MatmulParts& parts) {
  const std::int64_t batch = config.batch(), block = config.block();
  const std::int64_t m = ceil_div(parts.matmul.m, batch);
  const std::int64_t n = ceil_div(parts.matmul.n, block);
  const std::int64_t k = ceil_div(parts.matmul.k, block);
  Tensors t;
  t.a = te::placeholder({m, k, batch, block}, parts.a);
  t.b = te::placeholder({n, k, block, block}, parts.b);
  t.a_buf = copy_of(t.a, parts.a + "_buf");
  t.b_buf = copy_of(t.b, parts.b + "_buf");
  t.k = te::reduce_axis(k, "k");
  t.k_tns = te::reduce_axis(block, "k_tns");
  t.sums = compute({m, n, batch, block},
                   [&](Var i, Var j, Var bi, Var ci) {
                     return te::sum(t.a_buf(i, t.k, bi, t.k_tns).astype(DType::kInt32) *
                                        t.b_buf(j, t.k, ci, t.k_tns).astype(DType::kInt32),
                                    {t.k, t.k_tns});
                   },
                   "res_sum", {"i", "j", "bi", "ci"});
  add_tail(config, parts, t);
  return t;
}

te::Schedule arrange(const Config& config, const MatmulSchedule& plan, const Tensors& t) {
  te::Schedule s(t.res);
  te::Stage res = s[t.res];
  const auto [m, n, b_tns, n_tns] = res.axes<4>();
  auto [m_out, m_inn] = res.split(m, plan.tile_m / config.batch());
  auto [n_out, n_inn] = res.split(n, plan.tile_n / config.block());
  std::vector<Axis> order = {m_out, n_out};
  if (plan.vthreads > 1) {
    Axis& shared = plan.thread_axis == MatmulSchedule::Axis::kRows ? order[0] : order[1];
    const auto [outer, thread] = res.split(shared, plan.vthreads);
    res.bind(thread, te::cthread);
    shared = outer;
    order.push_back(thread);
  }
  const Axis tile = order.back();
  order.insert(order.end(), {m_inn, n_inn, b_tns, n_tns});
  res.reorder(order);
  res.pragma(m_inn, te::dma_copy);

  te::Stage sums = s[t.sums];
  sums.compute_at(res, tile);
  sums.set_scope(te::acc_scope);
  const auto [i, j, bi, ci] = sums.axes<4>();
  const auto [k_out, k_inn] = sums.split(sums.reduce_axis(t.k), plan.tile_k / config.block());
  sums.reorder({k_out, i, j, k_inn, bi, ci, sums.reduce_axis(t.k_tns)});
  sums.tensorize(bi, te::gemm);
  load_at(s, t.a_buf, te::inp_scope, t.sums, k_out);
  load_at(s, t.b_buf, te::wgt_scope, t.sums, k_out);
  if (t.bias.buffer()) load_at(s, t.bias_buf, te::acc_scope, t.res, tile);
  for (const Tensor& stage : t.tail) compute_on_alu(s, stage, t.res, tile);
  return s;
}

}  // namespace

Operator matmul_operator(const Config& config, const MatmulParts& parts,
                         const MatmulSchedule& schedule) {
  const Tensors t = define(config, parts);
  std::vector<Tensor> args = {t.a, t.b};
  if (parts.bias) args.push_back(t.bias);
  args.push_back(t.res);
  return Operator{parts.op, arrange(config, schedule, t), std::move(args)};
}

}  // namespace vta::topi
