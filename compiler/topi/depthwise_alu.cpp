// SPDX-License-Identifier: Apache-2.0
//
// Data and weights are widened into ACC. For one tap after the other, the products of a tile are a
// stage of their own, which the sums then add.

#include "compiler/topi/depthwise_alu.h"

#include <utility>
#include <vector>

#include "compiler/ir/rounding.h"
#include "compiler/topi/window.h"

namespace vta::topi {

using te::Axis;
using te::compute;
using te::DType;
using te::Tensor;
using te::Var;
using te::Vars;

Operator depthwise_alu(const Config& config, const Conv2dLayer& layer) {
  const std::int64_t batch = config.batch();
  const std::int64_t block = config.block();
  const Window window{ceil_div(layer.batch, batch),
                      ceil_div(layer.in_channels, block),
                      layer.height,
                      layer.width,
                      layer.kernel_h,
                      layer.kernel_w,
                      layer.pad_h,
                      layer.pad_w,
                      layer.stride_h,
                      layer.stride_w};
  const ResultShape result = window.result();
  const te::Shape shape = {result.batches, result.channels, result.rows,
                           result.columns, batch,           block};
  const Tensor data = te::placeholder(
      {window.batches, window.channels, window.height, window.width, batch, block}, "data");
  const Tensor kernel =
      te::placeholder({window.channels, window.kernel_h, window.kernel_w, batch, block}, "kernel");
  const Tensor data_buf = padded_data(data, window);
  const Tensor kernel_buf = copy_of(kernel, "kernel_buf");
  te::Shape product_shape = {window.kernel_h, window.kernel_w};
  product_shape.insert(product_shape.end(), shape.begin(), shape.end());
  const Tensor product = compute(
      product_shape,
      [&](const Vars& i) {
        const Vars pixel(i.begin() + 2, i.end());
        return tap(data_buf, window, pixel, i[0], i[1]) *
               kernel_buf(i[3], i[0], i[1], i[6], i[7]).astype(DType::kInt32);
      },
      "res_product");
  const Var dy = te::reduce_axis(window.kernel_h, "dy");
  const Var dx = te::reduce_axis(window.kernel_w, "dx");
  const Tensor conv = compute(
      shape,
      [&](const Vars& i) {
        return te::sum(product(dy, dx, i[0], i[1], i[2], i[3], i[4], i[5]), {dy, dx});
      },
      "res_conv");
  Tensor bias;
  if (layer.bias) bias = te::placeholder({window.channels, batch, block}, "bias", DType::kInt32);
  const EpilogueStages epilogue =
      add_epilogue(conv, {layer.bias, layer.shift, layer.clip_lo, layer.clip_hi}, bias, "res");

  te::Schedule s(epilogue.res);
  const std::int64_t per_channel = window.kernel_h * window.kernel_w + (layer.bias ? 1 : 0);
  const ResultTile tile = choose_tile(config, window, {.results = 2, .per_channel = per_channel});
  const Axis loop = tile_result(s[epilogue.res], result, tile);
  load_at(s, data_buf, te::acc_scope, epilogue.res, loop);
  load_at(s, kernel_buf, te::acc_scope, epilogue.res, loop);
  te::Stage sums = s[conv];
  sums.set_scope(te::acc_scope);
  sums.compute_at(s[epilogue.res], loop);
  std::vector<Axis> order = {sums.reduce_axis(dy), sums.reduce_axis(dx)};
  for (std::size_t i = 0; i < shape.size(); ++i) order.push_back(sums.axis(i));
  sums.reorder(order);
  sums.pragma(sums.axis(0), te::alu);
  compute_on_alu(s, product, conv, order[1]);
  place_epilogue(s, epilogue, loop);
  std::vector<Tensor> args = {data, kernel};
  if (layer.bias) args.push_back(bias);
  args.push_back(epilogue.res);
  return Operator{"depthwise_conv2d", std::move(s), std::move(args)};
}

}  // namespace vta::topi
