// SPDX-License-Identifier: Apache-2.0

#ifndef VTA_DRIVER_RPC_SEND_BITSTREAM_H_
#define VTA_DRIVER_RPC_SEND_BITSTREAM_H_

#include <cstddef>
#include <span>

#include "driver/device/registry.h"
#include "hw/isa/result.h"

namespace vta::rpc {

// Has the server of a URI remote: load a bitstream, the bytes of a whole file. The server knows the
// design: geometry, clock, memory port. Takes the device meanwhile. Fails naming the server and why
// it, or its board, does not take the bitstream.
[[nodiscard]] Status send_bitstream(const DeviceUri& uri, std::span<const std::byte> bitstream);

}  // namespace vta::rpc

#endif  // VTA_DRIVER_RPC_SEND_BITSTREAM_H_
