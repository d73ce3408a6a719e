// SPDX-License-Identifier: Apache-2.0
//
// Who touched what, and whether it was in order.

#ifndef VTA_SIM_FUZZ_TOUCHED_H_
#define VTA_SIM_FUZZ_TOUCHED_H_

#include <cstdint>

#include "hw/isa/result.h"
#include "sim/fuzz/cells.h"
#include "sim/fuzz/footprint.h"
#include "sim/fuzz/token_clocks.h"

namespace vta::fuzz {

// Whether an element on chip may be read before the program has written it.
enum class FirstRead : std::uint8_t {
  kAnything,  // it may hold anything at first, so that would be no result
  kZero,      // memories start as zeros, as golden and functional promise
};

// An instruction that executes: its number over all runs, counted from 1, and what its stage knows.
struct Toucher {
  std::uint64_t insn;
  Stage stage;
  const Clock& known;
};

class Touched {
 public:
  explicit Touched(FirstRead first_read) : first_read_(first_read) {}

  // Fails, naming the place and, counted from the run's first one, the other instruction, when the
  // access is not ordered behind another one, or reads what is unspecified. `run_begin`:
  // instructions of earlier runs.
  [[nodiscard]] Status touch(const Toucher& who, const Access& access, std::uint64_t run_begin);

  // On chip, nobody may read it before it is written again.
  void make_unspecified(const Access& access);

  // Whether a STORE has written some of these granules of DRAM since the host did.
  [[nodiscard]] bool stored(std::uint32_t first, std::uint64_t count);
  void written_by_host(std::uint32_t first, std::uint64_t count);

 private:
  enum class Contents : std::uint8_t { kInitial, kSpecified, kUnspecified };
  // The last instructions that touched an element, by stage; 0 for none.
  struct Element {
    Clock reads{}, writes{};
    Contents contents = Contents::kInitial;
  };

  FirstRead first_read_;
  Cells<Element> elements_;
  bool any_stored_ = false;
};

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_TOUCHED_H_
