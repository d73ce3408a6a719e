// SPDX-License-Identifier: Apache-2.0
//
// The one-line files of /sys and /proc, read and written whole.

#ifndef VTA_DRIVER_BOARD_SMALL_FILE_H_
#define VTA_DRIVER_BOARD_SMALL_FILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "driver/board/system.h"

namespace vta::board {

// "Permission denied", and what to do about it where that is always the same.
[[nodiscard]] std::string errno_text(int error);

// "0x40000000"
[[nodiscard]] std::string hex_text(std::uint64_t value);

// The text without the white space at its end. Fails naming the file; with more than 64 KiB, too.
[[nodiscard]] Result<std::string> read_small_file(System& system, const std::string& path);

// A number as sysfs writes it: decimal, or hexadecimal behind 0x; nothing else around it.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text);

// read_small_file() and parse_number(). Fails naming the file and what is in it.
[[nodiscard]] Result<std::uint64_t> read_number(System& system, const std::string& path);

// One write(2) of the whole text. Fails naming the file.
[[nodiscard]] Status write_small_file(System& system, const std::string& path,
                                      std::string_view text);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_SMALL_FILE_H_
