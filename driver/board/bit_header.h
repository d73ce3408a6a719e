// SPDX-License-Identifier: Apache-2.0
//
// What the tools write in front of the words of a .bit file:
//
//   u16 9, 0f f0 0f f0 0f f0 0f f0 00, u16 1         all numbers are big-endian
//   'a' u16 length "top;UserID=0XFFFFFFFF;COMPRESS=TRUE;Version=2018.3\0"
//   'b' u16 length "7z020clg484\0"                   the part
//   'c' u16 length "2020/06/30\0"
//   'd' u16 length "18:11:16\0"
//   'e' u32 length                                   of the words that follow

#ifndef VTA_DRIVER_BOARD_BIT_HEADER_H_
#define VTA_DRIVER_BOARD_BIT_HEADER_H_

#include <cstddef>
#include <span>
#include <string>

#include "hw/isa/result.h"

namespace vta::board {

// Texts are printable ASCII, of less than 64 KiB each.
struct BitHeader {
  std::string design;      // "vta_wrapper"
  std::string part;        // "7z020clg484"
  std::string date, time;  // "2020/06/30", "18:11:16"
  std::string tool;        // version of the tool, "2018.3"; empty when it does not say
  std::string user_id;     // "0XFFFFFFFF"; empty when it does not say
  bool compressed = false;
  bool partial = false;
  std::size_t bytes = 0;  // of the header itself; the words begin here and end with the file
};

// Whether a file begins like a .bit file; then it is one, or a damaged one.
[[nodiscard]] bool has_bit_header(std::span<const std::byte> file);

// Fails naming the field that is cut off, has another shape, or promises another length than the
// file has.
[[nodiscard]] Result<BitHeader> read_bit_header(std::span<const std::byte> file);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_BIT_HEADER_H_
