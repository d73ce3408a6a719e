// SPDX-License-Identifier: Apache-2.0
//
// In the place of remote_device.cpp and send_bitstream.cpp, in a library that does without gRPC.

#include "driver/rpc/remote_device.h"
#include "driver/rpc/send_bitstream.h"

namespace vta::rpc {
namespace {

constexpr const char* kAbsent =
    "this library was built without remote devices; the command vta has them";

}  // namespace

BackEnd remote_back_end() {
  return {.scheme = "remote",
          .help = "what vta serve has; not in this library",
          .unusable = [] { return std::string(kAbsent); },
          .open = [](const DeviceUri&, const Config&) -> Result<std::unique_ptr<Device>> {
            return Error{kAbsent};
          }};
}

Status send_bitstream(const DeviceUri&, std::span<const std::byte>) { return Error{kAbsent}; }

}  // namespace vta::rpc
