// SPDX-License-Identifier: Apache-2.0
//
// The reduction is outermost and its pragma around all of it, so that the ALU runs through the taps
// as it runs through a tile: as loops of an instruction or as micro-operations.

#include "compiler/topi/pool.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "compiler/ir/rounding.h"
#include "compiler/topi/bounds.h"
#include "compiler/topi/pack.h"
#include "compiler/topi/window.h"

namespace vta::topi {
namespace {

using te::Axis;
using te::compute;
using te::Expr;
using te::Tensor;
using te::Vars;

constexpr std::int64_t kMostWindow = 65535;  // up to here a mean is off by less than one half
constexpr std::int64_t kLowest = -128;

// As the machine sees it; padding of the host is part of the data.
Window window_of(const Config& config, const PoolLayer& layer, bool host_pads) {
  Window w{ceil_div(layer.batch, config.batch()),
           ceil_div(layer.channels, config.block()),
           layer.height,
           layer.width,
           layer.kernel_h,
           layer.kernel_w,
           layer.pad_h,
           layer.pad_w,
           layer.stride_h,
           layer.stride_w};
  if (!host_pads) return w;
  w.height += 2 * std::exchange(w.pad_h, 0);
  w.width += 2 * std::exchange(w.pad_w, 0);
  return w;
}

// Builds the operator around the tensors that it is made of.
class Pool {
 public:
  Pool(const Config& config, const Window& window) : window_(window), result_(window.result()) {
    data_ = te::placeholder({window.batches, window.channels, window.height, window.width,
                             config.batch(), config.block()},
                            "data");
    data_buf_ = padded_data(data_, window);
    dy_ = te::reduce_axis(window.kernel_h, "dy");
    dx_ = te::reduce_axis(window.kernel_w, "dx");
    shape_ = {result_.batches, result_.channels, result_.rows,
              result_.columns, config.batch(),   config.block()};
  }

  // What the window becomes; stages are appended to it.
  Chain& reduce(Expr (*combine)(const Expr&, const Vars&)) {
    pool_ = compute(
        shape_,
        [&](const Vars& i) {
          return combine(tap(data_buf_, window_, i, dy_, dx_), {dy_, dx_});
        },
        "res_pool");
    return chain_.emplace(pool_);
  }

  Operator finish(std::string name, const ResultTile& tile) {
    const Tensor res = chain_->result("res", {"b", "c", "y", "x", "b_tns", "c_tns"});
    te::Schedule s(res);
    const Axis loop = tile_result(s[res], result_, tile);
    load_at(s, data_buf_, te::acc_scope, res, loop);
    te::Stage pool = s[pool_];
    pool.set_scope(te::acc_scope);
    pool.compute_at(s[res], loop);
    std::vector<Axis> order = {pool.reduce_axis(dy_), pool.reduce_axis(dx_)};
    for (const Axis& axis : pool.axes()) {
      if (!axis->reduction) order.push_back(axis);
    }
    pool.reorder(order);
    pool.pragma(order.front(), te::alu);
    for (const Tensor& stage : chain_->stages()) compute_on_alu(s, stage, res, loop);
    return Operator{std::move(name), std::move(s), {data_, res}};
  }

 private:
  Window window_;
  ResultShape result_;
  te::Shape shape_;
  Tensor data_, data_buf_, pool_;
  std::optional<Chain> chain_;
  te::Var dy_, dx_;
};

}  // namespace

Status check_layer(const Config& config, const PoolLayer& layer) {
  if (Status s = check_bounds(
          {{"batch", layer.batch, 1, kMaxSize}, {"channels", layer.channels, 1, kMaxSize}});
      !s) {
    return s;
  }
  if (Status s = check_window(window_of(config, layer, false)); !s) return s;
  if (Status s =
          check_bounds({{"kernel_h * kernel_w", layer.kernel_h * layer.kernel_w, 1, kMostWindow}});
      !s) {
    return s;
  }
  const std::int64_t planes =
      round_up(layer.batch, config.batch()) * round_up(layer.channels, config.block());
  return check_tensor_bytes(
      "data", planes * (layer.height + 2 * layer.pad_h) * (layer.width + 2 * layer.pad_w));
}

ResultTile default_tile(const Config& config, const PoolLayer& layer) {
  return choose_tile(config, window_of(config, layer, false), {});
}

Result<Operator> max_pool(const Config& config, const PoolLayer& layer, MaxPadding padding) {
  if (Status status = check_layer(config, layer); !status) return status.error();
  return max_pool(config, layer, padding, default_tile(config, layer));
}

Result<Operator> max_pool(const Config& config, const PoolLayer& layer, MaxPadding padding,
                          const ResultTile& tile) {
  if (Status status = check_layer(config, layer); !status) return status.error();
  if (Status status = check_tile(tile); !status) return status.error();
  Pool pool(config, window_of(config, layer, padding == MaxPadding::kHost));
  pool.reduce([](const Expr& e, const Vars& axes) { return te::max(e, axes); });
  return pool.finish("max_pool", tile);
}

Result<Operator> average_pool(const Config& config, const PoolLayer& layer) {
  if (Status status = check_layer(config, layer); !status) return status.error();
  return average_pool(config, layer, default_tile(config, layer));
}

Result<Operator> average_pool(const Config& config, const PoolLayer& layer,
                              const ResultTile& tile) {
  if (Status status = check_layer(config, layer); !status) return status.error();
  if (Status status = check_tile(tile); !status) return status.error();
  Pool pool(config, window_of(config, layer, false));
  Chain& chain = pool.reduce([](const Expr& e, const Vars& axes) { return te::sum(e, axes); });
  const std::int64_t window = layer.kernel_h * layer.kernel_w;
  AverageScale scale = average_scale(window);
  const std::int64_t low = (kLowest * window * scale.multiplier) >> scale.shift;
  while (scale.multiplier % 2 == 0 && scale.shift > 0) {
    scale.multiplier /= 2;
    --scale.shift;
  }
  if (scale.multiplier != 1) {
    chain.append("res_mul", [&](const Expr& e) { return e * Expr(scale.multiplier); });
  }
  if (scale.shift != 0) chain.shift("res", scale.shift);
  // The upper end of the range is never left, since the shift rounds down.
  if (low < kLowest) {
    chain.append("res_max", [](const Expr& e) { return te::max(e, Expr(kLowest)); });
  }
  return pool.finish("average_pool", tile);
}

Result<std::vector<std::int8_t>> pack_max_pool_data(const Config& config, const PoolLayer& layer,
                                                    std::span<const std::int8_t> plain) {
  if (Status status = check_layer(config, layer); !status) return status.error();
  const std::int64_t height = layer.height + 2 * layer.pad_h;
  const std::int64_t width = layer.width + 2 * layer.pad_w;
  const std::int64_t rows = layer.batch * layer.channels * layer.height;
  if (Status s = check_elements(plain.size(), rows * layer.width); !s) return s.error();
  std::vector<std::int8_t> padded(
      static_cast<std::size_t>(layer.batch * layer.channels * height * width), kLowest);
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t plane = row / layer.height;
    const std::int64_t y = row % layer.height + layer.pad_h;
    std::copy_n(plain.data() + row * layer.width, layer.width,
                padded.data() + (plane * height + y) * width + layer.pad_w);
  }
  return pack({layer.batch, layer.channels, height, width, config.batch(), config.block()}, padded);
}

AverageScale average_scale(std::int64_t window) {
  constexpr std::int64_t kMostMultiplier = 32767;
  constexpr std::int64_t kMostProduct = 0x7fffffff;
  VTA_CHECK(window >= 1 && window < (std::int64_t{1} << 24));
  AverageScale scale{0, 32};
  do {
    --scale.shift;
    scale.multiplier = ((std::int64_t{2} << scale.shift) + window) / (2 * window);
  } while (scale.multiplier > kMostMultiplier || 128 * window * scale.multiplier > kMostProduct);
  return scale;
}

}  // namespace vta::topi
