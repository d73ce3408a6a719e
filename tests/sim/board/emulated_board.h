// SPDX-License-Identifier: Apache-2.0
//
// A test with an emulated board in a process of its own.

#ifndef VTA_TESTS_SIM_BOARD_EMULATED_BOARD_H_
#define VTA_TESTS_SIM_BOARD_EMULATED_BOARD_H_

#include <gtest/gtest.h>
#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "driver/board/pynq_device.h"
#include "driver/board/system.h"
#include "sim/board/machine.h"

namespace vta::board {

// The words of a bitstream that an xc7z020 would take, swapped for the FPGA manager of Linux: bus
// width, sync, IDCODE, a little frame data, DESYNC. No design is in it.
[[nodiscard]] std::vector<std::byte> small_bitstream(std::uint32_t idcode = 0x23727093);

class EmulatedBoardTest : public ::testing::Test {
 protected:
  EmulatedBoardTest();
  ~EmulatedBoardTest() override;

  // Starts the emulator and waits until it is ready. `options` need no model.
  void start(MachineOptions options = {});
  // Ends it without notice, as a crash would.
  void kill_emulator();

  [[nodiscard]] const std::string& root() const { return root_; }
  [[nodiscard]] std::unique_ptr<System> connect() const;

  // Puts a file into /lib/firmware and writes its name to the FPGA manager. An errno, or 0.
  int load(const std::vector<std::byte>& file, const std::string& name = "design.bin");
  [[nodiscard]] std::string state() const;  // of the FPGA manager

  // A device on the board, on which a bitstream was loaded with load(small_bitstream()).
  [[nodiscard]] Result<std::unique_ptr<PynqDevice>> open(const PynqOptions& options = {},
                                                         const Config& config = Config::pynq());

 private:
  std::string root_;
  pid_t emulator_ = -1;
};

}  // namespace vta::board

#endif  // VTA_TESTS_SIM_BOARD_EMULATED_BOARD_H_
