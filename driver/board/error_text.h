// SPDX-License-Identifier: Apache-2.0

#ifndef VTA_DRIVER_BOARD_ERROR_TEXT_H_
#define VTA_DRIVER_BOARD_ERROR_TEXT_H_

#include <string>
#include <system_error>

namespace vta::board {

// "No such file or directory" for ENOENT.
[[nodiscard]] inline std::string error_text(int error) {
  return std::generic_category().message(error);
}

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_ERROR_TEXT_H_
