// SPDX-License-Identifier: Apache-2.0
//
// Another implementation of vta_driver.h, as anybody may write one: it keeps the streams that it is
// asked to run.

#ifndef VTA_TESTS_DRIVER_ABI_FAKE_DRIVER_H_
#define VTA_TESTS_DRIVER_ABI_FAKE_DRIVER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "driver/abi/vta_driver.h"
#include "hw/isa/insn.h"

namespace vta::test {

struct FakeDriver {
  struct Buffer {
    vta_phy_addr_t address;
    std::vector<std::byte> bytes;
  };
  struct Run {
    vta_phy_addr_t address;
    std::uint32_t wait_cycles;
    std::vector<Insn> insns;
  };

  bool has_device = true;
  vta_phy_addr_t next_address = 0x100000;  // of the next buffer
  int code = 0;                            // what runs return
  int handles = 0;                         // open ones
  std::size_t flushes = 0, invalidates = 0;
  std::map<std::byte*, Buffer> buffers;
  std::vector<Run> runs;
};

// The one that the functions work on.
[[nodiscard]] FakeDriver& fake_driver();

}  // namespace vta::test

#endif  // VTA_TESTS_DRIVER_ABI_FAKE_DRIVER_H_
