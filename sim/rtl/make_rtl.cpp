// SPDX-License-Identifier: Apache-2.0

#include "sim/rtl/rtl_device.h"
#include "vta_rtl_pynq.h"

namespace vta {

Result<std::unique_ptr<Device>> make_rtl(const Config& config, const RtlOptions& options) {
  return make_vta_rtl_pynq(config, options);
}

std::unique_ptr<RtlModel> new_rtl_model() { return new_vta_rtl_pynq_model(); }

}  // namespace vta
