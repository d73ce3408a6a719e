// SPDX-License-Identifier: Apache-2.0
//
// Device memory: byte-addressed regions inside a 32-bit address space. What lies outside every
// region does not exist; touching it is an error of whoever touches it.

#ifndef VTA_DRIVER_DEVICE_MEMORY_H_
#define VTA_DRIVER_DEVICE_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hw/isa/result.h"

namespace vta {

class DeviceMemory {
 public:
  // Most bytes that all regions together may have: every one of them is allocated on the host.
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 31;

  // Adds `size` zero bytes at `address`. Regions may touch, not overlap; each lies within 2^32 and
  // is not empty. Fails naming the region (and the one it overlaps), or when it would make more
  // than kMaxBytes.
  Status add_region(std::uint64_t address, std::uint64_t size);

  // True when [address, address + size) lies in regions (touching regions count as one range).
  [[nodiscard]] bool contains(std::uint64_t address, std::uint64_t size) const;

  // Copies bytes in or out. Fails, with nothing copied, when the range leaves the regions.
  Status write(std::uint64_t address, std::span<const std::byte> data);
  Status read(std::uint64_t address, std::span<std::byte> data) const;

  // Direct access for simulators: `size` contiguous bytes inside ONE region, or nullptr.
  [[nodiscard]] std::byte* find(std::uint64_t address, std::uint64_t size);
  [[nodiscard]] const std::byte* find(std::uint64_t address, std::uint64_t size) const;

  struct Region {
    std::uint64_t address;
    std::vector<std::byte> bytes;
  };
  [[nodiscard]] const std::vector<Region>& regions() const {
    return regions_;
  }  // sorted by address

  void clear() { regions_.clear(); }

 private:
  std::vector<Region> regions_;
};

}  // namespace vta

#endif  // VTA_DRIVER_DEVICE_MEMORY_H_
