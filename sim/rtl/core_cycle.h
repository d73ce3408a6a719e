// SPDX-License-Identifier: Apache-2.0
//
// What the core does in one cycle, as trace/vta_retire_trace.sv sees it.

#ifndef VTA_SIM_RTL_CORE_CYCLE_H_
#define VTA_SIM_RTL_CORE_CYCLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/isa/isa_tables.h"

namespace vta {

// In the order of the masks of units.
inline constexpr std::size_t kUnitCount = 4;  // fetch, load, compute, store

// Who executes an instruction of the compute stage.
enum class ComputeUnit : std::uint8_t { kExec = 0, kTail = 1, kLoad = 2 };
inline constexpr std::size_t kAccBanks = 2;  // vta_pkg::AccBanks
// What is written of INP and WGT at once: as much as the bus carries, and at least this, where an
// element has as much (vta_pkg::LoadPartW).
inline constexpr std::size_t kLoadPartBytes = 16;

// Masks have one bit per stage, in the order of Stage, or per token counter, in that of tokens().
// Everything is what the wires carry before the rising edge that ends the cycle: counters are those
// of the beginning, writes take effect at the end.
struct CoreCycle {
  bool run_start = false;  // the counters of a run count from the next cycle ...
  bool run_end = false;    // ... to this one
  bool dispatch = false;   // fetch gives the next instruction of the stream to its stage
  // What the counters of the units count; one bit per unit.
  std::uint8_t busy = 0, token_wait = 0, memory_wait = 0;
  std::uint8_t start = 0;   // takes its tokens
  std::uint8_t retire = 0;  // gives its tokens
  std::uint8_t failed = 0;  // stopped by an error, until reset
  std::array<std::uint32_t, kStageCount> retire_index{}, failed_index{};
  std::uint16_t failed_code = 0;  // 4 bits per stage
  std::uint8_t push = 0, pop = 0;
  std::uint64_t tokens = 0;  // 10 bits per counter

  // Writes to on-chip memories; a mask tells which parts of an element are written. A lane is as
  // wide as the bus (of OUT: its share of the element), a part of INP or WGT at least
  // kLoadPartBytes.
  bool uop_we = false;
  std::uint64_t inp_parts = 0, wgt_parts = 0;
  std::uint32_t uop_address = 0, load_address = 0, uop_data = 0;
  std::vector<std::byte> load_data;  // INP or WGT: of each part that is written

  // A bank of ACC and the bank of OUT that follows it.
  struct Bank {
    bool acc_we = false, out_we = false;
    ComputeUnit unit = ComputeUnit::kExec;  // who writes ACC
    unsigned joined = 0;                    // tail: so many operations joined the first one
    std::uint64_t acc_lanes = 0, out_lanes = 0;
    std::uint32_t acc_address = 0, out_address = 0;
    std::vector<std::byte> acc_data, out_data;  // of the whole element
  };
  std::array<Bank, kAccBanks> banks;
  ComputeUnit start_unit = ComputeUnit::kExec;  // of the instruction that compute starts

  [[nodiscard]] bool acc_or_out_written() const {
    for (const Bank& bank : banks) {
      if (bank.acc_we || bank.out_we) return true;
    }
    return false;
  }

  [[nodiscard]] std::uint32_t token_count(unsigned counter) const {
    return static_cast<std::uint32_t>(tokens >> (10 * counter) & kTokenMax);
  }
};

// Token counters by number.
enum CoreTokens : unsigned {
  kComputeToLoad = 0,
  kLoadToCompute = 1,
  kComputeToStore = 2,
  kStoreToCompute = 3,
};

}  // namespace vta

#endif  // VTA_SIM_RTL_CORE_CYCLE_H_
