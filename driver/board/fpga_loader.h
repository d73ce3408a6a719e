// SPDX-License-Identifier: Apache-2.0
//
// Loads a bitstream through the FPGA manager of the kernel, as in Xilinx kernels and PYNQ images:
// a file in /lib/firmware, then flags and the name of the file into /sys/class/fpga_manager/fpga0.

#ifndef VTA_DRIVER_BOARD_FPGA_LOADER_H_
#define VTA_DRIVER_BOARD_FPGA_LOADER_H_

#include <string>

#include "driver/board/bitstream.h"
#include "driver/board/system.h"

namespace vta::board {

inline constexpr const char* kFirmwareFolder = "/lib/firmware";
inline constexpr const char* kFpgaManager = "/sys/class/fpga_manager/fpga0";

// "vta-<sha256 of the swapped words>.bin": another content has another name, so that nothing stale
// can be loaded by an old one.
[[nodiscard]] std::string firmware_name(std::span<const std::byte> swapped);

// Replaces what the whole PL does. Returns the name of the file, which stays. Fails with what the
// kernel said and what that means; the PL is then in the state that the sentence names, and no
// register of it may be touched. Nothing but a complete file ever has the name. The write that
// loads returns when the kernel is done, which it bounds itself (some seconds).
[[nodiscard]] Result<std::string> load_full_bitstream(System& system, const Bitstream& bitstream);

// The first line of a small file, without blanks around it. Fails with an errno in `error`.
struct Line {
  std::string text;
  int error = 0;
};
[[nodiscard]] Line read_line(System& system, const std::string& path);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_FPGA_LOADER_H_
