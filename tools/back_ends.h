// SPDX-License-Identifier: Apache-2.0
//
// Every device that this program can open, by URI.

#ifndef VTA_TOOLS_BACK_ENDS_H_
#define VTA_TOOLS_BACK_ENDS_H_

#include "driver/device/registry.h"

namespace vta {

// golden:, functional: and rtl: (options: tools/machine_options.h) in this process, pynq: for the
// board it runs on or an emulated one, remote: in the process of a vta serve. Who links it has a
// make_rtl().
[[nodiscard]] DeviceRegistry make_registry();

}  // namespace vta

#endif  // VTA_TOOLS_BACK_ENDS_H_
