// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/elementwise.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "compiler/ir/rounding.h"
#include "compiler/topi/bounds.h"

namespace vta::topi {

using te::compute;
using te::Expr;
using te::Tensor;
using te::Vars;

ElementwiseSchedule elementwise_schedule(const Config& config, std::int64_t elements,
                                         std::int64_t vthreads) {
  const std::int64_t threads = std::min(vthreads, elements);
  const std::int64_t most = std::int64_t{config.depth(MemoryType::kAcc)} / (2 * threads);
  const std::int64_t rounds = ceil_div(elements, threads * most);
  return {ceil_div(elements, threads * rounds), threads};
}

Status check_schedule(const ElementwiseSchedule& schedule) {
  return check_bounds(
      {{"tile", schedule.tile, 1, kMaxSize}, {"vthreads", schedule.vthreads, 1, 2}});
}

Operator elementwise_add(const Config& config, std::string name, const ElementwiseAdd& add,
                         const ElementwiseSchedule& schedule) {
  const te::Shape shape = {add.elements, config.batch(), config.block()};
  const Tensor a = te::placeholder(shape, "a", add.type);
  const Tensor b = te::placeholder(shape, "b", add.type);
  const auto widened = [&shape](const Tensor& source, const char* copy) {
    return compute(
        shape, [&](const Vars& i) { return source(i).astype(te::DType::kInt32); }, copy);
  };
  const std::vector<Tensor> loads = {widened(a, "a_buf"), widened(b, "b_buf")};
  std::vector<Tensor> stages;
  stages.push_back(compute(
      shape, [&](const Vars& i) { return loads[0](i) + loads[1](i); }, "res_add"));
  const auto append = [&](const char* stage, auto body) {
    const Tensor source = stages.back();
    stages.push_back(compute(
        shape, [&](const Vars& i) { return body(source(i)); }, stage));
  };
  if (add.shift != 0) append("res_shr", [&](const Expr& e) { return e >> Expr(add.shift); });
  if (add.clip) {
    append("res_max", [&](const Expr& e) { return te::max(e, Expr(add.clip_lo)); });
    append("res_min", [&](const Expr& e) { return te::min(e, Expr(add.clip_hi)); });
  }
  const Tensor res =
      compute(shape, [&](const Vars& i) { return stages.back()(i).astype(te::DType::kInt8); },
              "res", {"element", "b_tns", "c_tns"});

  te::Schedule s(res);
  auto [outer, inner] = s[res].split(s[res].axis(0), schedule.tile);
  if (schedule.vthreads > 1) {
    const auto [tile, thread] = s[res].split(outer, schedule.vthreads);
    s[res].bind(thread, te::cthread);
    outer = thread;
  }
  for (const Tensor& load : loads) {
    s[load].set_scope(te::acc_scope);
    s[load].compute_at(s[res], outer);
    s[load].pragma(s[load].axis(0), te::dma_copy);
  }
  for (const Tensor& stage : stages) {
    s[stage].set_scope(te::acc_scope);
    s[stage].compute_at(s[res], outer);
    s[stage].pragma(s[stage].axis(0), te::alu);
  }
  s[res].pragma(inner, te::dma_copy);
  return Operator{std::move(name), std::move(s), {a, b, res}};
}

}  // namespace vta::topi
