// SPDX-License-Identifier: Apache-2.0
//
// What every memory must do. It holds on the RTL of struct_array and does not on its netlist.

#include <gtest/gtest.h>

#include <cstdint>

#include "Vstruct_array.h"
#include "tests/rtl/dut.h"

namespace vta {
namespace {

TEST(StructArray, ReturnsWhatWasWritten) {
  Dut<Vstruct_array> dut;
  for (std::uint8_t address = 0; address < 4; ++address) {
    dut->we_i = 1;
    dut->waddr_i = address;
    dut->wdata_i = static_cast<std::uint8_t>(0x81 + 0x12 * address);
    dut.tick();
  }
  dut->we_i = 0;
  for (std::uint8_t address = 0; address < 4; ++address) {
    dut->raddr_i = address;
    dut.eval();
    EXPECT_EQ(dut->rdata_o, 0x81 + 0x12 * address) << "address " << int{address};
  }
}

}  // namespace
}  // namespace vta
