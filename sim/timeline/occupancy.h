// SPDX-License-Identifier: Apache-2.0
//
// How much of the on-chip memories a run needs at each moment.
//
// An element is needed from the start of the instruction that writes its value to the retirement of
// the last one that reads that value; a value that nobody reads is not needed. GEMM and ALU change
// an accumulator in place, which keeps it needed; what they write to OUT is read by STORE.

#ifndef VTA_SIM_TIMELINE_OCCUPANCY_H_
#define VTA_SIM_TIMELINE_OCCUPANCY_H_

#include <array>
#include <cstdint>
#include <vector>

#include "hw/isa/config.h"
#include "sim/timeline/timeline.h"

namespace vta::timeline {

inline constexpr std::array<MemoryType, 5> kOnChip = {
    MemoryType::kUop, MemoryType::kInp, MemoryType::kWgt, MemoryType::kAcc, MemoryType::kOut};

// So many elements from this cycle on.
struct Level {
  std::uint64_t cycle = 0;
  std::uint64_t elements = 0;
  friend bool operator==(const Level&, const Level&) = default;
};

// For each of kOnChip its levels in the order of cycles; 0 before the first. Instructions that did
// not retire count for nothing.
[[nodiscard]] std::array<std::vector<Level>, kOnChip.size()> occupancy(const Config& config,
                                                                       const Run& run);

}  // namespace vta::timeline

#endif  // VTA_SIM_TIMELINE_OCCUPANCY_H_
