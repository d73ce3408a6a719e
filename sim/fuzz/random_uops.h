// SPDX-License-Identifier: Apache-2.0
//
// The micro-ops of a random program: their image in DRAM and what stands on chip so far.

#ifndef VTA_SIM_FUZZ_RANDOM_UOPS_H_
#define VTA_SIM_FUZZ_RANDOM_UOPS_H_

#include <cstdint>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/fuzz/playground.h"
#include "sim/fuzz/shape_picker.h"

namespace vta::fuzz {

class RandomUops {
 public:
  RandomUops(const Playground& playground, Dice& dice)
      : playground_(playground),
        dice_(dice),
        shape_(dice),
        on_chip_(playground.config.depth(MemoryType::kUop)) {}

  // A LOAD UOP of new micro-ops that suit the kind, with destinations in `dst`, into some part of
  // the window (or all of it).
  [[nodiscard]] MemFields load(Kind kind, const Window& dst);
  [[nodiscard]] MemFields load_all(Kind kind, const Window& dst);
  // A LOAD UOP of just these to the begin of the window, or so many places behind it.
  [[nodiscard]] MemFields load_these(const std::vector<Uop>& uops, std::uint32_t offset = 0);
  // A LOAD UOP into the whole memory: a few micro-ops again and again, by rows without a stride.
  [[nodiscard]] MemFields load_everywhere(Kind kind, const Window& dst);

  // A LOAD UOP of one row longer than 4 KiB, or as long as the memory.
  [[nodiscard]] MemFields load_long(Kind kind, const Window& dst);

  // A random stretch of micro-ops on chip that are legal for the kind; empty when there is none.
  [[nodiscard]] Window stretch(Kind kind);

  [[nodiscard]] const std::vector<std::uint32_t>& on_chip() const { return on_chip_; }
  [[nodiscard]] Uop at(std::uint32_t index) const {
    return decode_uop(playground_.config, on_chip_[index]);
  }
  [[nodiscard]] const std::vector<std::uint32_t>& image() const { return image_; }

 private:
  [[nodiscard]] bool legal(Kind kind, const Uop& uop) const;
  [[nodiscard]] std::uint32_t within(const Window& window);
  [[nodiscard]] std::uint32_t random_word(Kind kind, const Window& dst);
  [[nodiscard]] MemFields append(MemFields fields, Kind kind, const Window& dst);

  const Playground& playground_;
  Dice& dice_;
  ShapePicker shape_;
  std::vector<std::uint32_t> on_chip_;  // at the end of the program so far
  std::vector<std::uint32_t> image_;    // in DRAM
};

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_RANDOM_UOPS_H_
