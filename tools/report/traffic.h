// SPDX-License-Identifier: Apache-2.0
//
// What crossed the bus, and what had to.

#ifndef VTA_TOOLS_REPORT_TRAFFIC_H_
#define VTA_TOOLS_REPORT_TRAFFIC_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "tools/report/view.h"

namespace vta::report {

// Who uses the bus: the three readers in the order of their AXI ids, then the writer.
inline constexpr std::array<std::string_view, 4> kBusUsers = {"fetch", "load", "compute", "store"};
inline constexpr std::size_t kMaxBeats = 16;
[[nodiscard]] std::size_t bus_user(const timeline::Burst& burst);

struct Traffic {
  // bursts[user][beats - 1]
  std::array<std::array<std::uint64_t, kMaxBeats>, kBusUsers.size()> bursts{};
  std::uint64_t read_bytes = 0, written_bytes = 0;  // beats times the width of the bus
  // Bytes of DRAM that the instructions name, instructions included, each counted once per run: no
  // program with these data can move fewer.
  std::uint64_t distinct_read_bytes = 0, distinct_written_bytes = 0;
};
[[nodiscard]] Traffic traffic(const View& view);

// What no schedule can beat: a cycle for each GEMM micro-op, and the distinct bytes over each
// direction of the bus.
struct Floor {
  std::uint64_t gemm_cycles = 0, read_cycles = 0, write_cycles = 0;
};
[[nodiscard]] Floor floor_of(const View& view, const Traffic& traffic);

}  // namespace vta::report

#endif  // VTA_TOOLS_REPORT_TRAFFIC_H_
