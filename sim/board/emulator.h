// SPDX-License-Identifier: Apache-2.0
//
// An emulated Pynq: a tree of files, and whoever answers for the special ones among them.
//
//   driver ── EmulatedSystem ──┬── regular files under the root
//                              └── board.socket ── Emulator ── fpga_manager ─┐
//                                                           ├─ UIO, /dev/mem ┼─ logic: vta_top
//                                                           └─ zocl, udmabuf ┘  (Verilated)

#ifndef VTA_SIM_BOARD_EMULATOR_H_
#define VTA_SIM_BOARD_EMULATOR_H_

#include <functional>
#include <memory>
#include <string>

#include "hw/isa/result.h"
#include "sim/board/machine.h"

namespace vta::board {

class Emulator {
 public:
  virtual ~Emulator() = default;
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  // Makes the tree and the socket: from now on drivers can connect, and wait. Fails when the root
  // cannot be used, or another emulator has it.
  [[nodiscard]] static Result<std::unique_ptr<Emulator>> create(const std::string& root,
                                                                const MachineOptions& options);

  // Answers until `stop` says so, which is asked ten times a second or more often. Fails when the
  // socket does; a client that breaks the protocol is only cut off.
  [[nodiscard]] virtual Status serve(const std::function<bool()>& stop) = 0;

 protected:
  Emulator() = default;
};

}  // namespace vta::board

#endif  // VTA_SIM_BOARD_EMULATOR_H_
