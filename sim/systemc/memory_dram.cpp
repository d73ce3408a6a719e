// SPDX-License-Identifier: Apache-2.0

#include "sim/systemc/memory_dram.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace vta {
namespace {

constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 32;

}  // namespace

bool MemoryDram::may_exist(std::uint64_t address, std::uint64_t size) {
  return size == 0 || (address < kAddressSpace && size <= kAddressSpace - address);
}

const std::byte* MemoryDram::find(std::uint64_t address, std::uint64_t size) {
  if (stopped_ && stopped_()) return nullptr;
  return port_.direct(tlm::TLM_READ_COMMAND, address, size).bytes;
}

bool MemoryDram::read(std::uint64_t address, std::span<std::byte> data) {
  return move(tlm::TLM_READ_COMMAND, address, data);
}

// A target may not change the data of a write, but the payload has no constant pointer; so it gets
// a copy, a page at a time.
bool MemoryDram::write(std::uint64_t address, std::span<const std::byte> data) {
  std::array<std::byte, kTransactionPage> page;
  while (!data.empty()) {
    const std::size_t here =
        std::min<std::size_t>(data.size(), kTransactionPage - address % kTransactionPage);
    std::memcpy(page.data(), data.data(), here);
    if (!move(tlm::TLM_WRITE_COMMAND, address, std::span(page).first(here))) return false;
    address += here;
    data = data.subspan(here);
  }
  return true;
}

bool MemoryDram::move(tlm::tlm_command command, std::uint64_t address, std::span<std::byte> data) {
  if (!may_exist(address, data.size())) return false;
  while (!data.empty()) {
    if (stopped_ && stopped_()) return false;
    const std::size_t here =
        std::min<std::size_t>(data.size(), kTransactionPage - address % kTransactionPage);
    if (std::byte* bytes = port_.direct(command, address, here).bytes) {
      if (command == tlm::TLM_WRITE_COMMAND) {
        std::memcpy(bytes, data.data(), here);
      } else {
        std::memcpy(data.data(), bytes, here);
      }
    } else {
      const auto status = port_.transfer(command, address, data.first(here)).status;
      if (status != tlm::TLM_OK_RESPONSE) {
        report_memory_error(command, address, here, status);
        return false;
      }
    }
    address += here;
    data = data.subspan(here);
  }
  return true;
}

}  // namespace vta
