// SPDX-License-Identifier: Apache-2.0
//
// Tokens, certificates and hashes: what decides whether two sides believe each other.

#ifndef VTA_DRIVER_RPC_SECRETS_H_
#define VTA_DRIVER_RPC_SECRETS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "hw/isa/result.h"

namespace vta::rpc {

inline constexpr std::size_t kMinToken = 16, kMaxToken = 1024;  // characters

// The one line of a file: kMinToken..kMaxToken printable characters without spaces. Fails when it
// is not that, or when others than the owner may read the file.
[[nodiscard]] Result<std::string> read_token(const std::string& path);

// Takes the same time wherever the first difference is.
[[nodiscard]] bool same_token(std::string_view a, std::string_view b);

// A certificate (with those of its issuers behind it) and its key, both PEM.
struct KeyPair {
  std::string certificate, key;
};
// Fails when a file is no such thing, the key is not that of the certificate, or others than the
// owner may read the key.
[[nodiscard]] Result<KeyPair> read_key_pair(const std::string& certificate_path,
                                            const std::string& key_path);

// Certificates that a client trusts, PEM. Fails when there is none in the file.
[[nodiscard]] Result<std::string> read_certificates(const std::string& path);

using Sha256 = std::array<std::uint8_t, 32>;
[[nodiscard]] std::string hex_text(std::span<const std::uint8_t> bytes);
[[nodiscard]] Sha256 sha256(std::span<const std::byte> bytes);

// 32 hexadecimal digits that nobody can guess.
[[nodiscard]] std::string random_name();

}  // namespace vta::rpc

#endif  // VTA_DRIVER_RPC_SECRETS_H_
