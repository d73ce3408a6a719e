// SPDX-License-Identifier: Apache-2.0
//
// The loop nest of GEMM and ALU with its micro-ops decoded once, and how far it may run: where the
// first index out of range stands follows from arithmetic, so that the inner loops check nothing.

#ifndef VTA_SIM_FUNCTIONAL_NEST_H_
#define VTA_SIM_FUNCTIONAL_NEST_H_

#include <cstdint>
#include <span>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/common/work_meter.h"

namespace vta::functional {

// Element indices, or their increments.
struct Step {
  std::uint32_t dst = 0, src = 0, wgt = 0;
};

// First index of each memory that does not exist; kUnchecked for an operand that is not looked at.
struct Limits {
  static constexpr std::uint32_t kUnchecked = 0xffffffffu;
  std::uint32_t dst = kUnchecked, src = kUnchecked, wgt = kUnchecked;
};

struct Nest {
  std::uint64_t trips = 0;  // micro-ops in all
  std::uint32_t iter_out = 0, iter_in = 0;
  Step factor_out, factor_in;
  std::vector<Step> steps;    // the micro-ops that exist
  bool uops_missing = false;  // behind `steps`, the nest names micro-ops beyond the memory
};

[[nodiscard]] Nest make_nest(const Config& config, const LoopFields& loop, std::uint32_t wgt_out,
                             std::uint32_t wgt_in, std::span<const std::uint32_t> uop_memory);

// The micro-op before which the nest stops: its end (out = iter_out), or the first illegal one.
struct Stop {
  std::uint64_t out = 0, in = 0;
  std::size_t step = 0;
  bool illegal = false;
};
[[nodiscard]] Stop find_stop(const Nest& nest, const Limits& limits);

// Calls body(base, steps) for every trip of the inner loop that is reached, base being the index
// offset of the trip. Returns ErrorCode::kSramOutOfRange when the nest stops at an illegal
// micro-op; gives up when the meter is exhausted.
template <typename Body>
[[nodiscard]] ErrorCode run_nest(const Nest& nest, const Limits& limits, WorkMeter& meter,
                                 const Body& body) {
  if (nest.trips == 0) return ErrorCode::kNone;
  const Stop stop = find_stop(nest, limits);
  const std::span<const Step> steps = nest.steps;
  Step row;  // of the outer loop
  for (std::uint64_t out = 0; out < nest.iter_out; ++out) {
    Step base = row;
    for (std::uint64_t in = 0; in < nest.iter_in; ++in) {
      if (stop.illegal && out == stop.out && in == stop.in) {
        if (!meter.spend(stop.step + 1)) return ErrorCode::kNone;
        body(base, steps.first(stop.step));
        return ErrorCode::kSramOutOfRange;
      }
      if (!meter.spend(steps.size())) return ErrorCode::kNone;
      body(base, steps);
      base = {base.dst + nest.factor_in.dst, base.src + nest.factor_in.src,
              base.wgt + nest.factor_in.wgt};
    }
    row = {row.dst + nest.factor_out.dst, row.src + nest.factor_out.src,
           row.wgt + nest.factor_out.wgt};
  }
  return ErrorCode::kNone;
}

}  // namespace vta::functional

#endif  // VTA_SIM_FUNCTIONAL_NEST_H_
