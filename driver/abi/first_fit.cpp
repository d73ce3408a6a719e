// SPDX-License-Identifier: Apache-2.0

#include "driver/abi/first_fit.h"

#include <algorithm>
#include <iterator>

namespace vta::abi {
namespace {

std::uint64_t taken(std::uint64_t bytes) { return std::max(whole_pages(bytes), kPageBytes); }

}  // namespace

std::optional<std::uint64_t> FirstFit::allocate(std::uint64_t bytes) {
  if (bytes > ~std::uint64_t{0} - kPageBytes) return std::nullopt;
  const std::uint64_t size = taken(bytes);
  const auto place =
      std::find_if(free_.begin(), free_.end(), [size](const auto& f) { return f.second >= size; });
  if (place == free_.end()) return std::nullopt;
  const auto [offset, room] = *place;
  free_.erase(place);
  if (room > size) free_.emplace(offset + size, room - size);
  used_.emplace(offset, bytes);
  return offset;
}

bool FirstFit::release(std::uint64_t offset) {
  const auto block = used_.find(offset);
  if (block == used_.end()) return false;
  std::uint64_t size = taken(block->second);
  used_.erase(block);
  auto after = free_.lower_bound(offset);
  if (after != free_.end() && after->first == offset + size) {
    size += after->second;
    after = free_.erase(after);
  }
  if (after != free_.begin()) {
    const auto before = std::prev(after);
    if (before->first + before->second == offset) {
      before->second += size;
      return true;
    }
  }
  free_.emplace(offset, size);
  return true;
}

std::optional<FirstFit::Block> FirstFit::block_at(std::uint64_t offset) const {
  auto block = used_.upper_bound(offset);
  if (block == used_.begin()) return std::nullopt;
  --block;
  const std::uint64_t inside = offset - block->first;
  if (inside != 0 && inside >= block->second) return std::nullopt;
  return Block{block->first, block->second};
}

}  // namespace vta::abi
