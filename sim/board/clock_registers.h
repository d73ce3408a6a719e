// SPDX-License-Identifier: Apache-2.0
//
// The system-level control registers of a Zynq-7000 as far as the clock of the programmable logic
// goes (UG585, appendix B.28); the others read and write as plain memory.

#ifndef VTA_SIM_BOARD_CLOCK_REGISTERS_H_
#define VTA_SIM_BOARD_CLOCK_REGISTERS_H_

#include <cstdint>
#include <map>

namespace vta::board {

class ClockRegisters {
 public:
  // As the boot loader of PYNQ leaves them: IO PLL 50 MHz * 20, FCLK0 at 1000 MHz / first / second.
  ClockRegisters(unsigned first_divisor, unsigned second_divisor);

  static constexpr std::uint64_t kBase = 0xf800'0000;
  static constexpr std::uint64_t kSize = 4096;

  [[nodiscard]] std::uint32_t read(std::uint32_t offset) const;
  void write(std::uint32_t offset, std::uint32_t value);

  [[nodiscard]] double fclk0_mhz() const;  // 0 when it stands still

 private:
  std::map<std::uint32_t, std::uint32_t> values_;
  bool locked_ = true;
};

}  // namespace vta::board

#endif  // VTA_SIM_BOARD_CLOCK_REGISTERS_H_
