// SPDX-License-Identifier: Apache-2.0
//
// The system calls of an emulated board: files under its root as they are, special files by asking
// the emulator (emulation_protocol.h).

#ifndef VTA_DRIVER_BOARD_EMULATED_SYSTEM_H_
#define VTA_DRIVER_BOARD_EMULATED_SYSTEM_H_

#include <string>

#include "driver/board/host_system.h"
#include "driver/board/system.h"

namespace vta::board {

// A call that the emulator does not answer within 30 seconds fails with ETIMEDOUT, one after it has
// ended with ECONNREFUSED or ECONNRESET. Register accesses have Mapping::failure().
class EmulatedSystem final : public System {
 public:
  explicit EmulatedSystem(const std::string& root) : files_(root) {}

  Opened open(const std::string& path, OpenMode mode) override;
  Listing list(const std::string& path) override { return files_.list(path); }
  CallResult rename(const std::string& from, const std::string& to) override {
    return files_.rename(from, to);
  }
  CallResult remove(const std::string& path) override { return files_.remove(path); }

 private:
  HostSystem files_;
};

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_EMULATED_SYSTEM_H_
