// SPDX-License-Identifier: Apache-2.0
//
// Who has which part of a range: first fit, neighbouring free parts become one.

#ifndef VTA_DRIVER_ABI_FIRST_FIT_H_
#define VTA_DRIVER_ABI_FIRST_FIT_H_

#include <cstdint>
#include <map>
#include <optional>

namespace vta::abi {

// The alignment of everything: a multiple of the size of any element, and a page.
inline constexpr std::uint64_t kPageBytes = 4096;

[[nodiscard]] constexpr std::uint64_t whole_pages(std::uint64_t bytes) {
  return (bytes + kPageBytes - 1) / kPageBytes * kPageBytes;
}

class FirstFit {
 public:
  // `size`: bytes, a multiple of kPageBytes.
  explicit FirstFit(std::uint64_t size) { free_.emplace(0, size); }

  struct Block {
    std::uint64_t offset, bytes;  // as asked for
  };

  // The offset of `bytes` at the first place where they fit; takes whole pages, at least one.
  std::optional<std::uint64_t> allocate(std::uint64_t bytes);

  // False when no block begins at this offset.
  [[nodiscard]] bool release(std::uint64_t offset);

  // The block that a byte lies in. In a block of no bytes only its first offset does.
  [[nodiscard]] std::optional<Block> block_at(std::uint64_t offset) const;

  // By offset, with their bytes.
  [[nodiscard]] const std::map<std::uint64_t, std::uint64_t>& blocks() const { return used_; }

 private:
  std::map<std::uint64_t, std::uint64_t> free_, used_;  // bytes by offset; free ones never touch
};

}  // namespace vta::abi

#endif  // VTA_DRIVER_ABI_FIRST_FIT_H_
