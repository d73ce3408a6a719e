// SPDX-License-Identifier: Apache-2.0
//
// The phases of a transposed convolution, one axis at a time. Output row y is of phase y % stride;
// it meets taps k, k + stride, k + 2 * stride, ... of the kernel, where k = (y + pad) % stride, and
// with each tap the data row before the last.

#ifndef VTA_COMPILER_TOPI_TRANSPOSE_PHASE_H_
#define VTA_COMPILER_TOPI_TRANSPOSE_PHASE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/topi/conv2d_transpose.h"

namespace vta::topi {

// The rows (or columns) of one phase: row i of it is the convolution of data rows first + i,
// first + i + 1, ..., of which those outside of the data are zeros, with the taps in reverse.
struct PhaseAxis {
  std::int64_t phase = 0, size = 0;      // output rows phase, phase + stride, ...: `size` of them
  std::int64_t first_tap = 0, taps = 0;  // of the kernel: first_tap, first_tap + stride, ...
  std::int64_t first = 0;                // data row that row 0 begins with; may be negative
};

struct Phase {
  PhaseAxis y, x;

  [[nodiscard]] bool has_taps() const { return y.taps > 0 && x.taps > 0; }
  [[nodiscard]] std::string name(const char* buffer) const {
    return std::string(buffer) + "_" + std::to_string(y.phase) + "_" + std::to_string(x.phase);
  }
};

// Those with pixels, row by row. Of a legal layer.
[[nodiscard]] std::vector<Phase> phases_of(const Conv2dTransposeLayer& layer);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_TRANSPOSE_PHASE_H_
