// SPDX-License-Identifier: Apache-2.0
//
// The first tutorial: the sum of two vectors, from the tensor expression to the run.

#include "compiler/topi/vector_add.h"

#include "compiler/schedule/schedule.h"
#include "examples/run.h"
#include "sim/reference/elementwise.h"

using namespace vta;
using namespace vta::te;
using namespace vta::examples;

int main() {
  const Config config = Config::pynq();
  const std::int64_t length = 1000;  // numbers; the last block of 16 is padded
  const topi::PackShape packing{1, length, 1, 1, config.batch(), config.block()};
  const Shape shape = {packing.inner_blocks(), config.batch(), config.block()};

  // What is computed. Operands become int32 on their way into the accumulator memory.
  const Tensor a = placeholder(shape, "a"), b = placeholder(shape, "b");
  const auto widened = [&](const Tensor& source, const char* name) {
    return compute(
        shape, [&](const Vars& i) { return source(i).astype(DType::kInt32); }, name);
  };
  const Tensor a_buf = widened(a, "a_buf"), b_buf = widened(b, "b_buf");
  const Tensor sum = compute(
      shape, [&](const Vars& i) { return a_buf(i) + b_buf(i); }, "sum");
  const Tensor half = compute(
      shape, [&](const Vars& i) { return sum(i) >> 1; }, "half");
  const Tensor res = compute(
      shape, [&](const Vars& i) { return half(i).astype(DType::kInt8); }, "res");

  // How: everything in one tile, copied in, added, shifted, copied out.
  Schedule s(res);
  for (const Tensor& load : {a_buf, b_buf}) {
    s[load].set_scope(acc_scope);
    s[load].pragma(s[load].axis(0), dma_copy);
  }
  for (const Tensor& stage : {sum, half}) {
    s[stage].set_scope(acc_scope);
    s[stage].pragma(s[stage].axis(0), alu);
  }
  s[res].pragma(s[res].axis(0), dma_copy);
  const topi::Operator op{"vector_add", std::move(s), {a, b, res}};

  // The library's operator computes the same.
  const topi::Operator library =
      value(topi::vector_add(config, {.channels = length, .shift = 1, .clip = false}));

  const Numbers x = random_numbers(length, 1), y = random_numbers(length, 2);
  const Numbers expected = value(elementwise_add(x, y, 1));
  int exit_code = 0;
  for (const topi::Operator* each : {&op, &library}) {
    exit_code |= run(config, *each, {{"a", packed(packing, x)}, {"b", packed(packing, y)}}, packing,
                     expected);
  }
  return exit_code;
}
