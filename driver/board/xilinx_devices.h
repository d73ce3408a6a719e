// SPDX-License-Identifier: Apache-2.0
//
// Which device a bitstream is for, and which device a board has. Codes: UG470 (7 Series FPGAs
// Configuration), table 1-1.

#ifndef VTA_DRIVER_BOARD_XILINX_DEVICES_H_
#define VTA_DRIVER_BOARD_XILINX_DEVICES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "hw/isa/result.h"

namespace vta::board {

// An IDCODE without the revision of the silicon, its upper four bits.
[[nodiscard]] constexpr std::uint32_t without_revision(std::uint32_t idcode) {
  return idcode & 0x0fff'ffff;
}

// Manufacturer 0x049 (Xilinx) and family 0x1b.
[[nodiscard]] constexpr bool is_7_series(std::uint32_t idcode) {
  return (idcode & 0xfff) == 0x093 && (without_revision(idcode) >> 21) == 0x1b;
}

// "xc7z020", "a 7-series device with IDCODE 0x0370f093", "an UltraScale device with IDCODE ...".
[[nodiscard]] std::string device_name(std::uint32_t idcode);

// "Zynq-7000" for the part "7z020clg484", as headers of .bit files write it, or "xc7z020clg484-1";
// empty for a part of no family known here.
[[nodiscard]] std::string_view family_of_part(std::string_view part);
[[nodiscard]] bool is_7_series_part(std::string_view part);

// A board with a Zynq-7000.
struct Board {
  std::string_view name;     // as --board takes it
  std::uint32_t idcode;      // without revision
  std::uint64_t fdri_words;  // configuration words of a full, uncompressed bitstream
  double ps_clock_mhz;       // crystal of the processor, which the PLLs multiply
};

// "pynq-z1" or "pynq-z2"; fails naming those there are.
[[nodiscard]] Result<Board> find_board(std::string_view name);

// Words of a full, uncompressed bitstream for a device; 0 when not known here.
[[nodiscard]] std::uint64_t full_fdri_words(std::uint32_t idcode);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_XILINX_DEVICES_H_
