// SPDX-License-Identifier: Apache-2.0
//
// What an instruction reads and writes, on chip and in DRAM.

#ifndef VTA_SIM_FUZZ_FOOTPRINT_H_
#define VTA_SIM_FUZZ_FOOTPRINT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "driver/device/memory.h"
#include "hw/isa/insn.h"

namespace vta::fuzz {

// Memories; OUT is ACC. DRAM is counted in granules of four bytes, of which every element is made.
enum class Space : std::uint8_t { kUop, kInp, kWgt, kAcc, kDram };
inline constexpr std::size_t kSpaceCount = 5;
inline constexpr std::uint32_t kGranuleBytes = 4;

[[nodiscard]] const char* name_of(Space space);

// [first, first + count) of a space.
struct Access {
  Space space;
  bool write;
  std::uint32_t first, count;
};

// Base registers, by MemoryType.
using Bases = std::array<std::uint32_t, kMemoryTypeCount>;

struct Footprint {
  std::vector<Access> accesses;
  // A static error, or an index error: what the micro-ops before it touch is in `accesses`. Whether
  // DRAM exists is not looked at.
  ErrorCode code = ErrorCode::kNone;
};

// `uops` is the micro-op memory when the instruction executes.
[[nodiscard]] Footprint footprint_of(const Config& config, const Insn& insn, const Bases& bases,
                                     std::span<const std::uint32_t> uops);

// Byte address, modulo 2^32, of element `element` of a row of a transfer.
[[nodiscard]] std::uint32_t dram_address(const Config& config, const MemFields& fields,
                                         const Bases& bases, std::uint64_t row,
                                         std::uint64_t element);

// Whether all bytes of DRAM in the footprint exist.
[[nodiscard]] bool dram_exists(const Footprint& footprint, const DeviceMemory& memory);

// What a LOAD UOP that is not in error does to the micro-op memory.
void load_uops(const Config& config, const MemFields& fields, const Bases& bases,
               const DeviceMemory& memory, std::span<std::uint32_t> uops);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_FOOTPRINT_H_
