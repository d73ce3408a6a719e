// SPDX-License-Identifier: Apache-2.0

#include "driver/board/small_file.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <span>
#include <system_error>

#include "driver/board/error_text.h"

namespace vta::board {
namespace {

constexpr std::size_t kMostBytes = 65'536;

}  // namespace

std::string errno_text(int error) {
  std::string text = error_text(error);
  if (error == EACCES || error == EPERM) text += " (run as root, or install the udev rules)";
  return text;
}

std::string hex_text(std::uint64_t value) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "0x%08" PRIx64, value);
  return text.data();
}

Result<std::string> read_small_file(System& system, const std::string& path) {
  System::Opened opened = system.open(path, OpenMode::kRead);
  if (!opened.file) return Error{"cannot open " + path + ": " + errno_text(opened.error)};
  std::string text;
  std::array<std::byte, 4096> part;
  for (;;) {
    const CallResult read = opened.file->read(part);
    if (!read.ok()) return Error{"cannot read " + path + ": " + errno_text(read.error)};
    if (read.count == 0) break;
    text.append(reinterpret_cast<const char*>(part.data()), read.count);
    if (text.size() > kMostBytes) {
      return Error{path + " has more than " + std::to_string(kMostBytes) + " bytes"};
    }
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '\t')) {
    text.pop_back();
  }
  return text;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  if (hex) text.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<std::uint64_t> read_number(System& system, const std::string& path) {
  const Result<std::string> text = read_small_file(system, path);
  if (!text) return text.error();
  const std::optional<std::uint64_t> value = parse_number(text.value());
  if (!value) return Error{path + " holds '" + text.value() + "', which is not a number"};
  return *value;
}

Status write_small_file(System& system, const std::string& path, std::string_view text) {
  System::Opened opened = system.open(path, OpenMode::kWrite);
  if (!opened.file) return Error{"cannot open " + path + ": " + errno_text(opened.error)};
  const CallResult written = opened.file->write(std::as_bytes(std::span(text)));
  if (!written.ok()) return Error{"cannot write to " + path + ": " + errno_text(written.error)};
  if (written.count != text.size()) {
    return Error{"only " + std::to_string(written.count) + " of " + std::to_string(text.size()) +
                 " bytes went into " + path};
  }
  return ok_status();
}

}  // namespace vta::board
