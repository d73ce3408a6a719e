// SPDX-License-Identifier: Apache-2.0
//
// The sum of two tensors, element by element. What the tensors look like does not matter: packed
// alike, they are runs of elements of the machine. vector_add and residual_add give them shapes.

#ifndef VTA_COMPILER_TOPI_ELEMENTWISE_H_
#define VTA_COMPILER_TOPI_ELEMENTWISE_H_

#include <cstdint>
#include <string>

#include "compiler/topi/operator.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::topi {

// How a run of elements is computed: tile by tile, each in ACC at once. A tile larger than the run
// is the run, and the last tile may be smaller.
struct ElementwiseSchedule {
  std::int64_t tile = 1;      // elements of ACC of a result; both operands are loaded, so it takes
                              // 2 * tile of them for each virtual thread
  std::int64_t vthreads = 1;  // 1 or 2: tiles in flight
  friend bool operator==(const ElementwiseSchedule&, const ElementwiseSchedule&) = default;
};

// The fewest tiles that fit ACC, as even as they can be, an even number of them for two threads. A
// run of one element has no use for a second thread.
[[nodiscard]] ElementwiseSchedule elementwise_schedule(const Config& config, std::int64_t elements,
                                                       std::int64_t vthreads);

// Fails naming the field and its bounds.
[[nodiscard]] Status check_schedule(const ElementwiseSchedule& schedule);

// res = min(max((a + b) >> shift, clip_lo), clip_hi), the low 8 bits of it.
struct ElementwiseAdd {
  std::int64_t elements = 1;          // of the machine, at least 1
  te::DType type = te::DType::kInt8;  // of a and b, which become int32 in ACC
  std::int64_t shift = 0;             // 0: no shift
  bool clip = true;
  std::int64_t clip_lo = -128, clip_hi = 127;
};

// Buffers "a", "b" and "res", each (elements, BATCH, BLOCK). Precondition: all is in range.
[[nodiscard]] Operator elementwise_add(const Config& config, std::string name,
                                       const ElementwiseAdd& add,
                                       const ElementwiseSchedule& schedule);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_ELEMENTWISE_H_
