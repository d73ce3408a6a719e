// SPDX-License-Identifier: Apache-2.0
//
// The packets of a 7-series configuration (UG470, chapter 5): which device they are for, how much
// they configure, and whether their own checks hold.

#ifndef VTA_DRIVER_BOARD_CONFIGURATION_H_
#define VTA_DRIVER_BOARD_CONFIGURATION_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "hw/isa/result.h"

namespace vta::board {

inline constexpr std::uint32_t kSyncWord = 0xaa995566;

struct Configuration {
  std::uint32_t idcode = 0;           // as written, with the revision in its upper four bits
  std::uint64_t fdri_words = 0;       // frame data, pad frames included
  std::uint64_t repeated_frames = 0;  // frames that are another one again (COMPRESS)
  std::uint64_t crc_checks = 0;       // all of them hold
};

// Words of a configuration, in either order of bytes.
class Words {
 public:
  // `swapped`: each word is the wrong way round, as the FPGA manager of Linux takes it.
  Words(std::span<const std::byte> bytes, bool swapped) : bytes_(bytes), swapped_(swapped) {}

  [[nodiscard]] std::size_t size() const { return bytes_.size() / 4; }
  [[nodiscard]] std::uint32_t operator[](std::size_t index) const {  // below size()
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      word = word << 8 | std::to_integer<std::uint32_t>(bytes_[index * 4 + (swapped_ ? 3 - i : i)]);
    }
    return word;
  }

 private:
  std::span<const std::byte> bytes_;
  bool swapped_;
};

// Reads the packets from word `begin`, the one behind the sync word, up to DESYNC; what follows it
// does not reach the device. Fails, naming the byte counted from the first of the words, at
// anything but a packet, at a packet that is cut off, when the IDCODE, frames, a CRC behind the
// frames, or DESYNC are missing, when the IDCODE is of another family, and when a CRC does not
// hold. Never reads beyond the words.
[[nodiscard]] Result<Configuration> read_configuration(const Words& words, std::size_t begin);

// The CRC of the configuration logic after one more register write: CRC-32C over the 32 bits of
// the value and the 5 of the register, lowest bit first, without inversions.
[[nodiscard]] std::uint32_t configuration_crc(std::uint32_t crc, std::uint32_t reg,
                                              std::uint32_t value);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_CONFIGURATION_H_
