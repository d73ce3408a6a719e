// SPDX-License-Identifier: Apache-2.0
//
// Makes files with bitstreams, word by word, and keeps the CRC as the tools do: bit by bit, not
// with the tables of the code under test.

#ifndef VTA_TESTS_DRIVER_BOARD_BITSTREAM_BUILDER_H_
#define VTA_TESTS_DRIVER_BOARD_BITSTREAM_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "driver/board/bitstream.h"

namespace vta::board::test {

using Bytes = std::vector<std::byte>;

inline constexpr std::uint32_t kXc7z020 = 0x03727093, kXc7a35t = 0x0362d093;
inline constexpr std::uint32_t kFullWords = 1'010'808;  // of an xc7z020

inline void append32(Bytes& bytes, std::uint32_t word) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(std::byte(word >> shift & 0xff));
}
inline void append16(Bytes& bytes, std::uint32_t word) {
  bytes.push_back(std::byte(word >> 8 & 0xff));
  bytes.push_back(std::byte(word & 0xff));
}

// Registers and commands of UG470.
enum : std::uint32_t { kCrc = 0, kFar = 1, kFdri = 2, kCmd = 4, kLout = 8, kMfwr = 10, kId = 12 };
enum : std::uint32_t { kWcfg = 1, kStart = 5, kRcrc = 7, kDesync = 13 };

// The words of a configuration; what each call appends is in its name.
class ConfigurationBuilder {
 public:
  ConfigurationBuilder& preamble() {
    for (int i = 0; i < 8; ++i) raw(0xffffffff);
    return raw(0x000000bb).raw(0x11220044).raw(0xffffffff).raw(0xffffffff).raw(0xaa995566);
  }
  ConfigurationBuilder& raw(std::uint32_t word) {
    append32(words_, word);
    return *this;
  }
  ConfigurationBuilder& nop() { return raw(0x20000000); }
  ConfigurationBuilder& write(std::uint32_t reg, const std::vector<std::uint32_t>& values) {
    raw(0x30000000u | reg << 13 | static_cast<std::uint32_t>(values.size()));
    return data(reg, values);
  }
  ConfigurationBuilder& command(std::uint32_t value) {
    write(kCmd, {value});
    if (value == kRcrc) crc_ = 0;
    return *this;
  }
  // A type 1 packet without words and a type 2 packet with them.
  ConfigurationBuilder& frames(std::uint32_t count, std::uint32_t first_value = 1) {
    raw(0x30000000u | kFdri << 13).raw(0x50000000u | count);
    std::vector<std::uint32_t> values(count);
    for (std::uint32_t& value : values) value = first_value++ * 2654435761u;
    return data(kFdri, values);
  }
  // The CRC of what has been written so far, spoilt by `error`.
  ConfigurationBuilder& crc(std::uint32_t error = 0) {
    raw(0x30000001u | kCrc << 13).raw(crc_ ^ error);
    crc_ = 0;
    return *this;
  }
  [[nodiscard]] Bytes take() { return std::move(words_); }

 private:
  ConfigurationBuilder& data(std::uint32_t reg, const std::vector<std::uint32_t>& values) {
    for (const std::uint32_t value : values) {
      raw(value);
      if (reg == kLout) continue;
      std::uint64_t bits = std::uint64_t{reg} << 32 | value;
      for (int i = 0; i < 37; ++i, bits >>= 1) {
        crc_ = crc_ >> 1 ^ (((crc_ ^ bits) & 1) != 0 ? 0x82f63b78u : 0u);
      }
    }
    return *this;
  }

  Bytes words_;
  std::uint32_t crc_ = 0;
};

struct Recipe {
  std::uint32_t idcode = kXc7z020;
  std::uint32_t frame_words = 202;  // not those of a whole device, which take time
  std::uint32_t repeats = 0;        // MFWR packets
  std::uint32_t first_value = 1;    // of the frames: another one makes another design
};

// What the tools write, but for its length.
inline Bytes configuration(const Recipe& recipe = {}) {
  ConfigurationBuilder builder;
  builder.preamble().nop().command(kRcrc).nop().nop().write(kId, {recipe.idcode});
  builder.command(kWcfg).nop().write(kFar, {0}).frames(recipe.frame_words, recipe.first_value);
  for (std::uint32_t i = 0; i < recipe.repeats; ++i) builder.write(kMfwr, {0, 0, 0, 0});
  builder.crc().nop().nop().command(kStart).crc().command(kDesync);
  for (int i = 0; i < 16; ++i) builder.nop();
  return builder.take();
}

struct Header {
  std::string design = "vta_wrapper;UserID=0XFFFFFFFF;Version=2018.3";
  std::string part = "7z020clg400", date = "2020/06/30", time = "18:11:16";
};

inline void append_field(Bytes& bytes, char key, const std::string& text) {
  bytes.push_back(std::byte(key));
  append16(bytes, static_cast<std::uint32_t>(text.size() + 1));
  for (const char c : text) bytes.push_back(std::byte(c));
  bytes.push_back(std::byte{0});
}

inline Bytes bit_file(const Bytes& words, const Header& header = {}) {
  Bytes bytes;
  for (const int byte : {0, 9, 0x0f, 0xf0, 0x0f, 0xf0, 0x0f, 0xf0, 0x0f, 0xf0, 0, 0, 1}) {
    bytes.push_back(std::byte(byte));
  }
  append_field(bytes, 'a', header.design);
  append_field(bytes, 'b', header.part);
  append_field(bytes, 'c', header.date);
  append_field(bytes, 'd', header.time);
  bytes.push_back(std::byte('e'));
  append32(bytes, static_cast<std::uint32_t>(words.size()));
  bytes.insert(bytes.end(), words.begin(), words.end());
  return bytes;
}

// Byte by byte, as the FPGA manager takes words.
inline Bytes swapped(const Bytes& words) {
  Bytes result(words.size());
  for (std::size_t i = 0; i < words.size(); ++i)
    result[i] = words[(i & ~std::size_t{3}) + 3 - i % 4];
  return result;
}

inline std::string text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A whole device. It takes a second, so it is made once.
inline const Bytes& full_configuration() {
  static const Bytes words = configuration({.frame_words = kFullWords});
  return words;
}

}  // namespace vta::board::test

#endif  // VTA_TESTS_DRIVER_BOARD_BITSTREAM_BUILDER_H_
