// SPDX-License-Identifier: Apache-2.0

#include "driver/board/emulated_system.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "driver/board/emulation_protocol.h"
#include "driver/board/small_file.h"
#include "driver/board/zocl_ioctl.h"

namespace vta::board {
namespace {

using emulation::Kind;
using emulation::MapKind;
using emulation::Message;
using emulation::Received;

constexpr std::chrono::milliseconds kPatience{30'000};

// A connection to the emulator; shared by a file and what it maps.
class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {}
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Asks; the answer takes the place of the question. Returns an errno.
  int call(Message& message, std::chrono::milliseconds patience = kPatience) {
    const Kind kind = message.kind;
    if (broken_ == 0) broken_ = emulation::send_message(socket_, message, patience);
    if (broken_ == EPIPE) broken_ = ECONNRESET;  // it was closed a moment earlier
    if (broken_ == 0) broken_ = receive(message, patience);
    if (broken_ == 0 && message.kind != kind) broken_ = EPROTO;
    if (broken_ != 0) return broken_;
    return message.error;
  }

 private:
  int receive(Message& message, std::chrono::milliseconds patience) {
    switch (emulation::receive_message(socket_, message, patience)) {
      case Received::kMessage:
        return 0;
      case Received::kNothing:
        return ETIMEDOUT;
      case Received::kClosed:
        return ECONNRESET;
      case Received::kBad:
        return EPROTO;
    }
    return EPROTO;
  }

  int socket_;
  int broken_ = 0;  // errno; answers may be out of step from then on
};

class EmulatedRegisters final : public Mapping {
 public:
  EmulatedRegisters(std::shared_ptr<Connection> connection, std::uint64_t begin, std::size_t size)
      : connection_(std::move(connection)), begin_(begin), size_(size) {}

  std::uint32_t read32(std::size_t offset) override {
    return static_cast<std::uint32_t>(access(Kind::kReadRegister, offset, 0));
  }
  void write32(std::size_t offset, std::uint32_t value) override {
    access(Kind::kWriteRegister, offset, value);
  }
  std::string failure() const override { return failure_; }
  std::span<std::byte> bytes() override { return {}; }

 private:
  std::uint64_t access(Kind kind, std::size_t offset, std::uint32_t value) {
    VTA_CHECK(offset % 4 == 0 && offset < size_);
    if (!failure_.empty()) return 0;
    Message message;
    message.kind = kind;
    message.a = begin_ + offset;
    message.b = value;
    const int error = connection_->call(message);
    if (error == 0) return message.a;
    // ETIME is the emulator's word for a bus that hangs.
    failure_ = error == ETIME
                   ? "the bus does not answer: nothing is loaded, or the clock of the programmable "
                     "logic (FCLK0) is stopped or too fast; a real processor would hang here"
                   : "the emulated board has stopped answering (" + errno_text(error) + ")";
    return 0;
  }

  std::shared_ptr<Connection> connection_;
  std::uint64_t begin_;
  std::size_t size_;
  std::string failure_;
};

class EmulatedMemory final : public Mapping {
 public:
  EmulatedMemory(std::shared_ptr<Connection> connection, void* start, std::size_t size)
      : connection_(std::move(connection)), bytes_(static_cast<std::byte*>(start), size) {}
  ~EmulatedMemory() override { munmap(bytes_.data(), bytes_.size()); }

  std::uint32_t read32(std::size_t offset) override {
    std::uint32_t value = 0;
    VTA_CHECK(offset % 4 == 0 && offset + 4 <= bytes_.size());
    std::memcpy(&value, bytes_.data() + offset, sizeof value);
    return value;
  }
  void write32(std::size_t offset, std::uint32_t value) override {
    VTA_CHECK(offset % 4 == 0 && offset + 4 <= bytes_.size());
    std::memcpy(bytes_.data() + offset, &value, sizeof value);
  }
  std::span<std::byte> bytes() override { return bytes_; }

 private:
  std::shared_ptr<Connection> connection_;  // the memory is freed with the file
  std::span<std::byte> bytes_;
};

class EmulatedFile final : public File {
 public:
  explicit EmulatedFile(std::shared_ptr<Connection> connection)
      : connection_(std::move(connection)) {}

  CallResult read(std::span<std::byte> to) override {
    Message message = question(Kind::kRead, std::min(to.size(), emulation::kMaxPayload));
    if (const int error = connection_->call(message); error != 0) return {0, error};
    if (message.bytes.size() > to.size()) return {0, EPROTO};
    std::copy(message.bytes.begin(), message.bytes.end(), to.begin());
    return {message.bytes.size(), 0};
  }
  CallResult write(std::span<const std::byte> from) override {
    Message message = question(Kind::kWrite);
    message.bytes.assign(from.begin(), from.end());
    if (const int error = connection_->call(message); error != 0) return {0, error};
    return {static_cast<std::size_t>(message.a), 0};
  }
  CallResult ioctl(unsigned long request, std::span<std::byte> argument) override {
    if (request == zocl::kDrmVersion) return drm_version(argument);
    Message message = question(Kind::kIoctl, emulation::ioctl_number(request));
    message.bytes.assign(argument.begin(), argument.end());
    if (const int error = connection_->call(message); error != 0) return {0, error};
    if (message.bytes.size() != argument.size()) return {0, EPROTO};
    std::copy(message.bytes.begin(), message.bytes.end(), argument.begin());
    return {};
  }
  CallResult poll(std::chrono::milliseconds timeout) override {
    timeout = std::max(timeout, std::chrono::milliseconds(0));
    Message message = question(Kind::kPoll, static_cast<std::uint64_t>(timeout.count()));
    if (const int error = connection_->call(message, timeout + kPatience); error != 0) {
      return {0, error};
    }
    return {static_cast<std::size_t>(message.a), 0};
  }
  CallResult lock() override { return {0, EINVAL}; }  // lock files are no special files
  Mapped map(std::uint64_t offset, std::size_t size) override;

 private:
  static Message question(Kind kind, std::uint64_t a = 0) {
    Message message;
    message.kind = kind;
    message.a = a;
    return message;
  }
  CallResult drm_version(std::span<std::byte> argument);

  std::shared_ptr<Connection> connection_;
};

CallResult EmulatedFile::drm_version(std::span<std::byte> argument) {
  zocl::DrmVersion version;
  VTA_CHECK(argument.size() == sizeof version);
  std::memcpy(&version, argument.data(), sizeof version);
  Message message = question(Kind::kIoctl, emulation::ioctl_number(zocl::kDrmVersion));
  emulation::DrmVersionAnswer answer;
  message.bytes.resize(sizeof answer);
  if (const int error = connection_->call(message); error != 0) return {0, error};
  if (message.bytes.size() != sizeof answer) return {0, EPROTO};
  std::memcpy(&answer, message.bytes.data(), sizeof answer);
  version.version_major = answer.version_major;
  version.version_minor = answer.version_minor;
  version.version_patchlevel = answer.version_patchlevel;
  // As the kernel: as much as there is room for, and the length of all.
  const std::size_t length = strnlen(answer.name.data(), answer.name.size());
  if (version.name != nullptr) {
    std::copy_n(answer.name.data(), std::min(length, version.name_len), version.name);
  }
  version.name_len = length;
  std::memcpy(argument.data(), &version, sizeof version);
  return {};
}

File::Mapped EmulatedFile::map(std::uint64_t offset, std::size_t size) {
  Message message = question(Kind::kMap, offset);
  message.b = size;
  const int error = connection_->call(message);
  const int fd = message.fd;
  if (error != 0) return {nullptr, error};
  if (message.a == static_cast<std::uint64_t>(MapKind::kRegisters)) {
    return {std::make_unique<EmulatedRegisters>(connection_, offset, size), 0};
  }
  if (fd < 0) return {nullptr, EPROTO};
  void* start =
      mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, static_cast<off_t>(message.b));
  const int map_error = errno;
  close(fd);
  if (start == MAP_FAILED) return {nullptr, map_error};
  return {std::make_unique<EmulatedMemory>(connection_, start, size), 0};
}

// A socket that is connected, or -1 and errno.
int connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), address.sun_path);
  const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

}  // namespace

System::Opened EmulatedSystem::open(const std::string& path, OpenMode mode) {
  if (!emulation::is_special(path)) return files_.open(path, mode);
  const Result<std::string> socket = emulation::socket_path(files_.root());
  if (!socket) return {nullptr, ENAMETOOLONG};
  const int fd = connect_to(socket.value());
  if (fd < 0) return {nullptr, errno};
  auto connection = std::make_shared<Connection>(fd);
  Message message;
  message.kind = Kind::kOpen;
  message.a = static_cast<std::uint64_t>(mode);
  const auto name = std::as_bytes(std::span(path));
  message.bytes.assign(name.begin(), name.end());
  if (const int error = connection->call(message); error != 0) return {nullptr, error};
  return {std::make_unique<EmulatedFile>(std::move(connection)), 0};
}

}  // namespace vta::board
