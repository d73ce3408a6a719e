// SPDX-License-Identifier: Apache-2.0
//
// In the place of make_rtl.cpp, in a build without Verilated models (VTA_RTL=OFF).

#include "sim/rtl/rtl_device.h"

namespace vta {

Result<std::unique_ptr<Device>> make_rtl(const Config&, const RtlOptions&) {
  return Error{
      "this build has no RTL to simulate: it was made for a board; take another target, for "
      "example functional, or simulate on a PC"};
}

}  // namespace vta
