// SPDX-License-Identifier: Apache-2.0
//
// Keys and certificates that are made for a test and believed by nobody else.

#ifndef VTA_TESTS_DRIVER_RPC_CERTIFICATES_H_
#define VTA_TESTS_DRIVER_RPC_CERTIFICATES_H_

#include <string>

namespace vta::rpc::test {

struct Identity {
  std::string certificate, key;  // PEM; the certificate is signed by its own key
};

// Of a host with this name and 127.0.0.1, valid for an hour.
[[nodiscard]] Identity make_identity(const std::string& host);

}  // namespace vta::rpc::test

#endif  // VTA_TESTS_DRIVER_RPC_CERTIFICATES_H_
