// SPDX-License-Identifier: Apache-2.0
//
// The golden model's half of a lock-step run: memories, tokens and base registers.

#ifndef VTA_SIM_LOCKSTEP_GOLDEN_STATE_H_
#define VTA_SIM_LOCKSTEP_GOLDEN_STATE_H_

#include <array>
#include <cstdint>
#include <limits>
#include <span>

#include "driver/device/memory.h"
#include "sim/common/work_meter.h"
#include "sim/golden/execute.h"
#include "sim/golden/sram.h"
#include "sim/golden/token_counters.h"
#include "sim/rtl/rtl_observer.h"

namespace vta::lockstep {

class GoldenState {
 public:
  explicit GoldenState(const Config& c) : config(c), sram(make_sram(c)) {}

  [[nodiscard]] golden::Machine machine() { return {config, sram, memory, base, meter_}; }

  // The bytes of an element of UOP, INP, WGT or ACC, on this (little-endian) host.
  [[nodiscard]] std::span<const std::byte> element(MemoryType type, std::size_t index) const;
  void set_element(MemoryType type, std::size_t index, std::span<const std::byte> bytes);

  // Takes over everything that the RTL holds.
  void copy_from(const RtlMemories& memories);

  Config config;
  DeviceMemory memory;
  SramState sram;
  TokenCounters tokens;
  std::array<std::uint32_t, kMemoryTypeCount> base{};

 private:
  // The cycles of the RTL bound a run.
  WorkMeter meter_{{.max_cycles = std::numeric_limits<std::uint64_t>::max()}, {}};
};

}  // namespace vta::lockstep

#endif  // VTA_SIM_LOCKSTEP_GOLDEN_STATE_H_
