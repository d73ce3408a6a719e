// SPDX-License-Identifier: Apache-2.0

#ifndef VTA_DRIVER_BOARD_SHA256_H_
#define VTA_DRIVER_BOARD_SHA256_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace vta::board {

// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::span<const std::byte> bytes);

// Whether a text could be one.
[[nodiscard]] bool is_sha256_hex(std::string_view text);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_SHA256_H_
