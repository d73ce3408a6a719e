// SPDX-License-Identifier: Apache-2.0
//
// Hands out parts of a piece of memory: the first gap that is large enough.

#ifndef VTA_DRIVER_BOARD_SUB_ALLOCATOR_H_
#define VTA_DRIVER_BOARD_SUB_ALLOCATOR_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

namespace vta::board {

// Knows offsets and sizes only, all in bytes. Blocks are few, so a search from the front is fast
// enough, and it keeps the large gap at the end large.
class SubAllocator {
 public:
  // The memory is [0, size). `origin` is the address of offset 0 for alignments.
  explicit SubAllocator(std::uint64_t size, std::uint64_t origin = 0)
      : size_(size), origin_(origin) {}

  // The offset of the first place with room for `size` bytes (at least 1) whose address is a
  // multiple of `alignment` (a power of two), or nothing when there is none.
  [[nodiscard]] std::optional<std::uint64_t> allocate(std::uint64_t size, std::uint64_t alignment);

  // Gives back what allocate() handed out at this offset. False, and nothing changes, when there is
  // no such block.
  bool release(std::uint64_t offset);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint64_t free_bytes() const { return size_ - used_; }
  [[nodiscard]] std::uint64_t largest_gap() const;
  [[nodiscard]] std::size_t blocks() const { return blocks_.size(); }

 private:
  std::uint64_t size_, origin_;
  std::uint64_t used_ = 0;
  std::map<std::uint64_t, std::uint64_t> blocks_;  // offset -> size
};

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_SUB_ALLOCATOR_H_
