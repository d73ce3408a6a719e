// SPDX-License-Identifier: Apache-2.0
//
// Bitstreams of 7-series devices, from any of the files that hold one: a .bit file, its words
// alone, or its words swapped as the FPGA manager of Linux takes them.

#ifndef VTA_DRIVER_BOARD_BITSTREAM_H_
#define VTA_DRIVER_BOARD_BITSTREAM_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "driver/board/bit_header.h"
#include "driver/board/configuration.h"
#include "driver/board/xilinx_devices.h"

namespace vta::board {

enum class Extent {
  kFull,
  kPartial,
  kUnknown,  // without a header that says so, and of a size that does not
};
[[nodiscard]] std::string_view to_string(Extent extent);  // "full", "partial", "unknown"

// A bitstream whose packets hold together: see read_configuration().
struct Bitstream {
  std::optional<BitHeader> header;  // of a .bit file
  bool swapped = false;             // each word stands the other way round, "66 55 99 aa"
  std::vector<std::byte> words;     // as in the file, without the header
  std::size_t sync_offset = 0;      // bytes before the sync word, a multiple of 4 below 128
  Configuration configuration;
  std::string sha256;  // of the whole file

  [[nodiscard]] bool compressed() const {
    return configuration.repeated_frames > 0 || (header && header->compressed);
  }
  [[nodiscard]] Extent extent() const;
};

inline constexpr std::size_t kMaxBitstreamBytes = std::size_t{1} << 26;  // xc7v2000t has 56 MB

// Fails with a sentence that begins with the verb ("is truncated: ..."), its subject being the
// file.
[[nodiscard]] Result<Bitstream> parse_bitstream(std::span<const std::byte> file);

// The same from a file of this host; messages name it.
[[nodiscard]] Result<Bitstream> read_bitstream(const std::string& path);

// The words as the FPGA manager of a Zynq-7000 takes them: no header, bytes of each word reversed.
[[nodiscard]] std::vector<std::byte> swapped_words(const Bitstream& bitstream);

// Whether the bitstream may be loaded into the whole device of the board. Fails with a sentence as
// parse_bitstream() does, for another device and for anything but a full bitstream.
[[nodiscard]] Status check_for_board(const Bitstream& bitstream, const Board& board);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_BITSTREAM_H_
