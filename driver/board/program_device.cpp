// SPDX-License-Identifier: Apache-2.0

#include "driver/board/program_device.h"

#include "driver/board/fpga_loader.h"
#include "driver/board/pl_clock.h"

namespace vta::board {

Status check_programmable(System& system, const Board& board, const Bitstream& bitstream,
                          const Sidecar& sidecar) {
  if (Status status = check_for_board(bitstream, board); !status) {
    return Error{"the bitstream " + status.error().message};
  }
  if (Status status = check_belongs(sidecar, bitstream); !status) return status.error();
  return check_pl_clock(system, board.ps_clock_mhz, sidecar.clock_mhz);
}

Result<Programmed> program_device(System& system, const Lease&, const Board& board,
                                  const Bitstream& bitstream, const Sidecar& sidecar,
                                  const VerifyRegisters& verify) {
  if (Status status = check_programmable(system, board, bitstream, sidecar); !status) {
    return status.error();
  }
  Result<std::string> firmware = load_full_bitstream(system, bitstream);
  if (!firmware) return firmware.error();
  const Result<double> clock = set_pl_clock(system, board.ps_clock_mhz, sidecar.clock_mhz);
  if (!clock) return clock.error();
  Programmed programmed{std::move(firmware).value(), clock.value(), false};
  if (!verify) return programmed;
  if (Status status = verify(system, sidecar); !status) return status.error();
  programmed.verified = true;
  return programmed;
}

}  // namespace vta::board
