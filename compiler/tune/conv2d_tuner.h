// SPDX-License-Identifier: Apache-2.0
//
// The search for a schedule of a convolution: every combination of tiles, virtual threads and what
// stays on the chip that fits, ranked by an analytic model of the machine.

#ifndef VTA_COMPILER_TUNE_CONV2D_TUNER_H_
#define VTA_COMPILER_TUNE_CONV2D_TUNER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "compiler/topi/conv2d.h"
#include "driver/program/program.h"
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
  std::optional<std::uint64_t> predicted;  // cycles, by the predictor
};

// Cycles of a program (whose data are zeros), by a model of a machine that the caller brings: the
// compiler itself sees none.
using Predictor = std::function<Result<std::uint64_t>(const Program&)>;

// The best by the analytic model are compared once more, by a predictor.
struct Refinement {
  Predictor predict;           // empty: the analytic model has the last word
  std::size_t candidates = 8;  // so many of them
};

// Of a legal layer and schedule, whether it fits or not.
[[nodiscard]] Cost cost_of(const Config& config, const topi::Conv2dLayer& layer,
                           const topi::Conv2dSchedule& schedule);

// Whether all memories hold what the schedule needs of them.
[[nodiscard]] bool fits(const Config& config, const Cost& cost);

// The `count` best schedules, best first; all of them compile. With a predictor the first
// `candidates` are in the order of its cycles. Fails when the layer is illegal, nothing fits, or
// the predictor does.
[[nodiscard]] Result<std::vector<Candidate>> rank_schedules(const Config& config,
                                                            const topi::Conv2dLayer& layer,
                                                            const ScheduleRequest& request,
                                                            std::size_t count,
                                                            const Refinement& refinement = {});

// The best one.
[[nodiscard]] Result<topi::Conv2dSchedule> choose_schedule(const Config& config,
                                                           const topi::Conv2dLayer& layer,
                                                           const ScheduleRequest& request = {},
                                                           const Refinement& refinement = {});

}  // namespace vta::tune

#endif  // VTA_COMPILER_TUNE_CONV2D_TUNER_H_
