// SPDX-License-Identifier: Apache-2.0
//
// What libvta.so asks of whoever knows the back ends (tools/libvta.cpp).

#ifndef VTA_DRIVER_ABI_DEVICE_ACCESS_H_
#define VTA_DRIVER_ABI_DEVICE_ACCESS_H_

#include <memory>
#include <string>

#include "driver/device/device.h"

namespace vta::abi {

// A device of this geometry. Fails when the URI names none or it has another geometry.
[[nodiscard]] Result<std::unique_ptr<Device>> open_device(const std::string& uri,
                                                          const Config& config);

// Loads the bitstream at `path`, or does nothing where there is nothing to load.
[[nodiscard]] Status program_device(const std::string& uri, const std::string& path);

}  // namespace vta::abi

#endif  // VTA_DRIVER_ABI_DEVICE_ACCESS_H_
