// SPDX-License-Identifier: Apache-2.0

#include "driver/board/sub_allocator.h"

#include <algorithm>
#include <bit>

#include "hw/isa/result.h"

namespace vta::board {

std::optional<std::uint64_t> SubAllocator::allocate(std::uint64_t size, std::uint64_t alignment) {
  VTA_CHECK(size != 0 && std::has_single_bit(alignment));
  // Tries the place behind each block, the first one from the front of the memory.
  std::uint64_t gap = 0;
  auto next = blocks_.begin();
  for (;;) {
    const std::uint64_t skip = (alignment - (origin_ + gap) % alignment) % alignment;
    const std::uint64_t end = next == blocks_.end() ? size_ : next->first;
    if (skip <= end - gap && size <= end - gap - skip) {
      blocks_.emplace(gap + skip, size);
      used_ += size;
      return gap + skip;
    }
    if (next == blocks_.end()) return std::nullopt;
    gap = next->first + next->second;
    ++next;
  }
}

bool SubAllocator::release(std::uint64_t offset) {
  const auto block = blocks_.find(offset);
  if (block == blocks_.end()) return false;
  used_ -= block->second;
  blocks_.erase(block);
  return true;
}

std::uint64_t SubAllocator::largest_gap() const {
  std::uint64_t largest = 0, gap = 0;
  for (const auto& [offset, bytes] : blocks_) {
    largest = std::max(largest, offset - gap);
    gap = offset + bytes;
  }
  return std::max(largest, size_ - gap);
}

}  // namespace vta::board
