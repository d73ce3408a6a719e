// SPDX-License-Identifier: Apache-2.0
//
// One contiguous piece of memory that the processor and the accelerator both see.
//
//                     | a port that is not coherent: hp   | a coherent one: acp
//   zocl (stock PYNQ) | cached, SYNC_BO both ways         | cached, nothing to do
//   u-dma-buf         | cached, sync_for_device / _cpu    | cached, nothing to do
//
// Memory without a cache would need no sync either, and is five to thirteen times slower for the
// processor. Which of the two a design has is in its description (sidecar.h): a sync that is
// missing shows old data, and one too many, behind a coherent port, may drop from the caches what
// the accelerator wrote there.

#ifndef VTA_DRIVER_BOARD_DMA_ARENA_H_
#define VTA_DRIVER_BOARD_DMA_ARENA_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "driver/board/system.h"

namespace vta::board {

enum class ArenaKind { kAny, kZocl, kUdmabuf };

struct ArenaOptions {
  std::uint64_t size = std::uint64_t{32} << 20;  // bytes; rounded up to whole pages
  bool coherent = false;             // the accelerator reads and writes through the caches
  ArenaKind kind = ArenaKind::kAny;  // zocl first, then u-dma-buf
};

class DmaArena {
 public:
  virtual ~DmaArena() = default;
  DmaArena(const DmaArena&) = delete;
  DmaArena& operator=(const DmaArena&) = delete;

  [[nodiscard]] virtual std::uint32_t physical() const = 0;  // address of the first byte
  [[nodiscard]] virtual std::span<std::byte> bytes() = 0;    // at least as many as asked for
  [[nodiscard]] virtual std::string name() const = 0;        // "zocl (/dev/dri/renderD128)"

  // What the processor wrote reaches the accelerator; what the accelerator wrote reaches the
  // processor. [offset, offset + size) lies inside; nothing is done through a coherent port.
  virtual Status sync_for_device(std::uint64_t offset, std::uint64_t size) = 0;
  virtual Status sync_for_cpu(std::uint64_t offset, std::uint64_t size) = 0;

 protected:
  DmaArena() = default;
};

// Fails naming each kind and why it is not there; when memory ran out, with the size asked for and
// what is left of CMA, the kernel's pool of contiguous memory. Fails, too, when the memory does not
// lie below 4 GiB, where the accelerator's addresses end.
[[nodiscard]] Result<std::unique_ptr<DmaArena>> open_arena(System& system,
                                                           const ArenaOptions& options);

// One kind each, for open_arena().
[[nodiscard]] Result<std::unique_ptr<DmaArena>> open_zocl_arena(System& system,
                                                                const ArenaOptions& options);
[[nodiscard]] Result<std::unique_ptr<DmaArena>> open_udmabuf_arena(System& system,
                                                                   const ArenaOptions& options);

// "CMA has 98304 of 131072 kB free", from /proc/meminfo, or that nothing is known.
[[nodiscard]] std::string describe_cma(System& system);

inline constexpr std::uint64_t kPageBytes = 4096;

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_DMA_ARENA_H_
