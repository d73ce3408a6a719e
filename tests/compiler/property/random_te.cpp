// SPDX-License-Identifier: Apache-2.0
//
#include "tests/compiler/property/random_te.h"

#include <algorithm>
#include <bit>
#include <span>

#include "compiler/topi/pack.h"
#include "sim/reference/elementwise.h"
#include "sim/reference/matmul.h"
#include "sim/reference/pool.h"
#include "tests/compiler/property/random_schedule.h"

namespace vta::test {
namespace {

using te::Axis;
using te::compute;
using te::DType;
using te::Expr;
using te::Schedule;
using te::Tensor;
using te::Var;
using te::Vars;

std::vector<std::int8_t> random_bytes(fuzz::Dice& dice, std::int64_t size) {
  std::vector<std::int8_t> bytes(static_cast<std::size_t>(size));
  for (std::int8_t& byte : bytes) byte = static_cast<std::int8_t>(dice.pick(-128, 127));
  return bytes;
}

template <typename T>
std::vector<std::byte> bytes_of(const std::vector<T>& numbers) {
  const auto bytes = std::as_bytes(std::span(numbers));
  return {bytes.begin(), bytes.end()};
}

struct Clip {
  int shift, lo, hi;
};

Clip random_clip(fuzz::Dice& dice) {
  Clip clip{static_cast<int>(dice.pick(0, 10)), static_cast<int>(dice.pick(-128, 40)), 0};
  clip.hi = static_cast<int>(dice.pick(clip.lo, 127));
  return clip;
}

// Shift and clip of a stage, and the result. Now and then there is a detour that reads a stage
// again behind the one that could have taken its place.
std::vector<Tensor> add_tail(const Tensor& source, const Clip& clip, fuzz::Dice& dice) {
  std::vector<Tensor> tail = {source};
  const auto add = [&tail](const char* name, auto body) {
    const Tensor last = tail.back();
    tail.push_back(compute(
        last.shape(), [&](const Vars& i) { return body(last(i)); }, name));
  };
  add("shr", [&clip](const Expr& e) { return e >> Expr(clip.shift); });
  if (dice.percent(40)) {
    const Tensor shr = tail.back();
    add("up", [](const Expr& e) { return e + Expr(5); });
    const Tensor up = tail.back();
    tail.push_back(compute(
        up.shape(), [&](const Vars& i) { return te::min(up(i), shr(i)); }, "back"));
  }
  add("most", [&clip](const Expr& e) { return te::max(e, Expr(clip.lo)); });
  add("least", [&clip](const Expr& e) { return te::min(e, Expr(clip.hi)); });
  add("res", [](const Expr& e) { return e.astype(DType::kInt8); });
  return tail;
}

}  // namespace

RandomTe random_matmul(const Config& config, fuzz::Dice& dice) {
  const std::int64_t rows = config.batch(), block = config.block();
  const std::int64_t m = dice.pick(1, 7), n = dice.pick(1, 5), k = dice.pick(1, 4);
  const Clip clip = random_clip(dice);
  const Tensor a = te::placeholder({m, k, rows, block}, "a");
  const Tensor w = te::placeholder({n, k, block, block}, "w");
  const Tensor a_buf = compute(
      a.shape(), [&](const Vars& i) { return a(i); }, "a_buf");
  const Tensor w_buf = compute(
      w.shape(), [&](const Vars& i) { return w(i); }, "w_buf");
  const Var ko = te::reduce_axis(k, "ko"), ki = te::reduce_axis(block, "ki");
  const Tensor c = compute(
      {m, n, rows, block},
      [&](const Var& y, const Var& x, const Var& b, const Var& o) {
        return te::sum(
            a_buf(y, ko, b, ki).astype(DType::kInt32) * w_buf(x, ko, o, ki).astype(DType::kInt32),
            {ko, ki});
      },
      "c");
  const std::vector<Tensor> chain = add_tail(c, clip, dice);

  Schedule s(chain.back());
  RandomSchedule scheduler(s, dice);
  RandomPrimitives& random = scheduler.random();
  scheduler.schedule_chain(chain);
  const Axis lane = s[c].axis(2);
  std::vector<Axis> order = {s[c].axis(0), s[c].axis(1), s[c].reduce_axis(ko)};
  dice.shuffle(order);
  order.insert(order.end(), {lane, s[c].axis(3), s[c].reduce_axis(ki)});
  random.reorder(c, order);
  for (std::int64_t i = dice.pick(0, 2); i > 0; --i) random.change_loops(c, 3);
  s[c].tensorize(lane, te::gemm);
  scheduler.maybe_anything();
  scheduler.schedule_copy(a_buf, te::inp_scope, c, 3, chain.back());
  scheduler.schedule_copy(w_buf, te::wgt_scope, c, 3, chain.back());
  scheduler.maybe_anything();

  RandomTe te{{"matmul", std::move(s), {a, w, chain.back()}, dice.percent(50)}, {}, {}, {}};
  te.history = "matmul of blocks " + std::to_string(m) + " " + std::to_string(n) + " " +
               std::to_string(k) + random.history();
  te.rounded = rounds_regions(te.op.schedule);
  te.results = static_cast<std::uint64_t>(m * n);
  te.products = te.results * static_cast<std::uint64_t>(k);
  te.operations = (chain.size() - 2) * te.results;
  const auto data = random_bytes(dice, m * k * rows * block);
  const auto weights = random_bytes(dice, n * k * block * block);
  const auto to_int = [](std::int64_t value) { return static_cast<int>(value); };
  const auto result =
      matmul({to_int(m * rows), to_int(n * block), to_int(k * block)}, data, weights,
             {.bias = {}, .shift = clip.shift, .lo = clip.lo, .hi = clip.hi});
  te.inputs = {
      {"a", bytes_of(topi::pack({m * rows, k * block, 1, 1, rows, block}, data).value())},
      {"w", bytes_of(topi::pack({n * block, k * block, 1, 1, block, block}, weights).value())}};
  te.expected =
      bytes_of(topi::pack({m * rows, n * block, 1, 1, rows, block}, result.value()).value());
  return te;
}

RandomTe random_chain(const Config& config, fuzz::Dice& dice) {
  const std::int64_t rows = config.batch(), block = config.block();
  const te::Shape shape = {dice.pick(1, 9), dice.pick(1, 9), rows, block};
  const std::int64_t row = shape[1] * rows * block;
  const std::int64_t size = shape[0] * row;
  // The second operand: a number, a itself, a row of a further down or up, else another tensor.
  const std::int64_t second = dice.pick(0, 5);
  const std::int64_t down = second == 2 || second == 3 ? dice.pick(1, 2) : 0;
  const Clip clip = random_clip(dice);
  te::Shape taller = shape;
  taller[0] += down;
  const auto input = [&](const char* name) {
    return te::placeholder(taller, name, dice.percent(50) ? DType::kInt8 : DType::kInt32);
  };
  const auto copy = [&](const Tensor& tensor, const char* name) {
    return compute(
        taller, [&](const Vars& i) { return tensor(i).astype(DType::kInt32); }, name);
  };
  const int number = static_cast<int>(dice.pick(-128, 127));
  const Tensor a = input("a"), b = input("b");
  const Tensor a_buf = copy(a, "a_buf"), b_buf = copy(b, "b_buf");
  const Tensor sum = compute(
      shape,
      [&](const Var& y, const Var& x, const Var& b_tns, const Var& tns) {
        const Expr near = a_buf(y, x, b_tns, tns);
        if (second == 0) return near + Expr(number);
        if (second > 3) return near + b_buf(y, x, b_tns, tns);
        const Expr far = a_buf(y + Expr(down), x, b_tns, tns);
        return second == 3 ? far + near : near + far;
      },
      "sum");
  const std::vector<Tensor> chain = add_tail(sum, clip, dice);

  Schedule s(chain.back());
  RandomSchedule scheduler(s, dice);
  scheduler.schedule_chain(chain);
  scheduler.change_and_mark(sum, te::alu);
  scheduler.maybe_anything();
  const Tensor& reader = dice.percent(5) ? sum : chain.back();  // the ALU computes no other stage
  scheduler.schedule_copy(a_buf, te::acc_scope, reader, 2, chain.back());
  if (second > 3) scheduler.schedule_copy(b_buf, te::acc_scope, reader, 2, chain.back());
  scheduler.maybe_anything();

  RandomTe te{{"chain", std::move(s), {a, b, chain.back()}, dice.percent(50)}, {}, {}, {}};
  te.history = "chain of blocks " + std::to_string(shape[0]) + " " + std::to_string(shape[1]) +
               ", second operand " + std::to_string(second) + scheduler.random().history();
  te.rounded = rounds_regions(te.op.schedule);
  te.results = static_cast<std::uint64_t>(shape[0] * shape[1]);
  te.operations = (chain.size() - 1) * te.results;
  const auto bytes_as = [](const Tensor& tensor, const std::vector<std::int8_t>& numbers) {
    if (tensor.dtype() == DType::kInt8) return bytes_of(numbers);
    return bytes_of(std::vector<std::int32_t>(numbers.begin(), numbers.end()));
  };
  const std::int64_t extra = down * row;
  const auto all = random_bytes(dice, size + extra), other = random_bytes(dice, size + extra);
  const std::vector<std::int8_t> first(all.begin(), all.end() - extra);
  const std::vector<std::int8_t> further(all.begin() + extra, all.end());
  const std::vector<std::int8_t> constant(first.size(), static_cast<std::int8_t>(number));
  const auto& operand = second == 0 ? constant : second > 3 ? other : further;
  te.inputs = {{"a", bytes_as(a, all)}, {"b", bytes_as(b, other)}};
  te.expected = bytes_of(elementwise_add(first, operand, clip.shift, clip.lo, clip.hi).value());
  return te;
}

RandomTe random_pool(const Config& config, fuzz::Dice& dice) {
  const std::int64_t rows = config.batch(), block = config.block();
  const std::int64_t window = dice.pick(1, 4), stride = dice.pick(1, 3), out = dice.pick(1, 6);
  const te::Shape shape = {(out - 1) * stride + window, dice.pick(1, 6), rows, block};
  const std::int64_t row = shape[1] * rows * block;
  const Clip clip{0, -128, 127};
  const Tensor a = te::placeholder(shape, "a");
  const Tensor a_buf = compute(
      shape, [&](const Vars& i) { return a(i); }, "a_buf");
  const Var r = te::reduce_axis(window, "r");
  const Tensor pool = compute(
      {out, shape[1], rows, block},
      [&](const Var& y, const Var& x, const Var& b, const Var& o) {
        return te::max(a_buf(y * Expr(stride) + r, x, b, o).astype(DType::kInt32), Vars{r});
      },
      "pool");
  const std::vector<Tensor> chain = add_tail(pool, clip, dice);

  Schedule s(chain.back());
  RandomSchedule scheduler(s, dice);
  scheduler.schedule_chain(chain);
  std::vector<Axis> order = {s[pool].axis(0), s[pool].axis(1), s[pool].reduce_axis(r)};
  dice.shuffle(order);
  order.insert(order.end(), {s[pool].axis(2), s[pool].axis(3)});
  scheduler.random().reorder(pool, order);
  scheduler.change_and_mark(pool, te::alu);
  scheduler.maybe_anything();
  scheduler.schedule_copy(a_buf, te::acc_scope, chain.back(), 2, chain.back());

  RandomTe te{{"pool", std::move(s), {a, chain.back()}, dice.percent(50)}, {}, {}, {}};
  te.history = "pool of rows " + std::to_string(shape[0]) + ", blocks " + std::to_string(shape[1]) +
               ", window " + std::to_string(window) + ", stride " + std::to_string(stride) +
               scheduler.random().history();
  te.rounded = rounds_regions(te.op.schedule);
  te.results = static_cast<std::uint64_t>(out * shape[1]);
  te.operations = (chain.size() - 2 + static_cast<std::uint64_t>(window)) * te.results;
  const auto to_int = [](std::int64_t value) { return static_cast<int>(value); };
  const auto data = random_bytes(dice, shape[0] * row);
  te.inputs = {{"a", bytes_of(data)}};
  te.expected = bytes_of(max_pool({.height = to_int(shape[0]),
                                   .width = to_int(row),
                                   .kernel_h = to_int(window),
                                   .stride_h = to_int(stride)},
                                  data)
                             .value());
  return te;
}

}  // namespace vta::test
