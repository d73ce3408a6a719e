// SPDX-License-Identifier: Apache-2.0

#include "driver/program/regions.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <iterator>

namespace vta {
namespace {

constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 32;

}  // namespace

std::string hex_address(std::uint64_t address) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%" PRIx64, address);
  return text;
}

void AddressSet::add(std::uint64_t begin, std::uint64_t end) {
  if (begin >= end) return;
  auto range = ranges_.upper_bound(begin);
  if (range != ranges_.begin() && std::prev(range)->second >= begin) --range;
  while (range != ranges_.end() && range->first <= end) {
    begin = std::min(begin, range->first);
    end = std::max(end, range->second);
    range = ranges_.erase(range);
  }
  ranges_.emplace(begin, end);
}

std::uint64_t AddressSet::first_missing(std::uint64_t begin, std::uint64_t end) const {
  const auto after = ranges_.upper_bound(begin);
  if (after == ranges_.begin()) return begin;
  return std::min(end, std::max(begin, std::prev(after)->second));
}

Result<AddressSet> region_addresses(const std::vector<ProgramRegion>& regions) {
  AddressSet all;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const auto& [address, size] = regions[i];
    const std::string what = "regions[" + std::to_string(i) + "] at " + hex_address(address);
    if (size == 0) return Error{what + " is empty; a region has at least one byte"};
    if (address >= kAddressSpace || size > kAddressSpace - address) {
      return Error{what + " of " + std::to_string(size) +
                   " bytes ends beyond the 32-bit address space"};
    }
    all.add(address, address + size);
    order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&regions](std::size_t a, std::size_t b) {
    return regions[a].address < regions[b].address;
  });
  for (std::size_t i = 1; i < order.size(); ++i) {
    const ProgramRegion& low = regions[order[i - 1]];
    const ProgramRegion& high = regions[order[i]];
    if (low.address + low.size <= high.address) continue;
    return Error{"regions[" + std::to_string(order[i - 1]) + "] at " + hex_address(low.address) +
                 " of " + std::to_string(low.size) + " bytes overlaps regions[" +
                 std::to_string(order[i]) + "] at " + hex_address(high.address)};
  }
  return all;
}

Status check_blob_range(const AddressSet& regions, const std::string& what, const ProgramBlob& blob,
                        std::uint64_t size) {
  const std::string which = what + ": file '" + blob.file + "' at " + hex_address(blob.address);
  if (size == 0) return Error{which + " is empty; it must have at least one byte"};
  // A file as long as the address space cannot fit; this keeps the sum below from wrapping.
  if (size <= kAddressSpace && blob.address < kAddressSpace) {
    const std::uint64_t end = blob.address + size;
    const std::uint64_t missing = regions.first_missing(blob.address, end);
    if (missing == end) return ok_status();
    return Error{which + " has " + std::to_string(size) + " bytes and leaves the regions at " +
                 hex_address(missing)};
  }
  return Error{which + " has " + std::to_string(size) +
               " bytes and ends beyond the 32-bit address space"};
}

}  // namespace vta
