// SPDX-License-Identifier: Apache-2.0
//
// Memory from u-dma-buf, a kernel module that shows contiguous buffers as /dev/udmabuf*.
//
// Attributes and the form of a sync written at once: the README of u-dma-buf 4 and 5. The class was
// called udmabuf before version 2.

#include <array>
#include <cinttypes>
#include <cstdio>
#include <utility>

#include "driver/board/dma_arena.h"
#include "driver/board/small_file.h"

namespace vta::board {
namespace {

constexpr std::array<const char*, 2> kClasses = {"/sys/class/u-dma-buf", "/sys/class/udmabuf"};

enum class Direction : unsigned { kBoth = 0, kToDevice = 1, kFromDevice = 2 };
constexpr std::uint64_t kSyncUnit = 16;  // bytes: the low four bits of a size say something else

class UdmabufArena final : public DmaArena {
 public:
  UdmabufArena(System& system, std::string folder, std::unique_ptr<File> file,
               std::unique_ptr<Mapping> mapping, std::uint32_t physical, bool coherent)
      : system_(system),
        folder_(std::move(folder)),
        file_(std::move(file)),
        mapping_(std::move(mapping)),
        physical_(physical),
        coherent_(coherent) {}

  std::uint32_t physical() const override { return physical_; }
  std::span<std::byte> bytes() override { return mapping_->bytes(); }
  std::string name() const override { return "u-dma-buf (" + folder_ + ")"; }
  Status sync_for_device(std::uint64_t offset, std::uint64_t size) override {
    return sync("/sync_for_device", Direction::kToDevice, offset, size);
  }
  Status sync_for_cpu(std::uint64_t offset, std::uint64_t size) override {
    return sync("/sync_for_cpu", Direction::kFromDevice, offset, size);
  }

 private:
  Status sync(const char* attribute, Direction direction, std::uint64_t offset,
              std::uint64_t size) {
    if (coherent_ || size == 0) return ok_status();
    const std::uint64_t begin = offset / kSyncUnit * kSyncUnit;
    const std::uint64_t end = (offset + size + kSyncUnit - 1) / kSyncUnit * kSyncUnit;
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "0x%08" PRIX64 "%08" PRIX64, begin,
                  (end - begin) | std::uint64_t{static_cast<unsigned>(direction)} << 2 | 1);
    return write_small_file(system_, folder_ + attribute, text.data());
  }

  System& system_;  // of the device that has this
  std::string folder_;
  std::unique_ptr<File> file_;
  std::unique_ptr<Mapping> mapping_;
  std::uint32_t physical_;
  bool coherent_;
};

Result<std::unique_ptr<DmaArena>> open_buffer(System& system, const std::string& folder,
                                              const std::string& entry,
                                              const ArenaOptions& options) {
  const Result<std::uint64_t> physical = read_number(system, folder + "/phys_addr");
  if (!physical) return physical.error();
  const Result<std::uint64_t> size = read_number(system, folder + "/size");
  if (!size) return size.error();
  if (size.value() < options.size) {
    return Error{"the buffer " + entry + " has " + std::to_string(size.value()) + " bytes, not " +
                 std::to_string(options.size) +
                 "; ask for a smaller arena, or load u-dma-buf with a larger buffer (" +
                 describe_cma(system) + ")"};
  }
  if (physical.value() % kPageBytes != 0 || physical.value() + size.value() > std::uint64_t{1}
                                                                                  << 32) {
    return Error{"the buffer " + entry + " is at " + hex_text(physical.value()) +
                 "; it must begin with a page and end below 4 GiB"};
  }
  // Without O_SYNC the mapping is cached.
  System::Opened opened = system.open("/dev/" + entry, OpenMode::kReadWrite);
  if (!opened.file) return Error{"cannot open /dev/" + entry + ": " + errno_text(opened.error)};
  const std::uint64_t bytes = (options.size + kPageBytes - 1) / kPageBytes * kPageBytes;
  File::Mapped mapped = opened.file->map(0, static_cast<std::size_t>(bytes));
  if (!mapped.mapping) return Error{"cannot map /dev/" + entry + ": " + errno_text(mapped.error)};
  return std::unique_ptr<DmaArena>(std::make_unique<UdmabufArena>(
      system, folder, std::move(opened.file), std::move(mapped.mapping),
      static_cast<std::uint32_t>(physical.value()), options.coherent));
}

}  // namespace

Result<std::unique_ptr<DmaArena>> open_udmabuf_arena(System& system, const ArenaOptions& options) {
  std::string tried;
  for (const char* folder : kClasses) {
    for (const std::string& entry : system.list(folder).names) {
      Result<std::unique_ptr<DmaArena>> arena =
          open_buffer(system, std::string(folder) + "/" + entry, entry, options);
      if (arena) return arena;
      tried += (tried.empty() ? "" : "; ") + arena.error().message;
    }
  }
  return Error{tried.empty() ? "there is no buffer of u-dma-buf" : tried};
}

}  // namespace vta::board
