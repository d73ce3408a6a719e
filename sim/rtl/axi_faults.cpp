// SPDX-License-Identifier: Apache-2.0

#include "sim/rtl/axi_faults.h"

namespace vta {
namespace {

std::optional<AxiResp> in_ranges(const std::vector<AxiFaults::Range>& ranges, std::uint64_t address,
                                 std::uint64_t size) {
  for (const AxiFaults::Range& range : ranges) {
    if (address < range.address + range.size && range.address < address + size) return range.resp;
  }
  return std::nullopt;
}

}  // namespace

std::uint64_t AxiFaults::accept_read(const AxiAddress& address) {
  spend(left.ar);
  reads_seen.push_back(address);
  return reads_seen.size() - 1;
}

std::uint64_t AxiFaults::accept_write(const AxiAddress& address) {
  spend(left.aw);
  writes_seen.push_back(address);
  return writes_seen.size() - 1;
}

std::optional<AxiResp> AxiFaults::read_beat(std::uint64_t number, std::uint32_t beat,
                                            std::uint64_t address, std::uint64_t size) const {
  for (const Burst& burst : reads) {
    if (burst.number == number && (burst.beats >> beat & 1) != 0) return burst.resp;
  }
  return in_ranges(ranges, address, size);
}

std::optional<AxiResp> AxiFaults::write(std::uint64_t number, std::uint64_t address,
                                        std::uint64_t size) const {
  for (const Burst& burst : writes) {
    if (burst.number == number) return burst.resp;
  }
  return in_ranges(ranges, address, size);
}

}  // namespace vta
