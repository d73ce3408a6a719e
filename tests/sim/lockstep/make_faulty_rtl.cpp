// SPDX-License-Identifier: Apache-2.0
//
// The RTL of the command is the model with a fault.

#include "sim/rtl/rtl_device.h"

#include VTA_RTL_HEADER

namespace vta {

Result<std::unique_ptr<Device>> make_rtl(const Config& config, const RtlOptions& options) {
  return VTA_RTL_FACTORY(config, options);
}

std::unique_ptr<RtlModel> new_rtl_model() { return new_vta_rtl_faulty_model(); }

}  // namespace vta
