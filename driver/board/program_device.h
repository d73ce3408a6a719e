// SPDX-License-Identifier: Apache-2.0
//
// From a bitstream to a device that runs it: checks, load, clock, and the registers of the design.

#ifndef VTA_DRIVER_BOARD_PROGRAM_DEVICE_H_
#define VTA_DRIVER_BOARD_PROGRAM_DEVICE_H_

#include <functional>
#include <string>

#include "driver/board/bitstream.h"
#include "driver/board/lease.h"
#include "driver/board/sidecar.h"
#include "driver/board/system.h"

namespace vta::board {

// Looks at the registers of the design that is loaded now and fails unless they are those of the
// sidecar. Called when the PL operates and its clock runs: before that, reading a register can stop
// the processor for good.
using VerifyRegisters = std::function<Status(System&, const Sidecar&)>;

struct Programmed {
  std::string firmware;   // name under /lib/firmware
  double clock_mhz = 0;   // as read back
  bool verified = false;  // whether someone looked at the registers
};

// Whether bitstream, sidecar, board and PL clock fit; changes nothing.
[[nodiscard]] Status check_programmable(System& system, const Board& board,
                                        const Bitstream& bitstream, const Sidecar& sidecar);

// Does that check before anything is changed; loads, sets the clock and verifies. An empty `verify`
// is not called, and the result says so. Fails at the first step that does; the device may be used
// only when all have succeeded. The lease shows that no other process of ours uses the device.
[[nodiscard]] Result<Programmed> program_device(System& system, const Lease& lease,
                                                const Board& board, const Bitstream& bitstream,
                                                const Sidecar& sidecar,
                                                const VerifyRegisters& verify);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_PROGRAM_DEVICE_H_
