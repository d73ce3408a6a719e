// SPDX-License-Identifier: Apache-2.0
//
// What vta serve does for clients of a board.

#ifndef VTA_TOOLS_BOARD_HOOKS_H_
#define VTA_TOOLS_BOARD_HOOKS_H_

#include <string>

#include "driver/device/registry.h"
#include "driver/rpc/server.h"

namespace vta {

inline constexpr double kUsualClockMhz = 100;  // of a PL, when nobody says another one

// A board at pynq:ROOT. A bitstream comes without a description: the geometry is that of the
// server, the memory port that of the URI.
struct ServedBoard {
  DeviceUri uri;
  Config config = Config::pynq();
  std::string board = "pynq-z1";
  double clock_mhz = kUsualClockMhz;
};
// Loads bitstreams, and reads and writes registers while a device is open. Fails when board, clock
// or an option of the URI is none.
[[nodiscard]] Result<rpc::BoardHooks> board_hooks(const ServedBoard& served);

}  // namespace vta

#endif  // VTA_TOOLS_BOARD_HOOKS_H_
