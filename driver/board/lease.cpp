// SPDX-License-Identifier: Apache-2.0

#include "driver/board/lease.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <string>

#include "driver/board/error_text.h"

namespace vta::board {
namespace {

// The process id and a line end, always as long, so that it covers what the last holder wrote.
constexpr std::size_t kRecordBytes = 12;

std::array<char, kRecordBytes + 1> record_of(long pid) {
  std::array<char, kRecordBytes + 1> text{};
  std::snprintf(text.data(), text.size(), "%11ld\n", pid);
  return text;
}

// " (process 1234)", or nothing when the file does not say.
std::string holder(File& file) {
  std::array<char, kRecordBytes> text{};
  const CallResult read = file.read(std::as_writable_bytes(std::span(text)));
  if (!read.ok()) return "";
  const char* begin = text.data();
  const char* end = text.data() + std::min(read.count, text.size());
  while (begin != end && *begin == ' ') ++begin;
  long pid = 0;
  const auto [rest, error] = std::from_chars(begin, end, pid);
  if (error != std::errc() || pid <= 0 || rest == end || *rest != '\n') return "";
  return " (process " + std::to_string(pid) + ")";
}

}  // namespace

Result<Lease> Lease::take(System& system) {
  System::Opened opened = system.open(kLeasePath, OpenMode::kCreateLock);
  if (!opened.file) {
    return Error{"cannot open " + std::string(kLeasePath) +
                 ", by which programs take turns at the device: " + error_text(opened.error) +
                 (opened.error == EACCES ? " (another user made it, or root is needed)" : "")};
  }
  const CallResult locked = opened.file->lock();
  if (locked.error == EWOULDBLOCK) {
    return Error{"the device is in use by another process" + holder(*opened.file) +
                 ", which has the lease " + kLeasePath + "; try again when it has ended"};
  }
  if (!locked.ok()) {
    return Error{"cannot lock " + std::string(kLeasePath) + ": " + error_text(locked.error)};
  }
  // Only for that message: a lease without it is as good.
  const auto record = record_of(static_cast<long>(getpid()));
  (void)opened.file->write(std::as_bytes(std::span(record.data(), kRecordBytes)));
  return Lease(std::move(opened.file));
}

}  // namespace vta::board
