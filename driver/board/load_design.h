// SPDX-License-Identifier: Apache-2.0
//
// From the file of a bitstream to a board that has its design, whatever the board had before.
//
//   description of what is loaded (loaded_design.h)?  state `operating`?  its clock, its identity?
//      │ all yes                                          │ a no: nobody may touch registers
//      ▼                                                  │
//   busy? ──yes──► refused; with force: soft reset        │
//      │ no                                               │
//   the same description, and not force? ──yes──► verified, nothing loaded
//      │ no                                               │
//      └───────────────────► forget, load, set the clock, verify, write down ◄┘

#ifndef VTA_DRIVER_BOARD_LOAD_DESIGN_H_
#define VTA_DRIVER_BOARD_LOAD_DESIGN_H_

#include <string>

#include "driver/board/program_device.h"

namespace vta::board {

struct Design {
  Bitstream bitstream;
  Sidecar sidecar;
};

// A bitstream for this board, and the description beside it. Fails naming the file.
[[nodiscard]] Result<Design> read_design(const std::string& path, const Board& board);

struct LoadReport {
  Programmed programmed;
  bool loaded = true;  // false: it was there, and its registers say so
};

// Loads the design into the board of this root ("": this host), unless it is there already, and
// verifies its registers in either case. A running accelerator is not replaced: its DMA would be
// torn off. `force` resets it first, whether it heeds that or not, and loads in every case.
// Holds the lease meanwhile. Fails at the first step that does, with nothing changed until the
// load begins.
[[nodiscard]] Result<LoadReport> load_design(const std::string& root, const Board& board,
                                             const Design& design, bool force);

// The same on a system at hand, for whoever has the lease.
[[nodiscard]] Result<LoadReport> load_design(System& system, const Lease& lease, const Board& board,
                                             const Design& design, bool force);

// Whether the root is that of a board that takes bitstreams.
[[nodiscard]] Status check_board(const std::string& root);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_LOAD_DESIGN_H_
