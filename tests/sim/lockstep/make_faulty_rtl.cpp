// SPDX-License-Identifier: Apache-2.0
//
// The RTL of the command is the model with a fault.

#include "sim/rtl/rtl_device.h"
#include "vta_rtl_faulty.h"

namespace vta {

Result<std::unique_ptr<Device>> make_rtl(const Config& config, const RtlOptions& options) {
  return make_vta_rtl_faulty(config, options);
}

}  // namespace vta
