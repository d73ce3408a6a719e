// SPDX-License-Identifier: Apache-2.0

#include "driver/board/bit_header.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace vta::board {
namespace {

constexpr std::array<unsigned char, 13> kMagic = {0x00, 0x09, 0x0f, 0xf0, 0x0f, 0xf0, 0x0f,
                                                  0xf0, 0x0f, 0xf0, 0x00, 0x00, 0x01};

// Takes bytes from the front; what is not there is said, never read.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : rest_(bytes) {}

  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  std::span<const std::byte> take(std::size_t count) {
    const std::span<const std::byte> taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  std::uint32_t take_number(std::size_t bytes) {
    std::uint32_t value = 0;
    for (const std::byte byte : take(bytes)) {
      value = value << 8 | std::to_integer<std::uint32_t>(byte);
    }
    return value;
  }

 private:
  std::span<const std::byte> rest_;
};

Error cut_off(char key) {
  return Error{std::string("is truncated: it ends inside field '") + key + "' of its header"};
}

// The key and the length of a field, `length_bytes` wide.
Result<std::uint32_t> take_length(Reader& reader, char key, std::size_t length_bytes) {
  if (reader.left() < 1 + length_bytes) return cut_off(key);
  if (reader.take_number(1) != static_cast<unsigned char>(key)) {
    return Error{std::string("has no field '") + key + "' where its header should have it"};
  }
  return reader.take_number(length_bytes);
}

Result<std::string> take_text(Reader& reader, char key) {
  const Result<std::uint32_t> length = take_length(reader, key, 2);
  if (!length) return length.error();
  if (reader.left() < length.value()) return cut_off(key);
  std::string text;
  for (const std::byte byte : reader.take(length.value())) {
    text.push_back(static_cast<char>(std::to_integer<unsigned char>(byte)));
  }
  if (!text.empty() && text.back() == '\0') text.pop_back();
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; })) {
    return Error{std::string("has something else than printable ASCII in field '") + key +
                 "' of its header"};
  }
  return text;
}

// "top;COMPRESS=TRUE;UserID=0XFFFFFFFF;Version=2021.1", in any order behind the name.
void read_options(std::string_view text, BitHeader& header) {
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t equals = std::min(word.find('='), word.size());
    const std::string_view key = word.substr(0, equals);
    const std::string_view value = word.substr(std::min(equals + 1, word.size()));
    if (first) header.design = word;
    if (key == "Version") header.tool = value;
    if (key == "UserID") header.user_id = value;
    if (key == "COMPRESS") header.compressed = value == "TRUE";
    if (key == "PARTIAL") header.partial = value == "TRUE";
    first = false;
  }
}

}  // namespace

bool has_bit_header(std::span<const std::byte> file) {
  // The length of the first field and its first bytes; the rest may be damaged.
  constexpr std::size_t kTelling = 4;
  return file.size() >= kTelling &&
         std::equal(kMagic.begin(), kMagic.begin() + kTelling, file.begin(),
                    [](unsigned char a, std::byte b) { return std::byte{a} == b; });
}

Result<BitHeader> read_bit_header(std::span<const std::byte> file) {
  Reader reader(file);
  if (reader.left() < kMagic.size()) {
    return Error{"is truncated: it ends inside the first bytes of a .bit header"};
  }
  for (const unsigned char byte : kMagic) {
    if (reader.take_number(1) != byte) {
      return Error{"begins like a .bit file, but its first 13 bytes are not those of one"};
    }
  }
  BitHeader header;
  std::string options;
  for (const auto& [key, text] :
       {std::pair{'a', &options}, {'b', &header.part}, {'c', &header.date}, {'d', &header.time}}) {
    Result<std::string> taken = take_text(reader, key);
    if (!taken) return taken.error();
    *text = std::move(taken).value();
  }
  read_options(options, header);
  const Result<std::uint32_t> length = take_length(reader, 'e', 4);
  if (!length) return length.error();
  const std::string promised = "its header promises " + std::to_string(length.value()) +
                               " bytes of configuration, and " + std::to_string(reader.left()) +
                               " follow it";
  if (reader.left() < length.value()) return Error{"is truncated: " + promised};
  if (reader.left() > length.value()) return Error{"is longer than it should be: " + promised};
  header.bytes = file.size() - reader.left();
  return header;
}

}  // namespace vta::board
