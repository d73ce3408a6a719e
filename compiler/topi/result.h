// SPDX-License-Identifier: Apache-2.0
//
// What operators have in common whose result is a plane for every channel, (N/B, C/BO, H, W, B, BO)
// in the words of topi/conv2d.h: how its loops are cut into tiles, and what follows the sums.

#ifndef VTA_COMPILER_TOPI_RESULT_H_
#define VTA_COMPILER_TOPI_RESULT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/topi/stages.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::topi {

// In elements of the machine: channels and batches in blocks, rows and columns in pixels.
struct ResultShape {
  std::int64_t batches = 1, channels = 1, rows = 1, columns = 1;

  [[nodiscard]] std::int64_t elements() const { return batches * channels * rows * columns; }
};

// A tile larger than its axis is the axis, and the last tile of an axis may be smaller.
struct ResultTile {
  std::int64_t channels = 1, rows = 1, columns = 1;
  std::int64_t vthreads = 1;  // 1 or 2; two need two tiles

  [[nodiscard]] std::int64_t elements() const { return channels * rows * columns; }
};

// Fails naming the field and its bounds.
[[nodiscard]] Status check_tile(const ResultTile& tile);

[[nodiscard]] std::int64_t tile_count(const ResultShape& shape, const ResultTile& tile);

// Sizes of one tile when an axis is cut into 1, 2, 3, ... parts as even as they can be, largest
// first.
[[nodiscard]] std::vector<std::int64_t> tile_sizes(std::int64_t extent);

// Calls visit(tile) for every combination of tile_sizes and one or two virtual threads.
template <typename Visit>
void for_each_tile(const ResultShape& shape, Visit visit) {
  for (const std::int64_t channels : tile_sizes(shape.channels)) {
    for (const std::int64_t rows : tile_sizes(shape.rows)) {
      for (const std::int64_t columns : tile_sizes(shape.columns)) {
        ResultTile tile{channels, rows, columns, 1};
        visit(tile);
        tile.vthreads = 2;
        if (tile_count(shape, tile) > 1) visit(tile);
      }
    }
  }
}

// Cuts the loops of the stage `res`, whose axes are (N/B, C/BO, H, W, B, BO), and makes every tile
// of it one transfer. Two virtual threads share the first of channels, rows, columns and batches of
// which there are two tiles. Yields the loop around one tile: what a tile needs is computed there.
[[nodiscard]] te::Axis tile_result(te::Stage res, const ResultShape& shape, const ResultTile& tile);

// min(max((sums + bias[c]) >> shift, clip_lo), clip_hi), cast to int8.
struct Epilogue {
  bool bias = false;
  std::int64_t shift = 0, clip_lo = -128, clip_hi = 127;
};
struct EpilogueStages {
  te::Tensor bias_buf;             // in ACC, when there is a bias
  std::vector<te::Tensor> stages;  // in ACC, in order
  te::Tensor res;
};
// `bias` is the placeholder (C/BO, B, BO), not used without a bias. Names of the stages begin with
// that of the result.
[[nodiscard]] EpilogueStages add_epilogue(const te::Tensor& sums, const Epilogue& epilogue,
                                          const te::Tensor& bias, const std::string& name);

// Loads the bias and computes the stages at a loop of the result.
void place_epilogue(te::Schedule& s, const EpilogueStages& epilogue, const te::Axis& loop);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_RESULT_H_
