// SPDX-License-Identifier: Apache-2.0
//
// Sets of pages of the device's address space, and those that an instruction stream may write.

#ifndef VTA_DRIVER_ABI_PAGES_H_
#define VTA_DRIVER_ABI_PAGES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "driver/abi/first_fit.h"
#include "hw/isa/config.h"

namespace vta::abi {

class PageSet {
 public:
  PageSet() : pages_((std::uint64_t{1} << 32) / kPageBytes) {}

  // The pages of [address, address + bytes); addresses count modulo 2^32.
  void add(std::uint64_t address, std::uint64_t bytes);

  [[nodiscard]] bool contains(std::uint64_t address) const {
    return pages_[static_cast<std::size_t>(address / kPageBytes % pages_.size())];
  }

 private:
  std::vector<bool> pages_;
};

// Every page that a STORE of these instructions writes to. Base registers are 0.
[[nodiscard]] PageSet stored_pages(const Config& config, std::span<const std::byte> insns);

}  // namespace vta::abi

#endif  // VTA_DRIVER_ABI_PAGES_H_
