// SPDX-License-Identifier: Apache-2.0
//
// Bitstreams for devices that have programmable logic, by the URI of the device.

#ifndef VTA_TOOLS_LOAD_BITSTREAM_H_
#define VTA_TOOLS_LOAD_BITSTREAM_H_

#include <string>

#include "driver/board/load_design.h"
#include "driver/device/registry.h"
#include "driver/rpc/server.h"

namespace vta {

inline constexpr double kUsualClockMhz = 100;  // of a PL, when nobody says another one

// Loads the file into the device of a URI pynq: (with the description beside the file) or remote:
// (whose server describes it). Fails with one sentence; for a device without programmable logic,
// too.
[[nodiscard]] Status load_bitstream(const DeviceUri& uri, const std::string& path);

// Sends the file to the server of a URI remote:, which loads it. Fails naming the file or the
// server.
[[nodiscard]] Status send_bitstream(const DeviceUri& uri, const std::string& path);

// What a server of the board at pynq:ROOT does for its clients. A bitstream comes without a
// description: the geometry is that of the server, the memory port that of the URI.
struct ServedBoard {
  DeviceUri uri;
  Config config = Config::pynq();
  std::string board = "pynq-z1";
  double clock_mhz = kUsualClockMhz;
};
// Fails when the clock is none.
[[nodiscard]] Result<rpc::BoardHooks> board_hooks(const ServedBoard& served);

}  // namespace vta

#endif  // VTA_TOOLS_LOAD_BITSTREAM_H_
