// SPDX-License-Identifier: Apache-2.0
//
// Our types as messages and back. What comes from the other side is checked here.

#ifndef VTA_DRIVER_RPC_WIRE_H_
#define VTA_DRIVER_RPC_WIRE_H_

#include <vta_rpc.pb.h>

#include <chrono>
#include <string>

#include "driver/device/device.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::rpc {

void to_wire(const Config& config, v1::Geometry& message);
[[nodiscard]] Result<Config> from_wire(const v1::Geometry& message);

void to_wire(const RunRequest& request, v1::RunRequest& message);
[[nodiscard]] Result<RunRequest> from_wire(const v1::RunRequest& message);

void to_wire(const RunReport& report, v1::RunReport& message);
[[nodiscard]] Result<RunReport> from_wire(const v1::RunReport& message);

// "12 s", "1.5 s" or "40 ms".
[[nodiscard]] std::string seconds_text(std::chrono::milliseconds time);

}  // namespace vta::rpc

#endif  // VTA_DRIVER_RPC_WIRE_H_
