// SPDX-License-Identifier: Apache-2.0
//
// Device memory of a board: the addresses of a program, moved into the arena.
//
//   addresses of the program      low ........................ high
//                                  |  regions, and gaps between  |
//   arena, physical      base  ....|.............................|.... base + size
//                                  ^ window: physical = address + offset(), modulo 2^32
//
// All six base registers get the same offset, so one window holds all regions. It is placed when
// somebody first touches memory, once the regions are known.

#ifndef VTA_DRIVER_BOARD_PYNQ_MEMORY_H_
#define VTA_DRIVER_BOARD_PYNQ_MEMORY_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "driver/board/dma_arena.h"
#include "driver/board/sub_allocator.h"

namespace vta::board {

class PynqMemory {
 public:
  explicit PynqMemory(std::unique_ptr<DmaArena> arena);

  // As of DeviceMemory; fails, too, when a window of all regions cannot fit into the arena.
  Status add_region(std::uint64_t address, std::uint64_t size);
  [[nodiscard]] bool contains(std::uint64_t address, std::uint64_t size) const;
  Status write(std::uint64_t address, std::span<const std::byte> data);
  Status read(std::uint64_t address, std::span<std::byte> data);

  // Places the window, if that has not happened. Fails when the arena has no room.
  Status place();

  // What turns an address into a physical one, modulo 2^32; a multiple of the page size.
  [[nodiscard]] std::uint32_t offset() const;

  // Before a run, and after it.
  Status sync_for_device();
  Status sync_for_cpu();

  [[nodiscard]] const DmaArena& arena() const { return *arena_; }

 private:
  struct Region {
    std::uint64_t address, size;
    bool cleared;  // its bytes are where they belong; false: they are to be zero
  };
  struct Window {
    std::uint64_t low = 0, high = 0;  // addresses, whole pages; empty: not placed
    std::uint64_t at = 0;             // offset into the arena
  };

  [[nodiscard]] Window needed() const;
  [[nodiscard]] Status no_room(const Window& window) const;
  [[nodiscard]] std::span<std::byte> bytes_of(const Window& window, std::uint64_t address,
                                              std::uint64_t size);
  template <typename Sync>
  Status each_region(Sync sync);

  std::unique_ptr<DmaArena> arena_;
  SubAllocator allocator_;
  std::vector<Region> regions_;  // sorted by address
  Window window_;
};

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_PYNQ_MEMORY_H_
