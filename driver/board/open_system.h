// SPDX-License-Identifier: Apache-2.0
//
// The board that a root means.

#ifndef VTA_DRIVER_BOARD_OPEN_SYSTEM_H_
#define VTA_DRIVER_BOARD_OPEN_SYSTEM_H_

#include <memory>
#include <string>

#include "driver/board/system.h"

namespace vta::board {

// "" or "/": this host. A folder with the socket of an emulator (board.socket): that emulated
// board. Any other folder: the files under it, as in a copy of the tree of a board. Fails when the
// folder is none, or there is a socket and nobody behind it.
[[nodiscard]] Result<std::unique_ptr<System>> open_system(const std::string& root);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_OPEN_SYSTEM_H_
