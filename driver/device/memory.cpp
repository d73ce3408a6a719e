// SPDX-License-Identifier: Apache-2.0
//
// Regions are few (a handful per program), sorted and disjoint; a binary search finds one.

#include "driver/device/memory.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <exception>
#include <string>

namespace vta {
namespace {

constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 32;

std::string range_text(std::uint64_t address, std::uint64_t size) {
  char text[80];
  std::snprintf(text, sizeof text, "0x%" PRIx64 " (%" PRIu64 " bytes)", address, size);
  return text;
}

// The last region that starts at or below `address`, or end. `Regions` is a vector of regions,
// const or not.
template <typename Regions>
auto region_before(Regions& regions, std::uint64_t address) {
  auto after = std::upper_bound(regions.begin(), regions.end(), address,
                                [](std::uint64_t value, const DeviceMemory::Region& region) {
                                  return value < region.address;
                                });
  return after == regions.begin() ? regions.end() : std::prev(after);
}

template <typename Regions>
auto find_in(Regions& regions, std::uint64_t address, std::uint64_t size)
    -> decltype(regions.begin()->bytes.data()) {
  const auto region = region_before(regions, address);
  if (region == regions.end()) return nullptr;
  const std::uint64_t offset = address - region->address;
  if (offset > region->bytes.size() || size > region->bytes.size() - offset) return nullptr;
  return region->bytes.data() + offset;
}

}  // namespace

Status DeviceMemory::add_region(std::uint64_t address, std::uint64_t size) {
  const std::string what = "memory region at " + range_text(address, size);
  if (size == 0) return Error{what + " is empty; a region has at least one byte"};
  if (address >= kAddressSpace || size > kAddressSpace - address) {
    return Error{what + " ends beyond the 32-bit address space"};
  }
  std::uint64_t total = size;
  for (const Region& region : regions_) {
    total += region.bytes.size();
    if (address < region.address + region.bytes.size() && region.address < address + size) {
      return Error{what + " overlaps the region at " +
                   range_text(region.address, region.bytes.size())};
    }
  }
  if (total > kMaxBytes) {
    return Error{what + " makes " + std::to_string(total) +
                 " bytes of device memory in all; at most " + std::to_string(kMaxBytes) +
                 " are simulated"};
  }
  try {
    Region region{address, std::vector<std::byte>(static_cast<std::size_t>(size))};
    const auto at = std::upper_bound(
        regions_.begin(), regions_.end(), address,
        [](std::uint64_t value, const Region& other) { return value < other.address; });
    regions_.insert(at, std::move(region));
  } catch (const std::exception&) {  // bad_alloc; length_error where sizes have 32 bits
    return Error{what + " does not fit into the memory of this machine"};
  }
  return ok_status();
}

bool DeviceMemory::contains(std::uint64_t address, std::uint64_t size) const {
  while (size != 0) {
    const auto region = region_before(regions_, address);
    if (region == regions_.end()) return false;
    const std::uint64_t offset = address - region->address;
    if (offset >= region->bytes.size()) return false;
    const std::uint64_t here = std::min<std::uint64_t>(size, region->bytes.size() - offset);
    address += here;
    size -= here;
  }
  return true;
}

Status DeviceMemory::write(std::uint64_t address, std::span<const std::byte> data) {
  if (!contains(address, data.size())) {
    return Error{"write to " + range_text(address, data.size()) + " leaves the memory regions"};
  }
  while (!data.empty()) {
    const auto region = region_before(regions_, address);
    const std::uint64_t offset = address - region->address;
    const std::size_t here =
        std::min<std::size_t>(data.size(), static_cast<std::size_t>(region->bytes.size() - offset));
    std::copy_n(data.begin(), here, region->bytes.begin() + static_cast<std::ptrdiff_t>(offset));
    address += here;
    data = data.subspan(here);
  }
  return ok_status();
}

Status DeviceMemory::read(std::uint64_t address, std::span<std::byte> data) const {
  if (!contains(address, data.size())) {
    return Error{"read of " + range_text(address, data.size()) + " leaves the memory regions"};
  }
  while (!data.empty()) {
    const auto region = region_before(regions_, address);
    const std::uint64_t offset = address - region->address;
    const std::size_t here =
        std::min<std::size_t>(data.size(), static_cast<std::size_t>(region->bytes.size() - offset));
    std::copy_n(region->bytes.begin() + static_cast<std::ptrdiff_t>(offset), here, data.begin());
    address += here;
    data = data.subspan(here);
  }
  return ok_status();
}

std::byte* DeviceMemory::find(std::uint64_t address, std::uint64_t size) {
  return find_in(regions_, address, size);
}

const std::byte* DeviceMemory::find(std::uint64_t address, std::uint64_t size) const {
  return find_in(regions_, address, size);
}

}  // namespace vta
