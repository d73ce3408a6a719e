// SPDX-License-Identifier: Apache-2.0
//
// What a run of the RTL did, cycle by cycle, in the form in which people look at it: when each
// instruction was dispatched, started and retired, what each unit was doing, every burst on the bus
// and every token from hand to hand.
//
// Cycles are those that the counters of the machine count: 0 is the first one of the run.

#ifndef VTA_SIM_TIMELINE_TIMELINE_H_
#define VTA_SIM_TIMELINE_TIMELINE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/rtl/core_cycle.h"

namespace vta::timeline {

inline constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();
inline constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

// In the order of the masks of CoreCycle.
inline constexpr std::array<std::string_view, kUnitCount> kUnitNames = {"fetch", "load", "compute",
                                                                        "store"};
// A token goes from the first to the second; by number of its counter.
inline constexpr std::size_t kTokenCounters = 4;
inline constexpr std::array<std::array<std::string_view, 2>, kTokenCounters> kTokenPaths = {
    {{"compute", "load"}, {"load", "compute"}, {"compute", "store"}, {"store", "compute"}}};

// One instruction on its way; kNever for what did not happen.
struct InsnRecord {
  Insn insn;
  Stage stage = Stage::kCompute;
  ComputeUnit unit = ComputeUnit::kExec;  // of the compute stage: who executed it
  std::uint64_t dispatched = kNever;      // fetch gave it to its stage
  std::uint64_t started = kNever;         // it had its tokens and took them
  std::uint64_t retired = kNever;         // its effects were complete and it gave its tokens
  std::vector<std::uint32_t> uops;  // GEMM and ALU: their micro-ops, as they were at the start
};

// What a counter of a unit counts; a unit that does none of it is idle.
enum PhaseBit : std::uint8_t { kBusy = 1, kTokenWait = 2, kMemoryWait = 4 };

// Cycles in a row in which a unit did the same.
struct Phase {
  std::uint8_t bits = 0;  // PhaseBit
  std::uint64_t begin = 0, cycles = 0;
};

// A burst on the AXI4 port. `id` of a read says who asked: 0 fetch, 1 load, 2 compute.
struct Burst {
  bool write = false;
  std::uint8_t id = 0, beats = 0;                                   // 1 .. 16
  std::uint64_t address = 0;                                        // bytes
  std::uint64_t requested = kNever, first = kNever, last = kNever;  // address, first and last beat
  std::uint64_t answered = kNever;                                  // of a write
};

// A token from the instruction that gave it to the one that took it; kNobody when it was there
// before the run, or was left over.
struct TokenPass {
  std::uint8_t counter = 0;  // CoreTokens
  std::uint32_t from = kNobody, to = kNobody;
  std::uint64_t given = kNever, taken = kNever;
};

struct Run {
  std::uint64_t cycles = 0;
  bool complete = true;           // false: there was more than a Recorder keeps
  std::vector<InsnRecord> insns;  // those that were dispatched, by their index
  std::array<std::vector<Phase>, kUnitCount> phases;
  std::vector<Burst> bursts;  // in the order of their requests
  std::vector<TokenPass> tokens;
};

// Cycles that a unit spent in phases with this bit; what its counter counts.
[[nodiscard]] std::uint64_t phase_cycles(const Run& run, std::size_t unit, PhaseBit bit);

}  // namespace vta::timeline

#endif  // VTA_SIM_TIMELINE_TIMELINE_H_
