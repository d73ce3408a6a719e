// SPDX-License-Identifier: Apache-2.0
//
// The device memory of a program as a set of addresses, and what may lie in it.

#ifndef VTA_DRIVER_PROGRAM_REGIONS_H_
#define VTA_DRIVER_PROGRAM_REGIONS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "driver/program/program.h"

namespace vta {

// "0x1000"
[[nodiscard]] std::string hex_address(std::uint64_t address);

// Addresses [begin, end) that lie in something; adjacent ranges are one.
class AddressSet {
 public:
  void add(std::uint64_t begin, std::uint64_t end);
  // The first address of [begin, end) that is missing, or `end` when none is.
  [[nodiscard]] std::uint64_t first_missing(std::uint64_t begin, std::uint64_t end) const;

 private:
  std::map<std::uint64_t, std::uint64_t> ranges_;  // begin to end; disjoint, not adjacent
};

// The addresses of all regions. Fails when a region is empty, leaves 2^32 or overlaps another one.
[[nodiscard]] Result<AddressSet> region_addresses(const std::vector<ProgramRegion>& regions);

// Fails when the blob is empty or leaves the regions. `what` says what it is, as in
// "runs[0].memory".
[[nodiscard]] Status check_blob_range(const AddressSet& regions, const std::string& what,
                                      const ProgramBlob& blob, std::uint64_t size);

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_REGIONS_H_
