// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/elementwise.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "compiler/ir/rounding.h"
#include "compiler/topi/bounds.h"
#include "compiler/topi/stages.h"

namespace vta::topi {

using te::compute;
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
  const Tensor sums = compute(
      shape, [&](const Vars& i) { return loads[0](i) + loads[1](i); }, "res_add");
  Chain chain(sums);
  if (add.shift != 0) chain.shift("res", add.shift);
  if (add.clip) chain.clip("res", add.clip_lo, add.clip_hi);
  const Tensor res = chain.result("res", {"element", "b_tns", "c_tns"});

  te::Schedule s(res);
  auto [outer, inner] = s[res].split(s[res].axis(0), schedule.tile);
  if (schedule.vthreads > 1) {
    const auto [tile, thread] = s[res].split(outer, schedule.vthreads);
    s[res].bind(thread, te::cthread);
    outer = thread;
  }
  for (const Tensor& load : loads) load_at(s, load, te::acc_scope, res, outer);
  compute_on_alu(s, sums, res, outer);
  for (const Tensor& stage : chain.stages()) compute_on_alu(s, stage, res, outer);
  s[res].pragma(inner, te::dma_copy);
  return Operator{std::move(name), std::move(s), {a, b, res}};
}

}  // namespace vta::topi
