// SPDX-License-Identifier: Apache-2.0
//
// FCLK0, the clock of the PL on a Zynq-7000: the IO PLL divided twice (UG585, chapter 25). Loading
// a bitstream does not set it.

#ifndef VTA_DRIVER_BOARD_PL_CLOCK_H_
#define VTA_DRIVER_BOARD_PL_CLOCK_H_

#include <cstdint>

#include "driver/board/system.h"

namespace vta::board {

// The registers that are read and written here (UG585, appendix B.28), by their offsets.
namespace slcr {
inline constexpr std::uint64_t kBase = 0xf800'0000;
inline constexpr std::size_t kSize = 4096;
inline constexpr std::size_t kLock = 0x004;          // write 0x767b
inline constexpr std::size_t kUnlock = 0x008;        // write 0xdf0d
inline constexpr std::size_t kLockStatus = 0x00c;    // bit 0: locked
inline constexpr std::size_t kIoPllControl = 0x108;  // 0 reset, 1 off, 4 bypass, 18:12 multiplier
inline constexpr std::size_t kPllStatus = 0x10c;     // bit 2: the IO PLL has locked
inline constexpr std::size_t kFpga0Clock = 0x170;    // 5:4 source, 13:8 and 25:20 divisors
inline constexpr std::size_t kFpga0Throttle = 0x174;
inline constexpr std::size_t kFpga0Count = 0x178;  // not 0: the clock stops after so many
}  // namespace slcr

struct Divisors {
  unsigned first = 1, second = 1;  // 1..63 each
};

// How to make a clock from a PLL: at most 0.01 % faster (a design may not run faster than it was
// built for; crystals differ by that much), at most 0.1 % slower. Fails naming the closest clock
// that is not faster.
[[nodiscard]] Result<Divisors> choose_divisors(double pll_mhz, double wanted_mhz);

// Whether set_pl_clock() could make the clock; changes nothing.
[[nodiscard]] Status check_pl_clock(System& system, double ps_clock_mhz, double wanted_mhz);

// Sets FCLK0, starts it when it is stopped, and reads it back; returns what it is then, in MHz.
// `ps_clock_mhz`: the crystal that the PLLs multiply. Fails when the registers cannot be mapped
// (root is needed), the IO PLL does not run, the clock cannot be had, or a register does not keep
// what was written.
[[nodiscard]] Result<double> set_pl_clock(System& system, double ps_clock_mhz, double wanted_mhz);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_PL_CLOCK_H_
