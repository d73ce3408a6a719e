// SPDX-License-Identifier: Apache-2.0
//
// One process at a time has the device. The kernel drops the lock with the process, so a lease is
// never left behind.

#ifndef VTA_DRIVER_BOARD_LEASE_H_
#define VTA_DRIVER_BOARD_LEASE_H_

#include <memory>

#include "driver/board/system.h"

namespace vta::board {

inline constexpr const char* kLeasePath = "/run/lock/vta.lease";

// Held as long as the object lives. Programs that do not ask for it, PYNQ among them, do not see
// it.
class Lease {
 public:
  // Does not wait. Fails when another process has it, naming the process when it wrote its id down,
  // or when the file cannot be opened or locked.
  [[nodiscard]] static Result<Lease> take(System& system);

 private:
  explicit Lease(std::unique_ptr<File> file) : file_(std::move(file)) {}
  std::unique_ptr<File> file_;
};

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_LEASE_H_
