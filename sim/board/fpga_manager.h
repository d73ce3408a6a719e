// SPDX-License-Identifier: Apache-2.0
//
// The fpga_manager of a Zynq-7000 with a Xilinx kernel: drivers/fpga/fpga-mgr.c and zynq-fpga.c of
// linux-xlnx. What it accepts and refuses, with which errno, and the state it then shows.

#ifndef VTA_SIM_BOARD_FPGA_MANAGER_H_
#define VTA_SIM_BOARD_FPGA_MANAGER_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "sim/board/injection.h"
#include "sim/board/logic.h"

namespace vta::board {

class FpgaManager {
 public:
  // Firmware lies in `firmware_folder`, a folder of this host. `logic` outlives this.
  FpgaManager(std::string firmware_folder, Logic& logic, const Injections& injections)
      : firmware_folder_(std::move(firmware_folder)), logic_(logic), injections_(injections) {}

  // A write to the attribute `firmware`: loads the file of that name. Returns an errno, or 0.
  [[nodiscard]] int load(std::string_view name);

  // The attribute `flags`, hexadecimal; bit 0 is a partial bitstream. Returns an errno, or 0.
  [[nodiscard]] int set_flags(std::string_view text);
  [[nodiscard]] std::string flags() const;

  [[nodiscard]] const std::string& state() const { return state_; }

 private:
  int fail(const char* state, int error);

  std::string firmware_folder_;
  Logic& logic_;
  Injections injections_;
  unsigned flags_ = 0;
  std::string state_ = "unknown";
};

// What the device itself makes of a byte-swapped file: whether it ends up configured. It does not
// with another device's IDCODE, and without one, or without the command DESYNC.
[[nodiscard]] bool configures_7z020(std::span<const std::byte> swapped);

}  // namespace vta::board

#endif  // VTA_SIM_BOARD_FPGA_MANAGER_H_
