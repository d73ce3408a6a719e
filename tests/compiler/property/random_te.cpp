// SPDX-License-Identifier: Apache-2.0
//
// A skeleton that can be lowered (scopes, tensorize, pragmas, stages attached from the outside to
// the inside) is filled with random loops; then, now and then, anything at all is done to it.

#include "tests/compiler/property/random_te.h"

#include <algorithm>
#include <bit>
#include <span>

#include "compiler/topi/pack.h"
#include "sim/reference/elementwise.h"
#include "sim/reference/matmul.h"
#include "tests/compiler/property/random_primitives.h"

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

std::vector<std::int8_t> random_bytes(Dice& dice, std::int64_t size) {
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

Clip random_clip(Dice& dice) {
  Clip clip{static_cast<int>(dice.pick(0, 10)), static_cast<int>(dice.pick(-128, 40)), 0};
  clip.hi = static_cast<int>(dice.pick(clip.lo, 127));
  return clip;
}

// Shift and clip of a stage, and the result.
std::vector<Tensor> add_tail(const Tensor& source, const Clip& clip) {
  std::vector<Tensor> tail = {source};
  const auto add = [&tail](const char* name, auto body) {
    const Tensor last = tail.back();
    tail.push_back(compute(
        last.shape(), [&](const Vars& i) { return body(last(i)); }, name));
  };
  add("shr", [&clip](const Expr& e) { return e >> Expr(clip.shift); });
  add("most", [&clip](const Expr& e) { return te::max(e, Expr(clip.lo)); });
  add("least", [&clip](const Expr& e) { return te::min(e, Expr(clip.hi)); });
  add("res", [](const Expr& e) { return e.astype(DType::kInt8); });
  return tail;
}

// Whether a stage runs a loop around one that is more significant for the same axis, or a fused
// one.
bool rounds_regions(const Schedule& schedule) {
  bool rounds = false;
  for (const te::StageState& stage : schedule.stages()) {
    std::map<const te::IterNode*, std::pair<std::ptrdiff_t, std::ptrdiff_t>> places;
    for (const Axis& leaf : stage.leaves) {
      places[leaf.get()] = {stage.position(leaf), stage.position(leaf)};
    }
    for (auto r = stage.relations.rbegin(); r != stage.relations.rend(); ++r) {
      const auto* split = std::get_if<te::Split>(&*r);
      if (split == nullptr) return true;
      const auto outer = places[split->outer.get()], inner = places[split->inner.get()];
      rounds = rounds || outer.second > inner.first;
      places[split->parent.get()] = {std::min(outer.first, inner.first),
                                     std::max(outer.second, inner.second)};
    }
  }
  return rounds;
}

class Scheduler {
 public:
  Scheduler(Schedule& schedule, Dice& dice) : s_(schedule), dice_(dice), random_(schedule, dice) {}

  // `chain` are the stages on the accumulators, then the result. Each is attached to a loop of the
  // result, none further inside than those that read it.
  void schedule_chain(const std::vector<Tensor>& chain) {
    const Tensor& res = chain.back();
    maybe_anything();
    for (std::int64_t n = dice_.pick(0, 4); n > 0; --n) random_.change_loops(res, kLanes);
    std::size_t place = 0;
    if (dice_.percent(40)) place = random_.bind_two(res, kLanes);
    thread_place_ = place;
    const std::vector<Axis> loops = random_.loops(res);
    const std::size_t outer = loops.size() - std::min(kLanes, loops.size());
    if (place < outer) place += dice_.index(outer - place);
    first_place_ = place;
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
      if (place < outer && dice_.percent(8)) place += dice_.index(outer - place);
      if (i == 0 || !dice_.percent(1)) random_.compute_at(chain[i], res, loops[place]);
      s_[chain[i]].set_scope(te::acc_scope);
    }
    for (std::size_t i = 1; i + 1 < chain.size(); ++i) change_and_mark(chain[i], te::alu);
    // Any loop from the innermost attachment inwards, but for the second lane.
    const std::size_t inside = std::min(place + 1, loops.size() - 2);
    random_.pragma(res, loops[inside + dice_.index(loops.size() - 1 - inside)], te::dma_copy);
  }

  // A copy in front of `reader`, whose loops but `lanes` it may be attached to, or to one of those
  // of the result outside of all stages of the chain.
  void schedule_copy(const Tensor& copy, te::MemScope scope, const Tensor& reader,
                     std::size_t lanes, const Tensor& res) {
    s_[copy].set_scope(scope);
    const std::vector<Axis> loops = random_.loops(reader);
    const std::vector<Axis> outer = random_.loops(res);
    if (dice_.percent(60) && loops.size() > lanes && reader.buffer() != res.buffer()) {
      random_.compute_at(copy, reader, loops[dice_.index(loops.size() - lanes)]);
    } else if (dice_.percent(95)) {
      const std::size_t from = dice_.percent(95) ? thread_place_ : 0;
      random_.compute_at(copy, res, outer[from + dice_.index(first_place_ - from + 1)]);
    }
    change_and_mark(copy, te::dma_copy);
  }

  void change_and_mark(const Tensor& stage, te::Pragma pragma) {
    if (dice_.percent(15)) random_.change_loops(stage, kLanes);
    random_.pragma(stage, random_.loops(stage)[0], pragma);
  }

  void maybe_anything() {
    if (dice_.percent(8)) random_.anything();
  }

  RandomPrimitives& random() { return random_; }

 private:
  static constexpr std::size_t kLanes = 2;  // of every stage but the product
  Schedule& s_;
  Dice& dice_;
  RandomPrimitives random_;
  std::size_t thread_place_ = 0;  // of the bound loop of the result, or 0
  std::size_t first_place_ = 0;   // where the first stage of the chain is attached
};

}  // namespace

RandomTe random_matmul(const Config& config, Dice& dice) {
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
  const std::vector<Tensor> chain = add_tail(c, clip);

  Schedule s(chain.back());
  Scheduler scheduler(s, dice);
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
  te.operations = 3 * te.results;
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

RandomTe random_chain(const Config& config, Dice& dice) {
  const std::int64_t rows = config.batch(), block = config.block();
  const te::Shape shape = {dice.pick(1, 9), dice.pick(1, 9), rows, block};
  const std::int64_t size = shape[0] * shape[1] * rows * block;
  const Clip clip = random_clip(dice);
  const auto input = [&](const char* name) {
    return te::placeholder(shape, name, dice.percent(50) ? DType::kInt8 : DType::kInt32);
  };
  const auto copy = [&](const Tensor& tensor, const char* name) {
    return compute(
        shape, [&](const Vars& i) { return tensor(i).astype(DType::kInt32); }, name);
  };
  const std::int64_t second = dice.pick(0, 3);  // a number, a itself, else another tensor
  const int number = static_cast<int>(dice.pick(-128, 127));
  const Tensor a = input("a"), b = input("b");
  const Tensor a_buf = copy(a, "a_buf"), b_buf = copy(b, "b_buf");
  const Tensor sum = compute(
      shape,
      [&](const Vars& i) {
        return a_buf(i) + (second == 0 ? Expr(number) : second == 1 ? a_buf(i) : b_buf(i));
      },
      "sum");
  const std::vector<Tensor> chain = add_tail(sum, clip);

  Schedule s(chain.back());
  Scheduler scheduler(s, dice);
  scheduler.schedule_chain(chain);
  scheduler.change_and_mark(sum, te::alu);
  scheduler.maybe_anything();
  const Tensor& reader = dice.percent(5) ? sum : chain.back();  // the ALU computes no other stage
  scheduler.schedule_copy(a_buf, te::acc_scope, reader, 2, chain.back());
  if (second > 1) scheduler.schedule_copy(b_buf, te::acc_scope, reader, 2, chain.back());
  scheduler.maybe_anything();

  RandomTe te{{"chain", std::move(s), {a, b, chain.back()}, dice.percent(50)}, {}, {}, {}};
  te.history = "chain of blocks " + std::to_string(shape[0]) + " " + std::to_string(shape[1]) +
               ", second operand " + std::to_string(second) + scheduler.random().history();
  te.rounded = rounds_regions(te.op.schedule);
  te.results = static_cast<std::uint64_t>(shape[0] * shape[1]);
  te.operations = 4 * te.results;
  const auto bytes_as = [](const Tensor& tensor, const std::vector<std::int8_t>& numbers) {
    if (tensor.dtype() == DType::kInt8) return bytes_of(numbers);
    return bytes_of(std::vector<std::int32_t>(numbers.begin(), numbers.end()));
  };
  const auto first = random_bytes(dice, size), other = random_bytes(dice, size);
  const std::vector<std::int8_t> constant(first.size(), static_cast<std::int8_t>(number));
  const auto& operand = second == 0 ? constant : second == 1 ? first : other;
  te.inputs = {{"a", bytes_as(a, first)}, {"b", bytes_as(b, other)}};
  te.expected = bytes_of(elementwise_add(first, operand, clip.shift, clip.lo, clip.hi).value());
  return te;
}

}  // namespace vta::test
