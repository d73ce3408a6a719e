// SPDX-License-Identifier: Apache-2.0
//
// What an RTL run showed its observer, to be shown to a Checker again, with or without changes.

#ifndef VTA_TESTS_SIM_LOCKSTEP_RECORDING_H_
#define VTA_TESTS_SIM_LOCKSTEP_RECORDING_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/lockstep/checker.h"
#include "sim/rtl/rtl_observer.h"

namespace vta::test {

// Memories as they stood at the end of a run.
class MemoryImage final : public RtlMemories {
 public:
  MemoryImage() = default;
  MemoryImage(const MemoryImage& other) : sram(other.sram), memory(other.memory) {}
  MemoryImage(const Config& config, const RtlMemories& from);
  MemoryImage& operator=(const MemoryImage& other) {
    sram = other.sram;
    memory = other.memory;
    return *this;
  }

  void read_sram(MemoryType type, std::uint32_t element, std::span<std::byte> bytes) const override;
  [[nodiscard]] const DeviceMemory& dram() const override { return memory; }

  std::array<std::vector<std::byte>, kMemoryTypeCount> sram;
  DeviceMemory memory;
};

struct RecordedCycle {
  std::uint64_t cycle = 0;
  CoreCycle core;
  AxiMasterPins master;
  AxiSlavePins slave;
};

struct Recording {
  RunRequest request;
  MemoryImage before, after;
  std::vector<RecordedCycle> cycles;
  std::uint64_t end = 0;
  RunReport report;

  // The n-th cycle that is such; fails the test when there are not so many.
  [[nodiscard]] RecordedCycle& nth(std::size_t n,
                                   const std::function<bool(const RecordedCycle&)>& such);
};

// Runs instructions on the data of vta_top_program.h, with these micro-ops at kUops, and the RTL of
// the default geometry with these mechanisms.
[[nodiscard]] Recording record(const std::vector<Insn>& insns, std::uint32_t features,
                               const std::vector<Uop>& uops = {{}});

// Shows the recording to a new checker, whose memory is `before`.
[[nodiscard]] std::unique_ptr<lockstep::Checker> check(const Recording& recording);

}  // namespace vta::test

#endif  // VTA_TESTS_SIM_LOCKSTEP_RECORDING_H_
