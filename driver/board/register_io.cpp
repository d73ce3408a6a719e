// SPDX-License-Identifier: Apache-2.0

#include "driver/board/register_io.h"

#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

#include "driver/board/small_file.h"

namespace vta::board {
namespace {

constexpr const char* kUioClass = "/sys/class/uio";

struct Opened {
  std::unique_ptr<File> file;
  std::unique_ptr<Mapping> mapping;
};

// The name ("uio1") of the UIO device with this name, or nothing.
std::optional<std::string> find_uio(System& system, const std::string& name) {
  for (const std::string& entry : system.list(kUioClass).names) {
    const Result<std::string> found =
        read_small_file(system, std::string(kUioClass) + "/" + entry + "/name");
    if (found && found.value() == name) return entry;
  }
  return std::nullopt;
}

Result<Opened> open_and_map(System& system, const std::string& path, OpenMode mode,
                            std::uint64_t offset, std::size_t size) {
  System::Opened opened = system.open(path, mode);
  if (!opened.file) return Error{"cannot open " + path + ": " + errno_text(opened.error)};
  File::Mapped mapped = opened.file->map(offset, size);
  if (!mapped.mapping) {
    return Error{"cannot map the registers with " + path + ": " + errno_text(mapped.error)};
  }
  return Opened{std::move(opened.file), std::move(mapped.mapping)};
}

// The registers of the UIO device `entry`, which must be where the design has them.
Result<Opened> open_uio(System& system, const std::string& entry, const RegisterOptions& options) {
  const std::string map = std::string(kUioClass) + "/" + entry + "/maps/map0/";
  const Result<std::uint64_t> address = read_number(system, map + "addr");
  if (!address) return address.error();
  const Result<std::uint64_t> size = read_number(system, map + "size");
  if (!size) return size.error();
  if (address.value() != options.address || size.value() < options.size) {
    return Error{"the UIO device " + entry + " shows " + std::to_string(size.value()) +
                 " bytes at " + hex_text(address.value()) + "; the registers are " +
                 std::to_string(options.size) + " bytes at " + hex_text(options.address)};
  }
  return open_and_map(system, "/dev/" + entry, OpenMode::kReadWrite, 0, options.size);
}

std::string where(std::uint32_t offset, const std::string& path) {
  return "register " + hex_text(offset) + " through " + path;
}

}  // namespace

Result<std::unique_ptr<RegisterIo>> RegisterIo::open(System& system,
                                                     const RegisterOptions& options) {
  std::string why = "no UIO device has the name " + options.uio_name;
  if (const std::optional<std::string> entry = find_uio(system, options.uio_name)) {
    Result<Opened> uio = open_uio(system, *entry, options);
    if (uio) {
      return std::make_unique<RegisterIo>("/dev/" + *entry, std::move(uio.value().file),
                                          std::move(uio.value().mapping));
    }
    why = uio.error().message;
  }
  Result<Opened> memory =
      open_and_map(system, "/dev/mem", OpenMode::kReadWriteSync, options.address, options.size);
  if (!memory) {
    return Error{"the registers cannot be reached: " + why + "; " + memory.error().message};
  }
  return std::make_unique<RegisterIo>("/dev/mem", nullptr, std::move(memory.value().mapping));
}

Result<std::uint32_t> RegisterIo::read_register(std::uint32_t offset) {
  const std::uint32_t value = mapping_->read32(offset);
  if (std::string failure = mapping_->failure(); !failure.empty()) {
    return Error{"cannot read " + where(offset, path_) + ": " + failure};
  }
  return value;
}

Status RegisterIo::write_register(std::uint32_t offset, std::uint32_t value) {
  mapping_->write32(offset, value);
  if (std::string failure = mapping_->failure(); !failure.empty()) {
    return Error{"cannot write " + where(offset, path_) + ": " + failure};
  }
  return ok_status();
}

Status RegisterIo::enable_interrupt() {
  VTA_CHECK(has_interrupt());
  const std::uint32_t one = 1;
  const CallResult written = file_->write(std::as_bytes(std::span(&one, 1)));
  if (!written.ok() || written.count != sizeof one) {
    return Error{"cannot enable the interrupt with " + path_ + ": " +
                 (written.ok() ? "a short write" : errno_text(written.error))};
  }
  return ok_status();
}

Result<bool> RegisterIo::wait_interrupt(std::chrono::milliseconds timeout) {
  VTA_CHECK(has_interrupt());
  const CallResult ready = file_->poll(timeout);
  if (!ready.ok()) {
    return Error{"cannot wait for the interrupt with " + path_ + ": " + errno_text(ready.error)};
  }
  if (ready.count == 0) return false;
  std::uint32_t count = 0;  // of all interrupts since the system started
  const CallResult read = file_->read(std::as_writable_bytes(std::span(&count, 1)));
  if (!read.ok() || read.count != sizeof count) {
    return Error{"cannot read the count of interrupts from " + path_ + ": " +
                 (read.ok() ? "a short read" : errno_text(read.error))};
  }
  return true;
}

}  // namespace vta::board
