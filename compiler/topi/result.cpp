// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/result.h"

#include <array>
#include <cstddef>

#include "compiler/ir/rounding.h"
#include "compiler/topi/bounds.h"

namespace vta::topi {

using te::Axis;
using te::Expr;
using te::Tensor;
using te::Vars;

Status check_tile(const ResultTile& tile) {
  return check_bounds({{"tile_channels", tile.channels, 1, kMaxSize},
                       {"tile_rows", tile.rows, 1, kMaxSize},
                       {"tile_columns", tile.columns, 1, kMaxSize},
                       {"vthreads", tile.vthreads, 1, 2}});
}

std::int64_t tile_count(const ResultShape& shape, const ResultTile& tile) {
  return shape.batches * ceil_div(shape.channels, tile.channels) * ceil_div(shape.rows, tile.rows) *
         ceil_div(shape.columns, tile.columns);
}

std::vector<std::int64_t> tile_sizes(std::int64_t extent) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t parts = 1; parts <= extent; ++parts) {
    const std::int64_t size = ceil_div(extent, parts);
    if (sizes.empty() || sizes.back() != size) sizes.push_back(size);
  }
  return sizes;
}

Axis tile_result(te::Stage res, const ResultShape& shape, const ResultTile& tile) {
  const std::vector<Axis> axes = res.axes();
  const std::array<std::int64_t, 4> extents = {shape.batches, shape.channels, shape.rows,
                                               shape.columns};
  const std::array<std::int64_t, 4> sizes = {1, tile.channels, tile.rows, tile.columns};
  std::vector<Axis> outer, inner;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto [out, in] = res.split(axes[i], sizes[i]);
    outer.push_back(out);
    inner.push_back(in);
  }
  if (tile.vthreads > 1) {
    for (const std::size_t i : {1u, 2u, 3u, 0u}) {
      if (extents[i] <= sizes[i]) continue;
      const auto [rest, thread] = res.split(outer[i], tile.vthreads);
      outer[i] = rest;
      outer.push_back(thread);
      res.bind(thread, te::cthread);
      break;
    }
  }
  const Axis around = outer.back();
  res.pragma(inner.front(), te::dma_copy);
  outer.insert(outer.end(), inner.begin(), inner.end());
  outer.insert(outer.end(), axes.begin() + static_cast<std::ptrdiff_t>(sizes.size()), axes.end());
  res.reorder(outer);
  return around;
}

EpilogueStages add_epilogue(const Tensor& sums, const Epilogue& epilogue, const Tensor& bias,
                            const std::string& name) {
  EpilogueStages result;
  Chain chain(sums);
  if (epilogue.bias) {
    result.bias_buf = copy_of(bias, name + "_bias_buf");
    chain.append_at(name + "_bias", [&](const Expr& e, const Vars& i) {
      return e + result.bias_buf(i[1], i[4], i[5]);  // channel block, batch, channel
    });
  }
  chain.shift(name, epilogue.shift);
  chain.clip(name, epilogue.clip_lo, epilogue.clip_hi);
  result.stages = chain.stages();
  result.res = chain.result(name, {"b", "oc", "y", "x", "b_tns", "oc_tns"});
  return result;
}

void place_epilogue(te::Schedule& s, const EpilogueStages& epilogue, const Axis& loop) {
  if (epilogue.bias_buf.buffer()) load_at(s, epilogue.bias_buf, te::acc_scope, epilogue.res, loop);
  for (const Tensor& stage : epilogue.stages) compute_on_alu(s, stage, epilogue.res, loop);
}

}  // namespace vta::topi
