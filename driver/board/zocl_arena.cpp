// SPDX-License-Identifier: Apache-2.0
//
// Memory from zocl, the DRM driver of XRT, which every PYNQ image since 2.6 has; without libxrt.
//
// Requests, flags and layouts: XRT, src/runtime_src/core/edge/include/zynq_ioctl.h. Without a
// loaded xclbin no memory bank is known, and every buffer comes from CMA.

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include "driver/board/dma_arena.h"
#include "driver/board/small_file.h"
#include "driver/board/zocl_ioctl.h"

namespace vta::board {
namespace {

constexpr const char* kDrmFolder = "/dev/dri";

template <typename Argument>
CallResult call(File& file, unsigned long request, Argument& argument) {
  return file.ioctl(request, std::as_writable_bytes(std::span(&argument, 1)));
}

std::string driver_name(File& file) {
  std::array<char, 32> name{};
  zocl::DrmVersion version{};
  version.name_len = name.size();
  version.name = name.data();
  if (!call(file, zocl::kDrmVersion, version).ok()) return "";
  return {name.data(), std::min<std::size_t>(version.name_len, name.size())};
}

class ZoclArena final : public DmaArena {
 public:
  ZoclArena(std::string path, std::unique_ptr<File> file, std::unique_ptr<Mapping> mapping,
            std::uint32_t handle, std::uint32_t physical, bool coherent)
      : path_(std::move(path)),
        file_(std::move(file)),
        mapping_(std::move(mapping)),
        handle_(handle),
        physical_(physical),
        coherent_(coherent) {}

  std::uint32_t physical() const override { return physical_; }
  std::span<std::byte> bytes() override { return mapping_->bytes(); }
  std::string name() const override { return "zocl (" + path_ + ")"; }
  Status sync_for_device(std::uint64_t offset, std::uint64_t size) override {
    return sync(zocl::SyncDirection::kToDevice, offset, size);
  }
  Status sync_for_cpu(std::uint64_t offset, std::uint64_t size) override {
    return sync(zocl::SyncDirection::kFromDevice, offset, size);
  }

 private:
  Status sync(zocl::SyncDirection direction, std::uint64_t offset, std::uint64_t size) {
    if (coherent_ || size == 0) return ok_status();
    zocl::SyncBo argument{handle_, direction, offset, size};
    const CallResult result = call(*file_, zocl::kSyncBo, argument);
    if (result.ok()) return ok_status();
    return Error{"cannot bring memory and caches together with " + path_ + ": " +
                 errno_text(result.error)};
  }

  std::string path_;
  std::unique_ptr<File> file_;  // the buffer lives as long as this is open
  std::unique_ptr<Mapping> mapping_;
  std::uint32_t handle_, physical_;
  bool coherent_;
};

Result<std::unique_ptr<DmaArena>> allocate(System& system, const std::string& path,
                                           std::unique_ptr<File> file,
                                           const ArenaOptions& options) {
  const auto failed = [&](const char* what, int error) {
    return Error{"zocl (" + path + ") cannot " + what + ": " + errno_text(error)};
  };
  const std::uint64_t size = (options.size + kPageBytes - 1) / kPageBytes * kPageBytes;
  zocl::CreateBo create{size, 0, zocl::kCacheable | zocl::kCma};
  if (const CallResult r = call(*file, zocl::kCreateBo, create); !r.ok()) {
    if (r.error == ENOMEM) {
      return Error{"zocl (" + path + ") has no " + std::to_string(size) +
                   " bytes of contiguous memory: " + describe_cma(system) +
                   "; ask for a smaller arena, or end what uses CMA"};
    }
    return failed("allocate", r.error);
  }
  zocl::InfoBo info{};
  info.handle = create.handle;
  if (const CallResult r = call(*file, zocl::kInfoBo, info); !r.ok()) {
    return failed("tell where its buffer is", r.error);
  }
  if (info.size < size || info.paddr % kPageBytes != 0 ||
      info.paddr + info.size > std::uint64_t{1} << 32) {
    return Error{"zocl (" + path + ") gave " + std::to_string(info.size) + " bytes at " +
                 hex_text(info.paddr) + " instead of " + std::to_string(size) +
                 " bytes in whole pages below 4 GiB"};
  }
  zocl::MapBo map{};
  map.handle = create.handle;
  if (const CallResult r = call(*file, zocl::kMapBo, map); !r.ok()) {
    return failed("offer its buffer", r.error);
  }
  File::Mapped mapped = file->map(map.offset, static_cast<std::size_t>(size));
  if (!mapped.mapping) return failed("map its buffer", mapped.error);
  return std::unique_ptr<DmaArena>(
      std::make_unique<ZoclArena>(path, std::move(file), std::move(mapped.mapping), create.handle,
                                  static_cast<std::uint32_t>(info.paddr), options.coherent));
}

}  // namespace

Result<std::unique_ptr<DmaArena>> open_zocl_arena(System& system, const ArenaOptions& options) {
  std::string tried;
  for (const std::string& entry : system.list(kDrmFolder).names) {
    if (!entry.starts_with("renderD")) continue;
    const std::string path = std::string(kDrmFolder) + "/" + entry;
    System::Opened opened = system.open(path, OpenMode::kReadWrite);
    if (!opened.file) {
      tried += "; cannot open " + path + ": " + errno_text(opened.error);
      continue;
    }
    if (driver_name(*opened.file) == "zocl") {
      return allocate(system, path, std::move(opened.file), options);
    }
  }
  return Error{"no render node of /dev/dri belongs to zocl" + tried};
}

}  // namespace vta::board
