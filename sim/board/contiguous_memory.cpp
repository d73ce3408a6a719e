// SPDX-License-Identifier: Apache-2.0

#include "sim/board/contiguous_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "driver/board/dma_arena.h"

namespace vta::board {

ContiguousBuffer::ContiguousBuffer(std::uint64_t physical, int fd, std::span<std::byte> shared,
                                   bool cached, bool coherent)
    : physical_(physical), fd_(fd), shared_(shared), through_caches_(coherent || !cached) {
  if (cached) dram_.resize(shared.size());
}

ContiguousBuffer::~ContiguousBuffer() {
  munmap(shared_.data(), shared_.size());
  close(fd_);
}

bool ContiguousBuffer::sync_for_device(std::uint64_t offset, std::uint64_t size) {
  if (offset > shared_.size() || size > shared_.size() - offset) return false;
  if (!dram_.empty()) {
    std::copy_n(shared_.begin() + static_cast<std::ptrdiff_t>(offset), size,
                dram_.begin() + static_cast<std::ptrdiff_t>(offset));
  }
  return true;
}

bool ContiguousBuffer::sync_for_cpu(std::uint64_t offset, std::uint64_t size) {
  if (offset > shared_.size() || size > shared_.size() - offset) return false;
  if (!dram_.empty()) {
    std::copy_n(dram_.begin() + static_cast<std::ptrdiff_t>(offset), size,
                shared_.begin() + static_cast<std::ptrdiff_t>(offset));
  }
  return true;
}

ContiguousMemory::ContiguousMemory(std::uint64_t physical, std::uint64_t size, std::uint64_t free,
                                   bool coherent)
    : physical_(physical), size_(size), coherent_(coherent), allocator_(free, physical) {}

std::shared_ptr<ContiguousBuffer> ContiguousMemory::allocate(std::uint64_t size, bool cached) {
  if (size == 0 || size > size_) return nullptr;
  size = (size + kPageBytes - 1) / kPageBytes * kPageBytes;
  const std::optional<std::uint64_t> offset = allocator_.allocate(size, kPageBytes);
  if (!offset) return nullptr;
  const int fd = memfd_create("vta-board", MFD_CLOEXEC);
  void* start = MAP_FAILED;
  if (fd >= 0 && ftruncate(fd, static_cast<off_t>(size)) == 0) {
    start = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  }
  if (start == MAP_FAILED) {
    if (fd >= 0) close(fd);
    allocator_.release(*offset);
    return nullptr;
  }
  const std::uint64_t physical = physical_ + *offset;
  auto buffer = std::make_shared<ContiguousBuffer>(
      physical, fd, std::span(static_cast<std::byte*>(start), size), cached, coherent_);
  buffers_[physical] = buffer;
  return buffer;
}

void ContiguousMemory::release(const ContiguousBuffer& buffer) {
  allocator_.release(buffer.physical() - physical_);
  buffers_.erase(buffer.physical());  // and perhaps the buffer with it
}

std::byte* ContiguousMemory::find(std::uint64_t address, std::uint64_t size) {
  auto next = buffers_.upper_bound(address);
  if (next == buffers_.begin()) return nullptr;
  ContiguousBuffer& buffer = *std::prev(next)->second;
  const std::uint64_t offset = address - buffer.physical();
  if (offset > buffer.size() || size > buffer.size() - offset) return nullptr;
  return buffer.seen().data() + offset;
}

}  // namespace vta::board
