// SPDX-License-Identifier: Apache-2.0

#include "tests/driver/abi/fake_driver.h"

#include <cstring>
#include <utility>

namespace vta::test {

FakeDriver& fake_driver() {
  static FakeDriver driver;
  return driver;
}

}  // namespace vta::test

using vta::test::fake_driver;
using vta::test::FakeDriver;

VTADeviceHandle VTADeviceAlloc() {
  FakeDriver& driver = fake_driver();
  if (!driver.has_device) return nullptr;
  ++driver.handles;
  return &driver;
}

void VTADeviceFree(VTADeviceHandle) { --fake_driver().handles; }

int VTADeviceRun(VTADeviceHandle, vta_phy_addr_t insn_phy_addr, uint32_t insn_count,
                 uint32_t wait_cycles) {
  FakeDriver& driver = fake_driver();
  FakeDriver::Run run{insn_phy_addr, wait_cycles, {}};
  for (const auto& [host, buffer] : driver.buffers) {
    if (buffer.address != insn_phy_addr) continue;
    for (std::size_t i = 0; i < insn_count; ++i) {
      const vta::InsnWord word = vta::load_insn_word(buffer.bytes.data() + i * vta::kInsnBytes);
      run.insns.push_back(vta::decode(vta::Config::pynq(), word));
    }
  }
  driver.runs.push_back(std::move(run));
  return driver.code;
}

void* VTAMemAlloc(size_t size, int) {
  FakeDriver& driver = fake_driver();
  FakeDriver::Buffer buffer{driver.next_address, std::vector<std::byte>(size + 1)};
  driver.next_address += static_cast<vta_phy_addr_t>((size + 0xfff) / 0x1000 * 0x1000);
  std::byte* const host = buffer.bytes.data();
  driver.buffers.emplace(host, std::move(buffer));
  return host;
}

void VTAMemFree(void* buf) { fake_driver().buffers.erase(static_cast<std::byte*>(buf)); }

vta_phy_addr_t VTAMemGetPhyAddr(void* buf) {
  return fake_driver().buffers.at(static_cast<std::byte*>(buf)).address;
}

void VTAMemCopyFromHost(void* dst, const void* src, size_t size) { std::memcpy(dst, src, size); }

void VTAMemCopyToHost(void* dst, const void* src, size_t size) { std::memcpy(dst, src, size); }

void VTAFlushCache(void*, vta_phy_addr_t, int) { ++fake_driver().flushes; }

void VTAInvalidateCache(void*, vta_phy_addr_t, int) { ++fake_driver().invalidates; }
