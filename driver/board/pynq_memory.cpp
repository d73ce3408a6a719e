// SPDX-License-Identifier: Apache-2.0

#include "driver/board/pynq_memory.h"

#include <algorithm>
#include <string>
#include <utility>

#include "driver/board/small_file.h"

namespace vta::board {
namespace {

constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 32;

std::string range_text(std::uint64_t address, std::uint64_t size) {
  return hex_text(address) + " (" + std::to_string(size) + " bytes)";
}

}  // namespace

PynqMemory::PynqMemory(std::unique_ptr<DmaArena> arena)
    : arena_(std::move(arena)), allocator_(arena_->bytes().size(), arena_->physical()) {}

Status PynqMemory::add_region(std::uint64_t address, std::uint64_t size) {
  const std::string what = "memory region at " + range_text(address, size);
  if (size == 0) return Error{what + " is empty; a region has at least one byte"};
  if (address >= kAddressSpace || size > kAddressSpace - address) {
    return Error{what + " ends beyond the 32-bit address space"};
  }
  for (const Region& other : regions_) {
    if (address < other.address + other.size && other.address < address + size) {
      return Error{what + " overlaps the region at " + range_text(other.address, other.size)};
    }
  }
  const auto at = std::upper_bound(
      regions_.begin(), regions_.end(), address,
      [](std::uint64_t value, const Region& region) { return value < region.address; });
  const auto added = regions_.insert(at, {address, size, false});
  const Window window = needed();
  if (window.high - window.low > allocator_.size()) {
    Status status = no_room(window);
    regions_.erase(added);
    return status;
  }
  return ok_status();
}

PynqMemory::Window PynqMemory::needed() const {
  Window window;
  window.low = regions_.front().address / kPageBytes * kPageBytes;
  const std::uint64_t end = regions_.back().address + regions_.back().size;
  window.high = (end + kPageBytes - 1) / kPageBytes * kPageBytes;
  return window;
}

Status PynqMemory::no_room(const Window& window) const {
  return Error{"the memory regions span " + std::to_string(window.high - window.low) +
               " bytes from " + hex_text(window.low) + " to " + hex_text(window.high) +
               ", but the arena has " + std::to_string(allocator_.size()) + " bytes, of which " +
               std::to_string(allocator_.largest_gap()) +
               " are free in one piece; open the device with a larger arena (arena=BYTES)"};
}

bool PynqMemory::contains(std::uint64_t address, std::uint64_t size) const {
  for (const Region& region : regions_) {
    if (size == 0) return true;
    if (address < region.address || address >= region.address + region.size) continue;
    const std::uint64_t here = std::min(size, region.address + region.size - address);
    address += here;
    size -= here;
  }
  return size == 0;
}

std::span<std::byte> PynqMemory::bytes_of(const Window& window, std::uint64_t address,
                                          std::uint64_t size) {
  return arena_->bytes().subspan(static_cast<std::size_t>(window.at + address - window.low),
                                 static_cast<std::size_t>(size));
}

Status PynqMemory::place() {
  if (regions_.empty()) return ok_status();
  Window window = needed();
  if (window.low < window_.low || window.high > window_.high) {
    const std::optional<std::uint64_t> at =
        allocator_.allocate(window.high - window.low, kPageBytes);
    if (!at) return no_room(window);
    window.at = *at;
    for (const Region& region : regions_) {
      if (!region.cleared) continue;
      const auto from = bytes_of(window_, region.address, region.size);
      std::copy(from.begin(), from.end(), bytes_of(window, region.address, region.size).begin());
    }
    if (window_.high != 0) allocator_.release(window_.at);
    window_ = window;
  }
  for (Region& region : regions_) {
    if (region.cleared) continue;
    const auto bytes = bytes_of(window_, region.address, region.size);
    std::fill(bytes.begin(), bytes.end(), std::byte{0});
    region.cleared = true;
  }
  return ok_status();
}

Status PynqMemory::write(std::uint64_t address, std::span<const std::byte> data) {
  if (!contains(address, data.size())) {
    return Error{"write to " + range_text(address, data.size()) + " leaves the memory regions"};
  }
  if (data.empty()) return ok_status();
  if (Status status = place(); !status) return status;
  std::copy(data.begin(), data.end(), bytes_of(window_, address, data.size()).begin());
  return ok_status();
}

Status PynqMemory::read(std::uint64_t address, std::span<std::byte> data) {
  if (!contains(address, data.size())) {
    return Error{"read of " + range_text(address, data.size()) + " leaves the memory regions"};
  }
  if (data.empty()) return ok_status();
  if (Status status = place(); !status) return status;
  const auto from = bytes_of(window_, address, data.size());
  std::copy(from.begin(), from.end(), data.begin());
  return ok_status();
}

std::uint32_t PynqMemory::offset() const {
  return arena_->physical() + static_cast<std::uint32_t>(window_.at) -
         static_cast<std::uint32_t>(window_.low);
}

template <typename Sync>
Status PynqMemory::each_region(Sync sync) {
  for (const Region& region : regions_) {
    const std::uint64_t offset = window_.at + region.address - window_.low;
    if (Status status = sync(offset, region.size); !status) return status;
  }
  return ok_status();
}

Status PynqMemory::sync_for_device() {
  return each_region([&](std::uint64_t offset, std::uint64_t size) {
    return arena_->sync_for_device(offset, size);
  });
}

Status PynqMemory::sync_for_cpu() {
  return each_region(
      [&](std::uint64_t offset, std::uint64_t size) { return arena_->sync_for_cpu(offset, size); });
}

}  // namespace vta::board
