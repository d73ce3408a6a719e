// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/image.h"

#include <algorithm>
#include <cstring>

namespace vta::timing {

void Image::write(const ProgramRun& run) {
  for (const ProgramBlob& blob : run.memory) blobs_.push_back(&blob);
}

bool Image::contains(std::uint64_t address, std::uint64_t size) const {
  // Regions may touch: go on where one ends. Each of them helps at most once.
  for (std::size_t steps = 0; size != 0 && steps <= regions_.size(); ++steps) {
    const auto region = std::find_if(regions_.begin(), regions_.end(), [address](const auto& r) {
      return address >= r.address && address - r.address < r.size;
    });
    if (region == regions_.end()) return false;
    const std::uint64_t inside = std::min(size, region->address + region->size - address);
    address += inside;
    size -= inside;
  }
  return size == 0;
}

const std::byte* Image::find(std::uint64_t address, std::uint64_t size) const {
  const std::uint64_t end = address + size;
  for (auto blob = blobs_.rbegin(); blob != blobs_.rend(); ++blob) {
    const std::uint64_t first = (*blob)->address, last = first + (*blob)->bytes.size();
    if (address >= first && end <= last) return (*blob)->bytes.data() + (address - first);
    if (address < last && end > first) return nullptr;  // part of it is newer
  }
  return nullptr;
}

std::uint32_t Image::word(std::uint64_t address) const {
  std::uint32_t word = 0;
  if (const std::byte* bytes = find(address, sizeof word)) {
    std::memcpy(&word, bytes, sizeof word);
    return word;
  }
  for (unsigned i = 0; i < sizeof word; ++i) {
    if (const std::byte* byte = find(address + i, 1)) {
      word |= std::to_integer<std::uint32_t>(*byte) << (8 * i);
    }
  }
  return word;
}

}  // namespace vta::timing
