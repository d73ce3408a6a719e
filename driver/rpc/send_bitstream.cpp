// SPDX-License-Identifier: Apache-2.0
#include "driver/rpc/send_bitstream.h"

#include <memory>
#include <string>

#include "driver/rpc/remote_device.h"
#include "hw/isa/shown.h"

namespace vta::rpc {

Status send_bitstream(const DeviceUri& uri, std::span<const std::byte> bitstream) {
  const Result<RemoteOptions> options = read_remote_uri(uri);
  if (!options) return options.error();
  const Result<ServerState> server = ask_server(options.value());
  if (!server) return server.error();
  if (server.value().bitstream_bytes == 0) {
    return Error{"the server at " + shown(options.value().address) + " has a device '" +
                 server.value().device + "', which takes no bitstream"};
  }
  Result<std::unique_ptr<RemoteDevice>> device =
      RemoteDevice::open(options.value(), server.value().config);
  if (!device) return device.error();
  return device.value()->load_bitstream(bitstream);
}

}  // namespace vta::rpc
