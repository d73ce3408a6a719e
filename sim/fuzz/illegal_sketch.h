// SPDX-License-Identifier: Apache-2.0
//
// The common parts of illegal programs: a memory map with random data, and short ways to write
// instructions.

#ifndef VTA_SIM_FUZZ_ILLEGAL_SKETCH_H_
#define VTA_SIM_FUZZ_ILLEGAL_SKETCH_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/fuzz/illegal_programs.h"
#include "sim/fuzz/program_builder.h"

namespace vta::fuzz {

// Token flags by the neighbour they talk to.
inline constexpr TokenFlags kNoTokens{};
inline constexpr TokenFlags kPopPrev{.pop_prev = true};
inline constexpr TokenFlags kPopNext{.pop_next = true};
inline constexpr TokenFlags kPushPrev{.push_prev = true};
inline constexpr TokenFlags kPushNext{.push_next = true};
inline constexpr TokenFlags kPopPrevPushPrev{.pop_prev = true, .push_prev = true};
inline constexpr TokenFlags kPopNextPushNext{.pop_next = true, .push_next = true};

class Sketch {
 public:
  // Random data at kData; stores go to kOut, where zeros stand, those of dump() to kDump. What lies
  // behind kEnd, and all of kNowhere, is outside every region.
  static constexpr std::uint32_t kInsn = 0x1000;
  static constexpr std::uint32_t kData = 0x100000, kOut = 0x108000, kDump = 0x10c000;
  static constexpr std::uint32_t kEnd = 0x110000;
  static constexpr std::uint32_t kNowhere = 0x200000;

  Sketch(const Config& config, std::string name);

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] std::uint32_t depth(MemoryType type) const { return config_.depth(type); }
  // A byte address as a number of elements.
  [[nodiscard]] std::uint32_t element(MemoryType type, std::uint32_t address) const;

  // A row of `count` elements from kData (to kOut).
  [[nodiscard]] MemFields row(MemoryType type, std::uint32_t sram_base, std::uint32_t count) const;

  // Each returns the index of the instruction.
  std::size_t add(const Insn& insn) { return builder_.add(insn); }
  std::size_t load(MemoryType type, std::uint32_t sram_base, std::uint32_t count,
                   TokenFlags tokens = {});
  std::size_t store(std::uint32_t sram_base, std::uint32_t count, TokenFlags tokens = {});
  std::size_t load_nop(TokenFlags tokens = {});
  std::size_t compute_nop(TokenFlags tokens = {});
  std::size_t store_nop(TokenFlags tokens = {});
  std::size_t finish(TokenFlags tokens = {}) { return builder_.add(make_finish(tokens)); }
  std::size_t opcode(std::uint32_t value, TokenFlags tokens = {});
  void repeat(std::size_t times, std::size_t (Sketch::*nop)(TokenFlags), TokenFlags tokens);

  // A LOAD UOP that makes these micro-ops stand at 0, 1, ...
  std::size_t load_uops(std::initializer_list<Uop> uops, TokenFlags tokens = {});

  // The last elements of INP, WGT and ACC, eight of each, filled with data; the load stage gives a
  // token that the LOAD ACC takes.
  void fill_tops();

  // A second run that stores all bits of accumulators [begin, begin + count) to kDump.
  void dump(std::uint32_t begin, std::uint32_t count);

  [[nodiscard]] IllegalProgram expect(ErrorCode code, std::size_t index,
                                      std::vector<ProgramRegion> unspecified = {});

 private:
  void write_uops();

  Config config_;
  std::string name_;
  ProgramBuilder builder_;
  std::vector<std::uint32_t> uop_image_;  // at the end of the random data
  std::size_t uops_written_ = 0;
};

// The parts of the table.
void add_illegal_static(const Config& config, std::vector<IllegalProgram>& table);
void add_illegal_indices(const Config& config, std::vector<IllegalProgram>& table);
void add_illegal_memory(const Config& config, std::vector<IllegalProgram>& table);
void add_illegal_tokens(const Config& config, std::vector<IllegalProgram>& table);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_ILLEGAL_SKETCH_H_
