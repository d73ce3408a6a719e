// SPDX-License-Identifier: Apache-2.0
//
// Something that is known of every element of every memory, kept only where somebody looked.

#ifndef VTA_SIM_FUZZ_CELLS_H_
#define VTA_SIM_FUZZ_CELLS_H_

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sim/fuzz/footprint.h"

namespace vta::fuzz {

template <typename Cell>
class Cells {
 public:
  Cells() = default;
  Cells(const Cells&) = delete;  // it remembers where its pages are
  Cells& operator=(const Cells&) = delete;

  [[nodiscard]] Cell& at(Space space, std::uint32_t index) {
    const auto id = static_cast<std::size_t>(space);
    Memory& memory = memories_[id];
    const std::uint32_t number = index / kPage;
    if (memory.last == nullptr || memory.last_number != number) {
      std::vector<Cell>& page = memory.pages[number];
      if (page.empty()) page.resize(kPage);
      memory.last = &page;  // pages stay where they are when others are added
      memory.last_number = number;
    }
    return (*memory.last)[index % kPage];
  }

 private:
  static constexpr std::uint32_t kPage = 64;
  struct Memory {
    std::unordered_map<std::uint32_t, std::vector<Cell>> pages;
    std::vector<Cell>* last = nullptr;
    std::uint32_t last_number = 0;
  };
  std::array<Memory, kSpaceCount> memories_;
};

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_CELLS_H_
