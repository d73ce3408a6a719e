// SPDX-License-Identifier: Apache-2.0

#include "driver/board/open_system.h"

#include <sys/stat.h>

#include "driver/board/emulated_system.h"
#include "driver/board/emulation_protocol.h"
#include "driver/board/host_system.h"
#include "driver/board/small_file.h"

namespace vta::board {

Result<std::unique_ptr<System>> open_system(const std::string& root) {
  std::string folder = root;
  while (!folder.empty() && folder.back() == '/') folder.pop_back();
  if (folder.empty()) return std::unique_ptr<System>(std::make_unique<HostSystem>());
  struct stat status {};
  if (stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return Error{"'" + root + "' is no folder; the root of a board is one, made by " +
                 "vta board-emulator --root DIR"};
  }
  const Result<std::string> socket = emulation::socket_path(folder);
  if (!socket) return socket.error();
  if (stat(socket.value().c_str(), &status) != 0) {
    return std::unique_ptr<System>(std::make_unique<HostSystem>(folder));
  }
  auto system = std::make_unique<EmulatedSystem>(folder);
  const System::Opened probe = system->open("/sys/class/fpga_manager/fpga0/state", OpenMode::kRead);
  if (!probe.file) {
    return Error{"the emulated board in '" + root + "' does not answer (" +
                 errno_text(probe.error) + "); start it with vta board-emulator --root " + root};
  }
  return std::unique_ptr<System>(std::move(system));
}

}  // namespace vta::board
