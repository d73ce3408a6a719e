// SPDX-License-Identifier: Apache-2.0
//
// What the cycle model needs of a geometry, as plain numbers.

#ifndef VTA_SIM_TIMING_GEOMETRY_H_
#define VTA_SIM_TIMING_GEOMETRY_H_

#include <array>
#include <bit>
#include <cstdint>

#include "hw/isa/config.h"

namespace vta::timing {

struct Geometry {
  unsigned beat_log = 3;                              // log2 bytes of a beat
  unsigned uops_per_beat = 2;                         // 1: a beat holds no more than one
  std::array<unsigned, kMemoryTypeCount> elem_log{};  // log2 bytes of an element in DRAM
  std::array<std::uint32_t, kMemoryTypeCount> depth{};

  explicit Geometry(const Config& config) : beat_log(unsigned(config.log_bus_width()) - 3) {
    uops_per_beat = (1u << beat_log) / 4;
    for (std::size_t t = 0; t < kMemoryTypeCount; ++t) {
      const auto type = static_cast<MemoryType>(t);
      elem_log[t] = static_cast<unsigned>(std::countr_zero(config.elem_bytes(type)));
      depth[t] = config.depth(type);
    }
  }
  [[nodiscard]] unsigned beat_bytes() const { return 1u << beat_log; }
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_GEOMETRY_H_
