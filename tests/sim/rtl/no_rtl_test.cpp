// SPDX-License-Identifier: Apache-2.0
//
// A build without Verilated models.

#include <gtest/gtest.h>

#include "hw/isa/config.h"
#include "sim/rtl/rtl_device.h"

namespace vta {
namespace {

TEST(NoRtl, SaysWhyThereIsNoDeviceAndWhatToDo) {
  const Result<std::unique_ptr<Device>> device = make_rtl(Config::pynq(), {});
  ASSERT_FALSE(device.ok());
  EXPECT_EQ(device.error().message,
            "this build has no RTL to simulate: it was made for a board; take another target, for "
            "example functional, or simulate on a PC");
}

}  // namespace
}  // namespace vta
