// SPDX-License-Identifier: Apache-2.0
//
// gRPC's own messages on stderr.

#ifndef VTA_DRIVER_RPC_GRPC_LOG_H_
#define VTA_DRIVER_RPC_GRPC_LOG_H_

#include <grpc/support/log.h>

#include <cstdlib>

namespace vta::rpc {

// What goes wrong is told once, by us, in a sentence; gRPC would tell it before us in its own way.
// Who wants to hear that sets GRPC_VERBOSITY.
inline void quiet_grpc() {
  if (std::getenv("GRPC_VERBOSITY") != nullptr) return;
  gpr_set_log_verbosity(static_cast<gpr_log_severity>(GPR_LOG_SEVERITY_ERROR + 1));
}

}  // namespace vta::rpc

#endif  // VTA_DRIVER_RPC_GRPC_LOG_H_
