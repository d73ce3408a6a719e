// SPDX-License-Identifier: Apache-2.0
//
// Programs that would touch memory that is not theirs. A simulator stops them with axi_error; on a
// board the memory next to the arena belongs to the system, and the bus stops nobody.
//
//   before the run    LOAD that leaves the regions  ──►  trap: the same LOAD, beyond its SRAM
//   in the run        its stage stops there with sram_out_of_range, as it would have with axi_error
//   after the run     the LOAD is put back, and the report says axi_error where a trap was hit
//
// An error stops one stage, pushes no tokens and counts nothing, whichever it is, and the lowest
// instruction wins (docs/semantics.md). So the verdict, the statistics and the memory are those of
// the simulators, with errors before the trap and ones that keep the program from getting there.

#ifndef VTA_DRIVER_BOARD_MEMORY_GUARD_H_
#define VTA_DRIVER_BOARD_MEMORY_GUARD_H_

#include <cstdint>
#include <vector>

#include "driver/board/pynq_memory.h"
#include "driver/device/device.h"
#include "hw/isa/insn.h"

namespace vta::board {

// The guard of one run. Programs that store into their own instructions are not guarded: what they
// do is left to timing in any case.
class MemoryGuard {
 public:
  // Looks through the instructions, and changes nothing.
  // Precondition: the window of the memory is placed.
  [[nodiscard]] static Result<MemoryGuard> inspect(PynqMemory& memory, const Config& config,
                                                   const RunRequest& request);

  // How many instructions may be fetched: all, or those before the first that is not in memory.
  [[nodiscard]] std::uint32_t insn_count() const { return insn_count_; }

  // Puts the traps into memory, before a run; takes them out, after it.
  [[nodiscard]] Status set(PynqMemory& memory) const;
  [[nodiscard]] Status remove(PynqMemory& memory) const;

  // Makes the report of the run with traps that of the program. `fetched`: whether fetch has handed
  // on all that it may (it waits when a stage is full), so that it would have gone on to the next.
  void translate(RunReport& report, bool fetched) const;

 private:
  struct Trap {
    std::uint32_t index = 0;    // of the instruction
    std::uint64_t address = 0;  // of the first row that leaves the regions
    InsnWord original{}, trap{};
  };

  std::uint64_t insn_address_ = 0;
  std::uint32_t insn_count_ = 0, wanted_ = 0;
  std::vector<Trap> traps_;  // by index
};

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_MEMORY_GUARD_H_
