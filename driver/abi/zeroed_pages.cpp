// SPDX-License-Identifier: Apache-2.0

#include "driver/abi/zeroed_pages.h"

#include <sys/mman.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace vta::abi {

Result<ZeroedPages> ZeroedPages::make(std::uint64_t bytes) {
  void* const memory = bytes > SIZE_MAX
                           ? MAP_FAILED
                           : mmap(nullptr, static_cast<std::size_t>(bytes), PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    return Error{"no host memory of " + std::to_string(bytes) + " bytes: " + std::strerror(errno)};
  }
  return ZeroedPages({static_cast<std::byte*>(memory), static_cast<std::size_t>(bytes)});
}

ZeroedPages::ZeroedPages(ZeroedPages&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

ZeroedPages::~ZeroedPages() {
  if (!bytes_.empty()) munmap(bytes_.data(), bytes_.size());
}

}  // namespace vta::abi
