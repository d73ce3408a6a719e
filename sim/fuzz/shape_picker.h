// SPDX-License-Identifier: Apache-2.0
//
// Random shapes: rows, pads and strides of transfers, trips and factors of loop nests, such that
// everything stays inside given windows.

#ifndef VTA_SIM_FUZZ_SHAPE_PICKER_H_
#define VTA_SIM_FUZZ_SHAPE_PICKER_H_

#include <cstdint>
#include <span>

#include "hw/isa/insn.h"
#include "sim/fuzz/dice.h"

namespace vta::fuzz {

// Elements [begin, end) of an on-chip memory, or of DRAM counted in elements.
struct Window {
  std::uint32_t begin = 0, end = 0;
  [[nodiscard]] std::uint32_t size() const { return end - begin; }
  [[nodiscard]] bool holds(std::uint32_t index) const { return index >= begin && index < end; }
};

// An operand of a loop nest: the values that micro-ops give it, where it may go, and the size of
// its factor fields. An operand that is not looked at has any factors.
struct OperandRange {
  std::uint32_t largest = 0;  // in the micro-ops
  Window window;
  std::uint32_t factor_end = 1;  // factors are below
  bool looked_at = true;
};
struct Factors {
  std::uint32_t out = 0, in = 0;
};

class ShapePicker {
 public:
  explicit ShapePicker(Dice& dice) : dice_(dice) {}

  [[nodiscard]] std::uint32_t pick(std::uint32_t low, std::uint32_t high) {  // both included
    return dice_.pick_unsigned(low, high);
  }
  [[nodiscard]] bool chance(double p) { return dice_.chance(p); }

  // A window of at most `size` elements in a memory, often at one of its ends.
  [[nodiscard]] Window window(std::uint32_t depth, std::uint32_t size);
  // The lower half, the upper half, or all of it.
  [[nodiscard]] Window part(const Window& window, bool upper);

  // A LOAD into (with pads when wanted) or a STORE from `sram`, of DRAM elements of `dram`. At
  // least `min_rows` data rows. memory_type is left to the caller.
  [[nodiscard]] MemFields transfer(const Window& sram, const Window& dram, bool pads,
                                   std::uint32_t min_rows);
  // A transfer of nothing: x_size is 0, every other field random.
  [[nodiscard]] MemFields nothing(std::uint32_t memory_type);

  // Factors that keep the operand in its window for the given trips.
  [[nodiscard]] Factors factors(const OperandRange& range, std::uint32_t iter_out,
                                std::uint32_t iter_in);

 private:
  std::uint32_t factor(std::uint32_t slack, std::uint32_t trips, std::uint32_t factor_end);

  Dice& dice_;
};

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_SHAPE_PICKER_H_
