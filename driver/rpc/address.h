// SPDX-License-Identifier: Apache-2.0
//
// Where a server listens and where a client finds it: unix:/path or host:port.

#ifndef VTA_DRIVER_RPC_ADDRESS_H_
#define VTA_DRIVER_RPC_ADDRESS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "hw/isa/result.h"

namespace vta::rpc {

struct Address {
  std::string path;  // of a unix socket, absolute, without what a URI escapes; empty: a host
  std::string host;  // a name, 127.0.0.1 or ::1 (without brackets)
  std::uint16_t port = 0;

  [[nodiscard]] bool is_unix() const { return !path.empty(); }
  // The host is this machine and nobody else's packets arrive: 127.x.y.z, ::1 or localhost.
  [[nodiscard]] bool is_loopback() const;
  // "unix:/path", "host:port" or "[::1]:port", as it is given.
  [[nodiscard]] std::string text() const;
  // The same as gRPC takes it; a host with the name of one of its schemes is a host all the same.
  [[nodiscard]] std::string target() const { return is_unix() ? text() : "dns:///" + text(); }
};

// Fails naming what is wrong. Port 0, "any that is free", is for servers: `may_be_any`.
[[nodiscard]] Result<Address> parse_address(std::string_view text, bool may_be_any);

}  // namespace vta::rpc

#endif  // VTA_DRIVER_RPC_ADDRESS_H_
