// SPDX-License-Identifier: Apache-2.0
//
// The search for a schedule of a convolution: every combination of tiles, virtual threads and what
// stays on the chip that fits, ranked by an analytic model of the machine.

#ifndef VTA_COMPILER_TUNE_CONV2D_TUNER_H_
#define VTA_COMPILER_TUNE_CONV2D_TUNER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/topi/conv2d.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::tune {

// A schedule of which some parts are given and the others are to be chosen.
struct ScheduleRequest {
  std::optional<std::int64_t> tile_oc = {}, tile_ic = {}, tile_h = {}, tile_w = {}, vthreads = {};
  std::optional<topi::ThreadAxis> thread_axis = {};
  std::optional<topi::Stationary> stationary = {};
  bool coalesce = true, overlap = true;
};

// What a schedule occupies and does. The cycles are those of a model (see conv2d_cost.cpp), the
// rest is exact.
struct Cost {
  std::int64_t cycles = 0;
  std::int64_t gemm_cycles = 0;   // what the multiply array needs alone
  std::int64_t dram_bytes = 0;    // loads of data, weights, bias and stores of results
  std::int64_t inp = 0, wgt = 0;  // elements of each memory in use, all virtual threads together
  std::int64_t acc = 0, uop = 0;  // uop: of the largest micro-kernel
};

struct Candidate {
  topi::Conv2dSchedule schedule;
  Cost cost;
};

// Of a legal layer and schedule, whether it fits or not.
[[nodiscard]] Cost cost_of(const Config& config, const topi::Conv2dLayer& layer,
                           const topi::Conv2dSchedule& schedule);

// Whether all memories hold what the schedule needs of them.
[[nodiscard]] bool fits(const Config& config, const Cost& cost);

// The `count` best schedules, best first; all of them compile. Fails when the layer is illegal or
// nothing fits.
[[nodiscard]] Result<std::vector<Candidate>> rank_schedules(const Config& config,
                                                            const topi::Conv2dLayer& layer,
                                                            const ScheduleRequest& request,
                                                            std::size_t count);

// The best one.
[[nodiscard]] Result<topi::Conv2dSchedule> choose_schedule(const Config& config,
                                                           const topi::Conv2dLayer& layer,
                                                           const ScheduleRequest& request = {});

}  // namespace vta::tune

#endif  // VTA_COMPILER_TUNE_CONV2D_TUNER_H_
