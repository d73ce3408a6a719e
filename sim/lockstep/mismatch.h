// SPDX-License-Identifier: Apache-2.0
//
// The first difference between the RTL and the golden model in a run.

#ifndef VTA_SIM_LOCKSTEP_MISMATCH_H_
#define VTA_SIM_LOCKSTEP_MISMATCH_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "hw/isa/config.h"
#include "hw/isa/insn.h"

namespace vta::lockstep {

struct Mismatch {
  std::string what = {};                   // "a wrong value was written"
  std::string place = {};                  // "ACC element 7, lane 5"; empty when there is none
  std::string expected = {}, actual = {};  // empty when `what` says it all

  std::uint64_t cycle = 0;          // of the simulation
  std::size_t run = 0;              // of the device, from 0
  std::optional<Stage> stage = {};  // whose instruction it is
  std::optional<std::uint64_t> index = {};
  std::optional<Insn> insn = {};
};

// "lock-step: cycle 812, instruction 12 GEMM (compute): a wrong value was written to ACC element 7,
// lane 5: expected 3 (0x00000003), actual 2 (0x00000002)"
[[nodiscard]] std::string to_string(const Mismatch& mismatch);

[[nodiscard]] std::string_view stage_name(Stage stage);

// What differs first between `expected` and `actual`, the bytes from `offset` on of an element of
// an on-chip memory; nothing when they are equal.
[[nodiscard]] std::optional<Mismatch> compare_element(const Config& config, MemoryType type,
                                                      std::uint64_t element, std::size_t offset,
                                                      std::span<const std::byte> expected,
                                                      std::span<const std::byte> actual);

// "ACC element 7, lane 5"
[[nodiscard]] std::string place_of(MemoryType type, std::uint64_t element,
                                   std::optional<std::size_t> lane = {});
// The lane as a number, as it is printed: "-3 (0xfd)".
[[nodiscard]] std::string lane_text(const Config& config, MemoryType type,
                                    std::span<const std::byte> bytes);
// Bytes of one lane of an element.
[[nodiscard]] std::size_t lane_bytes(MemoryType type);

}  // namespace vta::lockstep

#endif  // VTA_SIM_LOCKSTEP_MISMATCH_H_
