// SPDX-License-Identifier: Apache-2.0

#include "driver/board/stored_file.h"

#include <algorithm>
#include <cerrno>

#include "driver/board/error_text.h"

namespace vta::board {
namespace {

// What would help.
std::string storing_hint(int error) {
  if (error == EACCES || error == EPERM) return " (root is needed)";
  if (error == EROFS) return " (the root file system has to be writable)";
  if (error == ENOSPC) return " (a bitstream needs 4 MB)";
  return "";
}

}  // namespace

Status store_file(System& system, const std::string& path, std::span<const std::byte> bytes) {
  const std::string temporary = path + ".tmp";
  const auto failed = [&](const char* what, int error) -> Status {
    (void)system.remove(temporary);
    return Error{"cannot " + std::string(what) + " " + path + ": " + error_text(error) +
                 storing_hint(error)};
  };
  {
    const System::Opened opened = system.open(temporary, OpenMode::kCreate);
    if (!opened.file) return failed("create", opened.error);
    while (!bytes.empty()) {
      const CallResult written = opened.file->write(bytes);
      if (!written.ok()) return failed("write", written.error);
      if (written.count == 0) return failed("write", ENOSPC);
      bytes = bytes.subspan(std::min(written.count, bytes.size()));
    }
  }
  const CallResult renamed = system.rename(temporary, path);
  return renamed.ok() ? ok_status() : failed("name", renamed.error);
}

}  // namespace vta::board
