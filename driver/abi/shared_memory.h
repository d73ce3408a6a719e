// SPDX-License-Identifier: Apache-2.0
//
// Memory of a device that a program on the host reads and writes through pointers. The device has
// no such thing: the pointers are those of a copy, and what the two sides change is exchanged
// before and after a run.

#ifndef VTA_DRIVER_ABI_SHARED_MEMORY_H_
#define VTA_DRIVER_ABI_SHARED_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "driver/abi/first_fit.h"
#include "driver/abi/pages.h"
#include "driver/abi/zeroed_pages.h"
#include "driver/device/device.h"

namespace vta::abi {

// Grows chunk by chunk: every chunk is one region of the device. A buffer lies within one chunk, in
// pages of its own.
class SharedMemory {
 public:
  // Regions of the device from here on belong to the memory; address 0 stays free.
  static constexpr std::uint64_t kFirstAddress = kPageBytes;
  static constexpr std::uint64_t kChunkBytes = std::uint64_t{16} << 20;  // or one large buffer

  // A place in a live buffer.
  struct Place {
    std::uint64_t address;           // of the byte
    std::span<std::byte> from_here;  // the host's bytes up to the end of the buffer
    bool at_begin;                   // of the buffer
  };

  // Fails when the device refuses more memory.
  Result<std::byte*> allocate(Device& device, std::uint64_t bytes);
  // Fails unless a live buffer begins there.
  Status release(const void* host);

  [[nodiscard]] std::optional<Place> find(const void* host) const;
  [[nodiscard]] std::optional<Place> find(std::uint64_t address) const;

  // How many buffers are live.
  [[nodiscard]] std::size_t buffers() const;

  // Writes what the host has changed in live buffers to the device.
  Status to_device(Device& device);
  // Reads these pages, as far as they are ours, back from the device.
  Status from_device(const Device& device, const PageSet& pages);

 private:
  struct Chunk {
    std::uint64_t address;
    FirstFit layout;
    ZeroedPages host;    // what pointers of the program point into
    ZeroedPages device;  // what stands in the device
  };

  [[nodiscard]] static Place place_in(const Chunk& chunk, const FirstFit::Block& block,
                                      std::uint64_t offset);
  Status add_chunk(Device& device, std::uint64_t bytes);

  std::vector<std::unique_ptr<Chunk>> chunks_;  // by address
};

}  // namespace vta::abi

#endif  // VTA_DRIVER_ABI_SHARED_MEMORY_H_
