// SPDX-License-Identifier: Apache-2.0
//
// How fast the memory of the hardware is for one program, drawn from its seed.

#ifndef VTA_SIM_FUZZ_TIMING_H_
#define VTA_SIM_FUZZ_TIMING_H_

#include <cstdint>

#include "sim/fuzz/dice.h"

namespace vta::fuzz {

// See RtlOptions. The seed of the random timing is that of the program.
struct Timing {
  std::uint32_t read_latency, write_latency, max_outstanding_reads;
};

[[nodiscard]] inline Timing timing_of(std::uint32_t seed) {
  Dice dice(seed ^ 0x5eed);
  const auto latency = [&dice] { return dice.pick_unsigned(1, dice.percent(30) ? 120 : 40); };
  Timing timing{};
  timing.read_latency = latency();
  timing.write_latency = latency();
  timing.max_outstanding_reads = dice.percent(30) ? 1 : dice.pick_unsigned(1, 32);
  return timing;
}

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_TIMING_H_
