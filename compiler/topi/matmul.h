// SPDX-License-Identifier: Apache-2.0
//
// Matrix product with shift and clip.
//
//   res[i][j] = min(max((sum over l of a[i][l] * b[j][l]) >> shift, clip_lo), clip_hi)
//
// The second matrix is given as GEMM reads it, one row per column of the result.
//
// DRAM layouts, in elements of the machine (B = BATCH, BI = BO = BLOCK of the geometry; m, n and k
// rounded up to whole blocks, see topi/pack.h):
//   a      (M/B, K/BI, B, BI)                buffer "a", int8
//   b      (N/BO, K/BI, BO, BI)              buffer "b", int8
//   res    (M/B, N/BO, B, BO)                buffer "res", int8
// Sums are int32 and wrap.

#ifndef VTA_COMPILER_TOPI_MATMUL_H_
#define VTA_COMPILER_TOPI_MATMUL_H_

#include <cstdint>

#include "compiler/topi/operator.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::topi {

struct Matmul {
  std::int64_t m = 1, n = 1, k = 1;  // 1..32767
  std::int64_t shift = 8;            // arithmetic, to the right, 0..31; 0: no shift
  bool clip = true;                  // else the result is the low 8 bits
  std::int64_t clip_lo = 0, clip_hi = 127;
  friend bool operator==(const Matmul&, const Matmul&) = default;
};

// How to compute it: tiles of the result, each in ACC at once, and for each of them steps over k.
// In numbers of the tiled axis; a tile larger than its axis is the axis, and the last tile of an
// axis may be smaller.
struct MatmulSchedule {
  std::int64_t tile_m = 1, tile_n = 16, tile_k = 16;  // multiples of BATCH, BLOCK, BLOCK
  std::int64_t vthreads = 1;  // 1 or 2: tiles in flight, each with its own part of every buffer
  enum class Axis : std::uint8_t { kColumns, kRows };
  Axis thread_axis = Axis::kColumns;  // what virtual threads share the tiles by: n or m
  friend bool operator==(const MatmulSchedule&, const MatmulSchedule&) = default;
};

// The simple tutorial: a result of one element of the machine at a time, one step of k after the
// other.
[[nodiscard]] MatmulSchedule simple_matmul_schedule(const Config& config);

// Blocks that fit the buffers, for two virtual threads when there are two tiles. Axes are cut into
// 1, 2, 4, ... parts; of what fits, an estimate of the cycles decides (see matmul_schedule.cpp).
[[nodiscard]] MatmulSchedule matmul_schedule(const Config& config, const Matmul& matmul);

// Fails naming the field and its bounds.
[[nodiscard]] Status check_matmul(const Config& config, const Matmul& matmul);
[[nodiscard]] Status check_schedule(const Config& config, const MatmulSchedule& schedule);

// Fails when a field of either is out of range; tiles that do not fit the buffers are refused by
// lowering. The default schedule is matmul_schedule.
[[nodiscard]] Result<Operator> matmul(const Config& config, const Matmul& matmul,
                                      const MatmulSchedule& schedule);
[[nodiscard]] Result<Operator> matmul(const Config& config, const Matmul& matmul);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_MATMUL_H_
