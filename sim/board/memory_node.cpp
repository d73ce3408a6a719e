// SPDX-License-Identifier: Apache-2.0
//
// The render node of zocl, and the buffer of u-dma-buf with its two attributes for a sync.

#include <algorithm>
#include <cstring>
#include <map>
#include <string_view>
#include <utility>

#include "driver/board/dma_arena.h"
#include "driver/board/small_file.h"
#include "driver/board/zocl_ioctl.h"
#include "sim/board/node.h"

namespace vta::board {
namespace {

using emulation::ioctl_number;
using emulation::MapKind;

// Reads the argument of an ioctl, lets `work` change it, and puts it back.
template <typename Argument, typename Work>
int with_argument(std::vector<std::byte>& bytes, Work work) {
  Argument argument;
  if (bytes.size() != sizeof argument) return EINVAL;
  std::memcpy(&argument, bytes.data(), sizeof argument);
  const int error = work(argument);
  std::memcpy(bytes.data(), &argument, sizeof argument);
  return error;
}

// Buffers live as long as the file that made them is open.
class ZoclNode final : public Node {
 public:
  explicit ZoclNode(Machine& machine) : machine_(machine) {}
  ~ZoclNode() override {
    for (const auto& [handle, buffer] : buffers_) machine_.memory->release(*buffer);
  }

  int ioctl(std::uint64_t number, std::vector<std::byte>& argument) override;
  int map(std::uint64_t offset, std::uint64_t size, Map& map) override {
    const auto found = buffers_.find(static_cast<std::uint32_t>(offset / kFakeOffset));
    if (found == buffers_.end() || offset % kFakeOffset != 0 || size > found->second->size()) {
      return EINVAL;
    }
    map = {MapKind::kMemory, found->second->fd(), 0};
    return 0;
  }

 private:
  static constexpr std::uint64_t kFakeOffset = 0x1000'0000;  // per handle: what mmap is called with

  int create(zocl::CreateBo& argument) {
    if (argument.size == 0) return EINVAL;
    const bool cached = (argument.flags & zocl::kCacheable) != 0;
    auto buffer = machine_.memory->allocate(argument.size, cached);
    if (!buffer) return ENOMEM;
    argument.handle = ++last_handle_;
    buffers_[argument.handle] = std::move(buffer);
    return 0;
  }
  int sync(const zocl::SyncBo& argument) {
    ContiguousBuffer* buffer = find(argument.handle);
    if (buffer == nullptr) return EINVAL;
    const bool done = argument.direction == zocl::SyncDirection::kToDevice
                          ? buffer->sync_for_device(argument.offset, argument.size)
                          : buffer->sync_for_cpu(argument.offset, argument.size);
    return done ? 0 : EINVAL;
  }
  [[nodiscard]] ContiguousBuffer* find(std::uint32_t handle) {
    const auto found = buffers_.find(handle);
    return found == buffers_.end() ? nullptr : found->second.get();
  }

  Machine& machine_;
  std::map<std::uint32_t, std::shared_ptr<ContiguousBuffer>> buffers_;  // by handle
  std::uint32_t last_handle_ = 0;
};

int ZoclNode::ioctl(std::uint64_t number, std::vector<std::byte>& argument) {
  if (number == ioctl_number(zocl::kDrmVersion)) {
    return with_argument<emulation::DrmVersionAnswer>(argument, [](auto& answer) {
      answer = {.version_major = 2018, .version_minor = 2, .version_patchlevel = 1, .name = {}};
      constexpr std::string_view kName = "zocl";
      std::copy(kName.begin(), kName.end(), answer.name.begin());
      return 0;
    });
  }
  if (number == ioctl_number(zocl::kCreateBo)) {
    return with_argument<zocl::CreateBo>(argument, [&](auto& a) { return create(a); });
  }
  if (number == ioctl_number(zocl::kInfoBo)) {
    return with_argument<zocl::InfoBo>(argument, [&](auto& a) {
      ContiguousBuffer* buffer = find(a.handle);
      if (buffer == nullptr) return EINVAL;
      a.size = buffer->size();
      a.paddr = buffer->physical();
      return 0;
    });
  }
  if (number == ioctl_number(zocl::kMapBo)) {
    return with_argument<zocl::MapBo>(argument, [&](auto& a) {
      if (find(a.handle) == nullptr) return EINVAL;
      a.offset = a.handle * kFakeOffset;
      return 0;
    });
  }
  if (number == ioctl_number(zocl::kSyncBo)) {
    return with_argument<zocl::SyncBo>(argument, [&](auto& a) { return sync(a); });
  }
  return ENOTTY;
}

class UdmabufNode final : public Node {
 public:
  explicit UdmabufNode(Machine& machine) : machine_(machine) {}
  int map(std::uint64_t offset, std::uint64_t size, Map& map) override {
    const std::uint64_t all = machine_.udmabuf->size();
    if (offset % kPageBytes != 0 || offset > all || size > all - offset) return EINVAL;
    map = {MapKind::kMemory, machine_.udmabuf->fd(), offset};
    return 0;
  }

 private:
  Machine& machine_;
};

// "0x%08X%08X": the offset, and the size with the direction in bits 3 and 2 and a 1 in bit 0.
class UdmabufSyncNode final : public Node {
 public:
  UdmabufSyncNode(Machine& machine, bool for_device) : machine_(machine), for_device_(for_device) {}
  int write(std::span<const std::byte> bytes) override {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::optional<std::uint64_t> value = parse_number(text);
    if (!value || (*value & 1) == 0) return EINVAL;
    const std::uint64_t offset = *value >> 32, size = *value & 0xFFFF'FFF0;
    const unsigned direction = static_cast<unsigned>(*value >> 2 & 3);
    // Only what matches the direction takes effect: 1 is to the device, 2 from it, 0 both.
    if (direction == (for_device_ ? 2u : 1u)) return 0;
    ContiguousBuffer& buffer = *machine_.udmabuf;
    const bool done =
        for_device_ ? buffer.sync_for_device(offset, size) : buffer.sync_for_cpu(offset, size);
    return done ? 0 : EINVAL;
  }

 private:
  Machine& machine_;
  bool for_device_;
};

}  // namespace

OpenedNode open_memory_node(Machine& machine, const std::string& path) {
  if (path == kRenderPath && machine.has_zocl) return {std::make_unique<ZoclNode>(machine), 0};
  if (machine.udmabuf == nullptr) return {nullptr, ENOENT};
  if (path == kUdmabufPath) return {std::make_unique<UdmabufNode>(machine), 0};
  const std::string folder = kUdmabufFolder;
  if (path == folder + "/sync_for_device") {
    return {std::make_unique<UdmabufSyncNode>(machine, true), 0};
  }
  if (path == folder + "/sync_for_cpu") {
    return {std::make_unique<UdmabufSyncNode>(machine, false), 0};
  }
  return {nullptr, ENOENT};
}

}  // namespace vta::board
