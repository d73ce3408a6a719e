// SPDX-License-Identifier: Apache-2.0
//
// A checked convolution in elements of the machine: what lowering and the search for a schedule
// share.

#ifndef VTA_COMPILER_CONV2D_PLAN_H_
#define VTA_COMPILER_CONV2D_PLAN_H_

#include <cstdint>

#include "compiler/conv2d.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta {

// Sizes in blocks of channels and in pixels; slots in elements of their memory. Each virtual thread
// owns one slot of INP, WGT and ACC: thread t starts at t * slot.
struct Conv2dPlan {
  std::int64_t batches = 0, ic_blocks = 0, oc_blocks = 0, out_h = 0, out_w = 0;
  std::int64_t tile_oc = 0, tile_ic = 0, tile_h = 0, tile_w = 0;
  std::int64_t vthreads = 0;
  std::int64_t inp_slot = 0, wgt_slot = 0, acc_slot = 0;
};

// Rows (columns) of data that `outputs` rows (columns) of output read, padding included.
[[nodiscard]] constexpr std::int64_t halo(std::int64_t outputs, std::int64_t stride,
                                          std::int64_t kernel) {
  return (outputs - 1) * stride + kernel;
}

[[nodiscard]] constexpr std::int64_t ceil_div(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

// Fails when the layer itself is illegal, whatever the schedule.
[[nodiscard]] Status check_layer(const Config& config, const Conv2dLayer& layer);

// check_layer and check_conv2d, and the plan.
[[nodiscard]] Result<Conv2dPlan> plan_conv2d(const Config& config, const Conv2dLayer& layer,
                                             const Conv2dSchedule& schedule);

}  // namespace vta

#endif  // VTA_COMPILER_CONV2D_PLAN_H_
