// SPDX-License-Identifier: Apache-2.0
//
// Fully connected layer with bias, shift and clip.
//
//   acc[n][o] = sum over i of data[n][i] * weight[o][i]
//   res[n][o] = min(max((acc[n][o] + bias[o]) >> shift, clip_lo), clip_hi)
//
// DRAM layouts, in elements of the machine (B = BATCH, BI = BO = BLOCK of the geometry; batch and
// features rounded up to whole blocks, see topi/pack.h):
//   data   (N/B, IN/BI, B, BI)               buffer "data", int8
//   weight (OUT/BO, IN/BI, BO, BI)           buffer "weight", int8
//   bias   (OUT/BO, B, BO)                   buffer "bias", int32, only when the layer has one
//   res    (N/B, OUT/BO, B, BO)              buffer "res", int8
// Sums are int32 and wrap.

#ifndef VTA_COMPILER_TOPI_DENSE_H_
#define VTA_COMPILER_TOPI_DENSE_H_

#include <cstdint>

#include "compiler/topi/matmul.h"
#include "compiler/topi/operator.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::topi {

struct Dense {
  std::int64_t batch = 1, in_features = 1, out_features = 1;  // 1..32767
  bool bias = true;
  std::int64_t shift = 8;  // arithmetic, to the right, 0..31; 0: no shift
  std::int64_t clip_lo = 0, clip_hi = 127;
  friend bool operator==(const Dense&, const Dense&) = default;
};

// That of the matrix product with m = batch, n = out_features and k = in_features, with room for
// the bias.
[[nodiscard]] MatmulSchedule dense_schedule(const Config& config, const Dense& layer);

// Fails naming the field and its bounds.
[[nodiscard]] Status check_dense(const Config& config, const Dense& layer);

// Fails when a field of either is out of range; tiles that do not fit the buffers are refused by
// lowering. The default schedule is dense_schedule.
[[nodiscard]] Result<Operator> dense(const Config& config, const Dense& layer,
                                     const MatmulSchedule& schedule);
[[nodiscard]] Result<Operator> dense(const Config& config, const Dense& layer);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_DENSE_H_
