// SPDX-License-Identifier: Apache-2.0
//
// The system calls of this host, with a folder in front of every path: none on a board, the folder
// of an emulated board elsewhere.

#ifndef VTA_DRIVER_BOARD_HOST_SYSTEM_H_
#define VTA_DRIVER_BOARD_HOST_SYSTEM_H_

#include <string>
#include <string_view>

#include "driver/board/system.h"

namespace vta::board {

// Whether HostSystem takes a path: absolute, without a NUL byte and without a part "..".
// Symbolic links are followed as the kernel does (/sys is full of them).
[[nodiscard]] bool is_board_path(std::string_view path);

// Every call fails with EINVAL, without asking the kernel, where a path is none (is_board_path).
// Calls that a signal interrupted before they did anything are made again. Mappings of /dev/mem and
// /dev/uio* are registers: their bytes() is empty. Read-only files give read-only mappings.
class HostSystem final : public System {
 public:
  // `root` comes before every path; empty and "/" mean this host itself.
  explicit HostSystem(std::string root = "");

  Opened open(const std::string& path, OpenMode mode) override;
  Listing list(const std::string& path) override;
  CallResult rename(const std::string& from, const std::string& to) override;
  CallResult remove(const std::string& path) override;  // a file, not a folder

  [[nodiscard]] const std::string& root() const { return root_; }

 private:
  std::string root_;  // without "/" at its end
};

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_HOST_SYSTEM_H_
