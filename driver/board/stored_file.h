// SPDX-License-Identifier: Apache-2.0

#ifndef VTA_DRIVER_BOARD_STORED_FILE_H_
#define VTA_DRIVER_BOARD_STORED_FILE_H_

#include <cstddef>
#include <span>
#include <string>

#include "driver/board/system.h"

namespace vta::board {

// A file of the board that is complete or not there: written under another name, then renamed.
// Fails naming the file and what would help.
[[nodiscard]] Status store_file(System& system, const std::string& path,
                                std::span<const std::byte> bytes);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_STORED_FILE_H_
