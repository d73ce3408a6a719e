// SPDX-License-Identifier: Apache-2.0
//
// Operators that treat every element alike, straight from their definition.

#ifndef VTA_SIM_REFERENCE_ELEMENTWISE_H_
#define VTA_SIM_REFERENCE_ELEMENTWISE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "hw/isa/result.h"

namespace vta {

// (a + b) >> shift, clipped to [lo, hi]; a residual connection with a ReLU clips to [0, 127]. The
// shift is arithmetic. The cast keeps the low 8 bits, which matters only when [lo, hi] is wider
// than int8. Fails when the sizes differ, the shift is not 0..31, or lo > hi.
[[nodiscard]] Result<std::vector<std::int8_t>> elementwise_add(std::span<const std::int8_t> a,
                                                               std::span<const std::int8_t> b,
                                                               int shift, int lo = -128,
                                                               int hi = 127);

}  // namespace vta

#endif  // VTA_SIM_REFERENCE_ELEMENTWISE_H_
