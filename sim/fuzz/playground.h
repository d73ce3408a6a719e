// SPDX-License-Identifier: Apache-2.0
//
// The part of the machine that one random program uses, and the operations it may be made of.

#ifndef VTA_SIM_FUZZ_PLAYGROUND_H_
#define VTA_SIM_FUZZ_PLAYGROUND_H_

#include <cstdint>

#include "hw/isa/config.h"
#include "sim/fuzz/footprint.h"
#include "sim/fuzz/shape_picker.h"

namespace vta::fuzz {

enum class Kind { kGemm, kReset, kAluImm, kAluTensor };  // what micro-ops are used for

// What is unusual about a program as a whole.
struct Habits {
  bool at_the_ends = false;  // windows end where the memories do
  bool bases = false;        // base registers are not zero
  bool wraps = false;        // the data begin below address 2^32 and go on at 0
};

struct Playground {
  static constexpr std::uint32_t kInsnBytes = 1u << 17, kUopBytes = 1u << 16;
  static constexpr std::uint32_t kDataBytes = 1u << 15;
  static constexpr std::uint32_t kPage = 0x1000;

  Playground(const Config& config, const Habits& habits, ShapePicker& shape);

  // All data that operations use, in elements of the type as an instruction names them: base
  // registers count. Behind it follow the dump_bytes.
  [[nodiscard]] Window data(MemoryType type) const {
    return elements(type, data_address, kDataBytes);
  }
  [[nodiscard]] Window uops() const { return elements(MemoryType::kUop, uop_address, kUopBytes); }

  // Whole elements of the type in [address, address + bytes). Numbers may go beyond 2^32 bytes:
  // addresses are modulo 2^32.
  [[nodiscard]] Window elements(MemoryType type, std::uint32_t address, std::uint32_t bytes) const;

  void pick_bases(ShapePicker& shape);

  Config config;
  Window inp, wgt, acc, uop;  // elements on chip
  Bases base{};
  std::uint32_t dump_bytes;  // for all bits of the accumulators, after the last operation
  std::uint32_t insn_address = 0, uop_address = 0, data_address = 0;  // DRAM, multiples of kPage
};

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_PLAYGROUND_H_
