// SPDX-License-Identifier: Apache-2.0
//
// In the place of board_emulator.cpp, in a build without Verilated models (VTA_RTL=OFF).

#include "tools/command.h"

namespace vta {

int board_emulator_command(const Arguments&) {
  const CommandHelp help = {"vta board-emulator", "", "", ""};
  return fail(help,
              "this build has no RTL to put into an emulated board: it was made for a real one; "
              "emulate on a PC");
}

}  // namespace vta
