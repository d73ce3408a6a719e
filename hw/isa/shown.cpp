// SPDX-License-Identifier: Apache-2.0

#include "hw/isa/shown.h"

#include <array>
#include <cstdint>
#include <cstdio>

namespace vta {
namespace {

// The length of a well-formed, printable character at the start of `text`; 0 when there is none.
std::size_t printable(std::string_view text) {
  const auto byte = [&text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : 0;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  std::uint32_t code = first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  constexpr std::array<std::uint32_t, 5> kLeast = {0, 0, 0xA0, 0x800, 0x10000};  // below: C1
  if (code < kLeast[length] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return 0;
  return code == 0x2028 || code == 0x2029 ? 0 : length;  // line and paragraph separators
}

std::string escaped(std::string_view text, std::size_t most) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = printable(text);
    std::string piece(text.substr(0, length));
    if (length == 0) {
      std::array<char, 8> code{};
      std::snprintf(code.data(), code.size(), "\\x%02x", static_cast<std::uint8_t>(text[0]));
      piece = code.data();
    }
    if (result.size() + piece.size() > most) return result + "...";
    result += piece;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

}  // namespace

std::string one_line(std::string_view text) { return escaped(text, 4 * text.size()); }

std::string shown(std::string_view text, std::size_t most) { return escaped(text, most); }

}  // namespace vta
