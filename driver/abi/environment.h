// SPDX-License-Identifier: Apache-2.0
//
// What the C libraries are told by environment variables.

#ifndef VTA_DRIVER_ABI_ENVIRONMENT_H_
#define VTA_DRIVER_ABI_ENVIRONMENT_H_

#include <string>

#include "hw/isa/config.h"

namespace vta::abi {

// VTA_DEVICE, or "functional:" when it is unset or empty.
[[nodiscard]] std::string device_uri();

// The geometry in the file that VTA_CONFIG names, or the default one. Fails naming the variable.
[[nodiscard]] Result<Config> configured_geometry();

}  // namespace vta::abi

#endif  // VTA_DRIVER_ABI_ENVIRONMENT_H_
