// SPDX-License-Identifier: Apache-2.0
//
// Puts a Program together: instructions one after the other, bytes anywhere.

#ifndef VTA_SIM_FUZZ_PROGRAM_BUILDER_H_
#define VTA_SIM_FUZZ_PROGRAM_BUILDER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "driver/program/program.h"
#include "hw/isa/insn.h"

namespace vta::fuzz {

// Bits of an encoded instruction that some field uses; the others are ignored by every target.
[[nodiscard]] InsnWord used_bits(const Config& config, const Insn& insn);

// The memory file of the instructions.
inline constexpr const char* kInsnFile = "insn.bin";

class ProgramBuilder {
 public:
  // Instructions of all runs lie at insn_address and the following ones, a multiple of 64.
  ProgramBuilder(const Config& config, std::string name, std::uint64_t insn_address);

  // Appends to the current run; returns the index there. The fields must fit (a test that wants
  // an illegal opcode names it in the Insn).
  std::size_t add(const Insn& insn);
  std::size_t add_word(const InsnWord& word);
  [[nodiscard]] std::size_t size() const;  // instructions of the current run

  // What follows belongs to another run on the same device.
  void next_run();
  // Base registers of the current run; zero if nobody says otherwise.
  void set_bases(const std::array<std::uint32_t, kMemoryTypeCount>& bases);

  void add_region(std::uint64_t address, std::uint64_t size);
  // Written before the current run. What goes beyond the end of the address space goes on at 0.
  void add_bytes(std::uint64_t address, std::vector<std::byte> bytes);
  void add_words(std::uint64_t address, std::span<const std::uint32_t> words);

  // With the region of the instructions added, its size rounded up to a multiple of 64.
  [[nodiscard]] Program build() const;

 private:
  Program program_;
  std::uint64_t insn_address_;
  std::vector<std::vector<InsnWord>> runs_ = {{}};  // as many as in program_
  std::size_t blobs_ = 0;
};

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_PROGRAM_BUILDER_H_
