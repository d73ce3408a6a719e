// SPDX-License-Identifier: Apache-2.0

#include "sim/board/fpga_manager.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

namespace vta::board {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20;
constexpr std::size_t kSyncWithin = 128;  // bytes, in zynq-fpga.c
constexpr std::uint32_t kSync = 0xaa995566;
constexpr std::uint32_t kIdcode7z020 = 0x3727093, kIdcodeMask = 0x0fffffff;
constexpr unsigned kRegisterCmd = 4, kRegisterIdcode = 12;
constexpr std::uint32_t kDesync = 13;

std::uint32_t word_at(std::span<const std::byte> bytes, std::size_t index) {
  std::uint32_t word = 0;  // swapped for this processor, that is little endian
  std::memcpy(&word, bytes.data() + 4 * index, sizeof word);
  return word;
}

// The number of the word behind the sync word, which lies within the first `bytes`.
std::optional<std::size_t> behind_sync(std::span<const std::byte> bytes, std::size_t within) {
  const std::size_t words = std::min(bytes.size(), within) / 4;
  for (std::size_t i = 0; i < words; ++i) {
    if (word_at(bytes, i) == kSync) return i + 1;
  }
  return std::nullopt;
}

std::optional<std::vector<std::byte>> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto bytes = std::as_bytes(std::span(text));
  return std::vector<std::byte>(bytes.begin(), bytes.end());
}

std::string_view without_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

}  // namespace

bool configures_7z020(std::span<const std::byte> swapped) {
  const std::optional<std::size_t> begin = behind_sync(swapped, swapped.size());
  if (!begin) return false;
  const std::size_t words = swapped.size() / 4;
  bool ours = false, desync = false;
  for (std::size_t i = *begin; i < words && !desync;) {
    const std::uint32_t header = word_at(swapped, i++);
    // Type 1 has a register and up to 2047 words, type 2 the words of the register before it.
    const unsigned type = header >> 29;
    const bool write = (header >> 27 & 3) == 2;
    const std::size_t count = type == 1 ? header & 0x7ff : type == 2 ? header & 0x7ffffff : 0;
    if (type == 1 && write && count == 1 && i < words) {
      const unsigned reg = header >> 13 & 0x3fff;
      const std::uint32_t value = word_at(swapped, i);
      if (reg == kRegisterIdcode) ours = (value & kIdcodeMask) == kIdcode7z020;
      if (reg == kRegisterCmd) desync = value == kDesync;
    }
    i += std::min(count, words - i);
  }
  return ours && desync;
}

int FpgaManager::fail(const char* state, int error) {
  state_ = state;
  return error;
}

int FpgaManager::load(std::string_view name) {
  name = without_line_end(name);
  if (name.empty() || name.size() > 255 || name.find("..") != name.npos) return EINVAL;
  const auto file = read_file(firmware_folder_ + "/" + std::string(name));
  if (!file || file->size() > kMostBytes) return fail("firmware request error", ENOENT);
  const bool partial = (flags_ & 1) != 0;
  const bool found = behind_sync(*file, kSyncWithin).has_value();
  if (injections_.contains(Injection::kRefuseLoad) || (!partial && !found)) {
    return fail("write init error", EINVAL);
  }
  logic_.clear();  // the PL is cleared and its ports are shut
  if (file->size() % 4 != 0) return fail("write error", EINVAL);
  if (injections_.contains(Injection::kWriteError)) return fail("write error", EIO);
  if (partial || !configures_7z020(*file)) return fail("write complete error", ETIMEDOUT);
  logic_.configure();
  state_ = "operating";
  return 0;
}

int FpgaManager::set_flags(std::string_view text) {
  text = without_line_end(text);
  if (text.starts_with("0x")) text.remove_prefix(2);
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc{} || end != text.data() + text.size()) return EINVAL;
  flags_ = value;
  return 0;
}

std::string FpgaManager::flags() const {
  char text[16];
  std::snprintf(text, sizeof text, "%x\n", flags_);
  return text;
}

}  // namespace vta::board
