// SPDX-License-Identifier: Apache-2.0

#include "sim/lockstep/golden_state.h"

#include <algorithm>
#include <vector>

namespace vta::lockstep {
namespace {

// Bytes of the element in a vector of lanes.
template <typename Lanes>
auto bytes_of(Lanes& lanes, std::size_t per_element, std::size_t index) {
  const auto element = std::span(lanes).subspan(index * per_element, per_element);
  if constexpr (std::is_const_v<Lanes>) {
    return std::as_bytes(element);
  } else {
    return std::as_writable_bytes(element);
  }
}

template <typename Sram>
auto element_in(Sram& sram, const Config& c, MemoryType type, std::size_t index) {
  switch (type) {
    case MemoryType::kUop:
      return bytes_of(sram.uop, 1, index);
    case MemoryType::kInp:
      return bytes_of(sram.inp, inp_lanes(c), index);
    case MemoryType::kWgt:
      return bytes_of(sram.wgt, wgt_lanes(c), index);
    default:
      VTA_CHECK(type == MemoryType::kAcc);
      return bytes_of(sram.acc, acc_lanes(c), index);
  }
}

}  // namespace

std::span<const std::byte> GoldenState::element(MemoryType type, std::size_t index) const {
  return element_in(sram, config, type, index);
}

void GoldenState::set_element(MemoryType type, std::size_t index,
                              std::span<const std::byte> bytes) {
  std::ranges::copy(bytes, element_in(sram, config, type, index).begin());
}

void GoldenState::copy_from(const RtlMemories& memories) {
  for (const MemoryType type :
       {MemoryType::kUop, MemoryType::kInp, MemoryType::kWgt, MemoryType::kAcc}) {
    std::vector<std::byte> bytes(config.elem_bytes(type));
    for (std::uint32_t i = 0; i < config.depth(type); ++i) {
      memories.read_sram(type, i, bytes);
      set_element(type, i, bytes);
    }
  }
  for (const DeviceMemory::Region& region : memories.dram().regions()) {
    VTA_CHECK(memory.write(region.address, region.bytes).ok());
  }
}

}  // namespace vta::lockstep
