// SPDX-License-Identifier: Apache-2.0

#include "driver/board/configuration.h"

#include <array>
#include <cstdio>
#include <optional>
#include <string>

#include "driver/board/xilinx_devices.h"

namespace vta::board {
namespace {

// Registers and commands that matter here (UG470, tables 5-23 and 5-24).
enum Register : std::uint32_t {
  kCrc = 0,
  kFdri = 2,
  kCmd = 4,
  kLout = 8,
  kMfwr = 10,
  kIdcode = 12,
};
constexpr std::uint32_t kRcrc = 7, kDesync = 13;

enum Operation : std::uint32_t { kNop = 0, kRead = 1, kWrite = 2 };

struct Packet {
  std::uint32_t type, operation, reg;
  std::size_t count;  // words that follow
};

// A type 2 packet has no register; it goes on with that of the packet before it.
Packet packet_of(std::uint32_t word) {
  const std::uint32_t type = word >> 29, operation = word >> 27 & 3;
  if (type == 2) return {type, operation, 0, word & 0x7ff'ffff};
  return {type, operation, word >> 13 & 0x3fff, word & 0x7ff};
}

constexpr std::uint32_t kPolynomial = 0x82f63b78;  // CRC-32C, lowest bit first

template <std::size_t kSize>
constexpr std::array<std::uint32_t, kSize> crc_table(int bits) {
  std::array<std::uint32_t, kSize> table{};
  for (std::uint32_t i = 0; i < kSize; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < bits; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? kPolynomial : 0);
    table[i] = crc;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kByteTable = crc_table<256>(8);
constexpr std::array<std::uint32_t, 32> kRegisterTable = crc_table<32>(5);

std::string hex(std::uint32_t value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%08x", value);
  return text.data();
}

std::string at(std::size_t word) { return " at byte " + std::to_string(word * 4); }

// What the packets so far have done.
class Decoder {
 public:
  // Returns what is wrong with the write.
  std::optional<Error> write(std::uint32_t reg, std::uint32_t value, std::size_t where) {
    if (reg == kCrc) return check_crc(value, where);
    if (reg != kLout) crc_ = configuration_crc(crc_, reg, value);
    if (reg == kFdri) {
      ++found_.fdri_words;
      unchecked_ = true;
    } else if (reg == kIdcode) {
      if (!is_7_series(value)) {
        return Error{"is for another family, for " + device_name(value) +
                     "; only 7-series devices are supported"};
      }
      if (has_idcode_ && found_.idcode != value) {
        return Error{"names two devices: IDCODE " + hex(found_.idcode) + " and, " +
                     at(where).substr(1) + ", " + hex(value)};
      }
      found_.idcode = value;
      has_idcode_ = true;
    } else if (reg == kCmd) {
      if (value == kRcrc) crc_ = 0;
      desync_ = value == kDesync;
    }
    return std::nullopt;
  }
  void repeat_frame() {
    ++found_.repeated_frames;
    unchecked_ = true;
  }

  [[nodiscard]] bool desync() const { return desync_; }
  [[nodiscard]] Result<Configuration> finish() const {
    if (!has_idcode_) return Error{"names no device: it has no IDCODE"};
    if (found_.fdri_words == 0) return Error{"configures nothing: it has no frames"};
    if (unchecked_) return Error{"has no CRC behind its frames, so nothing would notice damage"};
    return found_;
  }

 private:
  std::optional<Error> check_crc(std::uint32_t value, std::size_t where) {
    if (value != crc_) {
      return Error{"is damaged: its CRC" + at(where) + " is " + hex(value) +
                   ", that of the words before it is " + hex(crc_)};
    }
    crc_ = 0;
    ++found_.crc_checks;
    unchecked_ = false;
    return std::nullopt;
  }

  Configuration found_;
  std::uint32_t crc_ = 0;
  bool has_idcode_ = false, desync_ = false;
  bool unchecked_ = false;  // frames since the last CRC
};

}  // namespace

std::uint32_t configuration_crc(std::uint32_t crc, std::uint32_t reg, std::uint32_t value) {
  for (int byte = 0; byte < 4; ++byte) {
    crc = crc >> 8 ^ kByteTable[(crc ^ value) & 0xff];
    value >>= 8;
  }
  return crc >> 5 ^ kRegisterTable[(crc ^ reg) & 0x1f];
}

Result<Configuration> read_configuration(const Words& words, std::size_t begin) {
  Decoder decoder;
  std::optional<std::uint32_t> reg;  // of the last type 1 packet
  std::size_t next = begin;
  while (!decoder.desync()) {
    if (next >= words.size()) return Error{"is truncated: it ends without DESYNC"};
    const std::size_t where = next++;
    const Packet packet = packet_of(words[where]);
    const bool known = packet.type == 1 || (packet.type == 2 && reg);
    if (!known || packet.operation > kWrite) {
      return Error{"has " + hex(words[where]) + at(where) + ", which is no 7-series packet"};
    }
    if (packet.type == 1) reg = packet.reg;
    if (packet.operation != kWrite) continue;  // what is read comes from the device
    if (packet.count > words.size() - next) {
      return Error{"is truncated: the packet" + at(where) + " has " + std::to_string(packet.count) +
                   " words, and " + std::to_string(words.size() - next) + " follow"};
    }
    if (*reg == kMfwr) decoder.repeat_frame();
    for (std::size_t i = 0; i < packet.count; ++i, ++next) {
      if (std::optional<Error> error = decoder.write(*reg, words[next], next)) return *error;
    }
  }
  return decoder.finish();
}

}  // namespace vta::board
