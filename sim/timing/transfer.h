// SPDX-License-Identifier: Apache-2.0
//
// The DRAM side and the on-chip side of one LOAD, as vta_mem_decode hands it to the DMA.

#ifndef VTA_SIM_TIMING_TRANSFER_H_
#define VTA_SIM_TIMING_TRANSFER_H_

#include <algorithm>
#include <cstdint>

#include "hw/isa/insn.h"
#include "sim/timing/clock.h"
#include "sim/timing/geometry.h"

namespace vta::timing {

// Rows of bytes in DRAM; rows that touch are one.
struct Rows {
  std::uint32_t address = 0;
  std::uint64_t row_bytes = 0, stride_bytes = 0;
  std::uint32_t rows = 0;

  // Of a LOAD or STORE that moves something.
  [[nodiscard]] static Rows of(const MemFields& fields, std::uint32_t base, unsigned elem_log);
  [[nodiscard]] std::uint64_t beats(unsigned beat_log) const;
};

// Zeros of a LOAD, in the cycles in which vta_dma_writer writes no data: those before a row, then a
// cycle to jump over the row, and so on; at the end a cycle to notice that all is done.
class PadWalk {
 public:
  PadWalk() = default;
  PadWalk(const MemFields& fields, bool has_pads);

  [[nodiscard]] bool active() const { return active_; }
  // Cycles without data, as many as there are.
  void advance(Cycle cycles);
  // Cycles with data: only what needs no write port.
  void advance_beside_data(Cycle cycles);
  // The cycles that are left when no data come any more.
  [[nodiscard]] Cycle left() const;

 private:
  void jump();

  bool active_ = false;
  std::uint64_t zeros_ = 0, gap_ = 0, bottom_ = 0;  // before the next jump; before each; at the end
  std::uint64_t rows_ = 0;                          // to be jumped over
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_TRANSFER_H_
