// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/topi/operator_cases.h"

#include <bit>
#include <limits>
#include <utility>

#include "sim/reference/elementwise.h"
#include "sim/reference/epilogue.h"
#include "sim/reference/matmul.h"

namespace vta::test {
namespace {

using Numbers = std::vector<std::int8_t>;

// Without a clip the low 8 bits are left, as with one that is wider than int8.
Epilogue tail(std::int64_t shift, bool clip, std::int64_t lo, std::int64_t hi) {
  using Limits = std::numeric_limits<std::int32_t>;
  return {.shift = static_cast<int>(shift),
          .lo = clip ? static_cast<std::int32_t>(lo) : Limits::min(),
          .hi = clip ? static_cast<std::int32_t>(hi) : Limits::max()};
}

// Sums of int32 wrap.
Numbers wide_sum(const topi::VectorAdd& add, const std::vector<std::int32_t>& a,
                 const std::vector<std::int32_t>& b) {
  std::vector<std::int32_t> sums(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    sums[i] = std::bit_cast<std::int32_t>(static_cast<std::uint32_t>(a[i]) +
                                          static_cast<std::uint32_t>(b[i]));
  }
  return apply_epilogue(tail(add.shift, add.clip, add.clip_lo, add.clip_hi), sums, 1, sums.size());
}

template <typename T>
std::vector<std::int32_t> widened(const std::vector<T>& numbers) {
  return {numbers.begin(), numbers.end()};
}

}  // namespace

Result<OperatorCase> make_case(const Config& config, const topi::VectorAdd& add,
                               const AddSchedule& schedule, std::uint32_t seed) {
  Result<topi::Operator> op =
      schedule ? topi::vector_add(config, add, *schedule) : topi::vector_add(config, add);
  if (!op) return op.error();
  Random random(seed);
  const topi::PackShape shape{add.rows, add.channels, 1, 1, config.batch(), config.block()};
  const auto size = static_cast<std::size_t>(add.rows * add.channels);
  OperatorCase c{std::move(op).value(), {}, {}, {{"res", shape}}};
  if (add.type == te::DType::kInt32) {
    const std::vector<std::int32_t> a = random.int32(size, 32);
    const std::vector<std::int32_t> b = random.int32(size, 32);
    c.inputs = {{"a", packed(shape, a)}, {"b", packed(shape, b)}};
    c.outputs["res"] = packed(shape, wide_sum(add, a, b));
  } else {
    const Numbers a = random.int8(size), b = random.int8(size);
    c.inputs = {{"a", packed(shape, a)}, {"b", packed(shape, b)}};
    c.outputs["res"] = packed(shape, wide_sum(add, widened(a), widened(b)));
  }
  return c;
}

Result<OperatorCase> make_case(const Config& config, const topi::ResidualAdd& add,
                               const AddSchedule& schedule, std::uint32_t seed) {
  Result<topi::Operator> op =
      schedule ? topi::residual_add(config, add, *schedule) : topi::residual_add(config, add);
  if (!op) return op.error();
  Random random(seed);
  const auto size = static_cast<std::size_t>(add.batch * add.channels * add.height * add.width);
  const Numbers a = random.int8(size), b = random.int8(size);
  const Result<Numbers> res =
      elementwise_add(a, b, static_cast<int>(add.shift), static_cast<int>(add.clip_lo),
                      static_cast<int>(add.clip_hi));
  if (!res) return res.error();
  const topi::PackShape shape{add.batch, add.channels,   add.height,
                              add.width, config.batch(), config.block()};
  return OperatorCase{std::move(op).value(),
                      {{"a", packed(shape, a)}, {"b", packed(shape, b)}},
                      {{"res", packed(shape, res.value())}},
                      {{"res", shape}}};
}

namespace {

// Both operands random, and what the reference makes of them.
struct Product {
  Numbers a, b, res;
};

Result<Product> random_product(const topi::Matmul& matmul, const Epilogue& epilogue,
                               Random& random) {
  const MatmulShape shape{static_cast<int>(matmul.m), static_cast<int>(matmul.n),
                          static_cast<int>(matmul.k)};
  Product p{random.int8(shape.a_size()), random.int8(shape.b_size()), {}};
  Result<Numbers> res = vta::matmul(shape, p.a, p.b, epilogue);
  if (!res) return res.error();
  p.res = std::move(res).value();
  return p;
}

}  // namespace

Result<OperatorCase> make_case(const Config& config, const topi::Matmul& matmul,
                               const ProductSchedule& schedule, std::uint32_t seed) {
  Result<topi::Operator> op =
      schedule ? topi::matmul(config, matmul, *schedule) : topi::matmul(config, matmul);
  if (!op) return op.error();
  Random random(seed);
  const Result<Product> product = random_product(
      matmul, tail(matmul.shift, matmul.clip, matmul.clip_lo, matmul.clip_hi), random);
  if (!product) return product.error();
  const int batch = config.batch(), block = config.block();
  const topi::PackShape res{matmul.m, matmul.n, 1, 1, batch, block};
  return OperatorCase{std::move(op).value(),
                      {{"a", packed({matmul.m, matmul.k, 1, 1, batch, block}, product.value().a)},
                       {"b", packed({matmul.n, matmul.k, 1, 1, block, block}, product.value().b)}},
                      {{"res", packed(res, product.value().res)}},
                      {{"res", res}}};
}

Result<OperatorCase> make_case(const Config& config, const topi::Dense& layer,
                               const ProductSchedule& schedule, std::uint32_t seed) {
  Result<topi::Operator> op =
      schedule ? topi::dense(config, layer, *schedule) : topi::dense(config, layer);
  if (!op) return op.error();
  Random random(seed);
  Epilogue epilogue = tail(layer.shift, true, layer.clip_lo, layer.clip_hi);
  const auto channels = static_cast<std::size_t>(layer.out_features);
  if (layer.bias) epilogue.bias = random.int32(channels);
  const Result<Product> product = random_product(
      {.m = layer.batch, .n = layer.out_features, .k = layer.in_features}, epilogue, random);
  if (!product) return product.error();
  const int batch = config.batch(), block = config.block();
  const topi::PackShape data{layer.batch, layer.in_features, 1, 1, batch, block};
  const topi::PackShape weight{layer.out_features, layer.in_features, 1, 1, block, block};
  const topi::PackShape res{layer.batch, layer.out_features, 1, 1, batch, block};
  OperatorCase c{
      std::move(op).value(),
      {{"data", packed(data, product.value().a)}, {"weight", packed(weight, product.value().b)}},
      {{"res", packed(res, product.value().res)}},
      {{"res", res}}};
  if (layer.bias) {
    c.inputs["bias"] =
        bytes_of(topi::pack_bias(layer.out_features, batch, block, epilogue.bias).value());
  }
  return c;
}

std::vector<NamedCase> small_operator_cases() {
  using Axis = topi::MatmulSchedule::Axis;
  const auto named = [](const char* name, auto layer, auto schedule) {
    return NamedCase{name, [layer, schedule](const Config& config) {
                       return make_case(config, layer, schedule);
                     }};
  };
  const AddSchedule add_default;
  const ProductSchedule product_default;
  const topi::VectorAdd vector{.channels = 1000, .shift = 1};
  const topi::VectorAdd wide{.channels = 500, .type = te::DType::kInt32, .clip = false};
  const topi::ResidualAdd residual{.channels = 40, .height = 7, .width = 6, .shift = 1};
  const topi::Matmul matmul{.m = 5, .n = 100, .k = 70};
  const topi::Dense dense{.batch = 3, .in_features = 75, .out_features = 145, .shift = 7};
  return {
      named("VectorAdd", vector, add_default),
      named("VectorAddTiled", vector, AddSchedule({10, 2})),
      named("VectorAddWide", wide, add_default),
      named("ResidualAdd", residual, add_default),
      named("ResidualAddTiled", residual, AddSchedule({17, 2})),
      named("MatmulOneElementAtATime", matmul, ProductSchedule({1, 16, 16, 1})),
      named("MatmulThreadsOverColumns", matmul, ProductSchedule({2, 32, 32, 2, Axis::kColumns})),
      named("MatmulThreadsOverRows", matmul, ProductSchedule({2, 48, 32, 2, Axis::kRows})),
      named("MatmulChosen", matmul, product_default),
      named("DenseOneThread", dense, ProductSchedule({2, 64, 48, 1})),
      named("DenseChosen", dense, product_default),
  };
}

}  // namespace vta::test
