// SPDX-License-Identifier: Apache-2.0
//
// Bitstreams for devices that have programmable logic, by the URI of the device.

#ifndef VTA_TOOLS_LOAD_BITSTREAM_H_
#define VTA_TOOLS_LOAD_BITSTREAM_H_

#include <string>

#include "driver/device/registry.h"

namespace vta {

// Loads the file into the device of a URI pynq: (with the description beside the file) or remote:
// (whose server describes it). Fails with one sentence; for a device without programmable logic,
// too. Who links it has an rpc::send_bitstream().
[[nodiscard]] Status load_bitstream(const DeviceUri& uri, const std::string& path);

}  // namespace vta

#endif  // VTA_TOOLS_LOAD_BITSTREAM_H_
