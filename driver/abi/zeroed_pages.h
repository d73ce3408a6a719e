// SPDX-License-Identifier: Apache-2.0
//
// Host memory of whole pages, zero until written, taken from the system when it is touched.

#ifndef VTA_DRIVER_ABI_ZEROED_PAGES_H_
#define VTA_DRIVER_ABI_ZEROED_PAGES_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "hw/isa/result.h"

namespace vta::abi {

class ZeroedPages {
 public:
  // Fails when the system has no such range.
  static Result<ZeroedPages> make(std::uint64_t bytes);
  ~ZeroedPages();
  ZeroedPages(ZeroedPages&& other) noexcept;
  ZeroedPages& operator=(ZeroedPages&&) = delete;

  [[nodiscard]] std::span<std::byte> bytes() { return bytes_; }
  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

 private:
  explicit ZeroedPages(std::span<std::byte> bytes) : bytes_(bytes) {}

  std::span<std::byte> bytes_;  // empty: moved from
};

}  // namespace vta::abi

#endif  // VTA_DRIVER_ABI_ZEROED_PAGES_H_
