// SPDX-License-Identifier: Apache-2.0
//
// The parts of an emulated Pynq that its special files show, and the wires between them.

#ifndef VTA_SIM_BOARD_MACHINE_H_
#define VTA_SIM_BOARD_MACHINE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "sim/board/clock_registers.h"
#include "sim/board/contiguous_memory.h"
#include "sim/board/fpga_manager.h"
#include "sim/board/injection.h"
#include "sim/board/logic.h"

namespace vta::board {

struct MachineOptions {
  Logic::NewModel new_model;
  bool coherent = false;                // the accelerator's port: ACP instead of HP
  bool zocl = true;                     // DMA memory from zocl; false: from u-dma-buf
  bool uio = true;                      // the device tree has the UIO node `fabric`
  unsigned fclk0_divisors[2] = {5, 2};  // of the IO PLL's 1000 MHz, as the boot loader leaves them
  Injections injections;
};

// Where a Zynq-7000 with 512 MB and the kernel of PYNQ has these.
inline constexpr std::uint64_t kRegistersAt = 0x4000'0000, kRegistersSize = 0x1'0000;
inline constexpr std::uint64_t kCmaAt = 0x1800'0000, kCmaSize = std::uint64_t{128} << 20;
inline constexpr std::uint64_t kUdmabufSize = std::uint64_t{32} << 20;

struct Machine {
  Machine(const std::string& root, const MachineOptions& options);

  // Of uio_pdrv_genirq: the kernel masks the interrupt when it comes, until somebody enables it.
  struct Uio {
    std::uint32_t count = 0;
    bool enabled = true;
  };

  // An access of the processor to a physical address; nothing when the bus does not answer.
  [[nodiscard]] std::optional<std::uint32_t> read(std::uint64_t address);
  [[nodiscard]] bool write(std::uint64_t address, std::uint32_t value);

  // The interrupt line reaches the kernel.
  void deliver_interrupt();

  Injections injections;
  std::shared_ptr<ContiguousMemory> memory;
  ClockRegisters clocks;
  Logic logic;
  FpgaManager manager;
  Uio uio;
  bool has_uio, has_zocl;
  std::shared_ptr<ContiguousBuffer> udmabuf;  // null: there is none
};

}  // namespace vta::board

#endif  // VTA_SIM_BOARD_MACHINE_H_
