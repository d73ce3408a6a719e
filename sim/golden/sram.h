// SPDX-License-Identifier: Apache-2.0
//
// On-chip memories of the golden model, as lanes.

#ifndef VTA_SIM_GOLDEN_SRAM_H_
#define VTA_SIM_GOLDEN_SRAM_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/isa/config.h"

namespace vta {

// Lanes of the elements, one element after the other; element i of a memory with n lanes per
// element is [i * n, (i + 1) * n). There is no OUT memory: it follows every write to ACC, so a
// STORE reads ACC and truncates.
struct SramState {
  std::vector<std::uint32_t> uop;  // encoded micro-ops
  std::vector<std::int8_t> inp;    // [BATCH][BLOCK] per element
  std::vector<std::int8_t> wgt;    // [BLOCK out][BLOCK in]
  std::vector<std::int32_t> acc;   // [BATCH][BLOCK]
  friend bool operator==(const SramState&, const SramState&) = default;
};

// Lanes of one element.
[[nodiscard]] inline std::size_t inp_lanes(const Config& c) {
  return static_cast<std::size_t>(c.batch()) * static_cast<std::size_t>(c.block());
}
[[nodiscard]] inline std::size_t wgt_lanes(const Config& c) {
  return static_cast<std::size_t>(c.block()) * static_cast<std::size_t>(c.block());
}
[[nodiscard]] inline std::size_t acc_lanes(const Config& c) { return inp_lanes(c); }

// All memories, zero.
[[nodiscard]] inline SramState make_sram(const Config& c) {
  SramState sram;
  sram.uop.resize(c.depth(MemoryType::kUop));
  sram.inp.resize(c.depth(MemoryType::kInp) * inp_lanes(c));
  sram.wgt.resize(c.depth(MemoryType::kWgt) * wgt_lanes(c));
  sram.acc.resize(c.depth(MemoryType::kAcc) * acc_lanes(c));
  return sram;
}

}  // namespace vta

#endif  // VTA_SIM_GOLDEN_SRAM_H_
