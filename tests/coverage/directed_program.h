// SPDX-License-Identifier: Apache-2.0
//
// What directed programs have in common: a memory map with random data, token flags whose partners
// come by themselves, and a second run that stores all bits of the accumulators.

#ifndef VTA_TESTS_COVERAGE_DIRECTED_PROGRAM_H_
#define VTA_TESTS_COVERAGE_DIRECTED_PROGRAM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/fuzz/program_builder.h"

namespace vta::coverage {

class DirectedProgram {
 public:
  // LOADs read random data from kData on, whole pages of it; STOREs write from kOut on, where
  // nothing else is. Every address below kEnd exists.
  static constexpr std::uint32_t kData = 0x100000, kDataBytes = 0x8000;
  static constexpr std::uint32_t kOut = 0x110000, kOutBytes = 0x8000;
  static constexpr std::uint32_t kEnd = 0x140000;
  // Accumulators that are filled at the beginning and stored at the end.
  static constexpr std::uint32_t kAccs = 64;

  // The program begins by filling the accumulators.
  DirectedProgram(const Config& config, std::string name);

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] std::uint32_t element(MemoryType type, std::uint32_t address) const {
    return address / config_.elem_bytes(type);
  }

  // Each returns the index of the instruction.
  std::size_t add(const Insn& insn) { return builder_.add(insn); }
  // A LOAD or STORE of nothing: carries tokens.
  std::size_t nop(Stage stage, TokenFlags tokens = {});
  // With NOPs of other stages around it that give the tokens it pops and take those it pushes;
  // flags that its stage ignores get none.
  std::size_t add_with_partners(const Insn& insn);
  // A LOAD of `words` to UOP, from index `begin` on.
  void load_uops(std::uint32_t begin, const std::vector<Uop>& uops, TokenFlags tokens = {});
  // Accumulator `index` gets `value` in every lane.
  void load_value(std::uint32_t index, std::int32_t value);
  void finish(TokenFlags tokens = {}) { builder_.add(make_finish(tokens)); }
  void next_run();

  // Everything stored, after the last instruction so far.
  [[nodiscard]] Program build_with_dump();
  [[nodiscard]] Program build();

 private:
  std::uint32_t place(const std::vector<std::uint32_t>& words);
  void write_image();

  Config config_;
  fuzz::ProgramBuilder builder_;
  std::vector<std::uint32_t> image_;  // micro-ops and values, behind everything else
  std::size_t written_ = 0;           // words of it that are in a run
};

}  // namespace vta::coverage

#endif  // VTA_TESTS_COVERAGE_DIRECTED_PROGRAM_H_
