// SPDX-License-Identifier: Apache-2.0
//
// CMA, the contiguous memory of an emulated board: buffers that a driver maps and the accelerator
// reads and writes.
//
// A buffer that is cached exists twice: in the caches, where the processor sees it, and in DRAM.
// The accelerator sees DRAM, or the caches when its port is coherent. Only a sync copies from one
// to the other, so that a driver which forgets one gets wrong results, and one which syncs behind a
// coherent port, too: it drops what the accelerator has written into the caches. (On a board either
// might get away with it.)

#ifndef VTA_SIM_BOARD_CONTIGUOUS_MEMORY_H_
#define VTA_SIM_BOARD_CONTIGUOUS_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "driver/board/sub_allocator.h"
#include "sim/rtl/axi_memory.h"

namespace vta::board {

class ContiguousBuffer {
 public:
  // `fd`: a memory file of this size, mapped at `shared`; both are given back with the object.
  ContiguousBuffer(std::uint64_t physical, int fd, std::span<std::byte> shared, bool cached,
                   bool coherent);
  ~ContiguousBuffer();
  ContiguousBuffer(const ContiguousBuffer&) = delete;
  ContiguousBuffer& operator=(const ContiguousBuffer&) = delete;

  [[nodiscard]] std::uint64_t physical() const { return physical_; }
  [[nodiscard]] std::uint64_t size() const { return shared_.size(); }
  [[nodiscard]] int fd() const { return fd_; }

  // What the accelerator sees.
  [[nodiscard]] std::span<std::byte> seen() { return through_caches_ ? shared_ : std::span(dram_); }

  // False when the range leaves the buffer.
  bool sync_for_device(std::uint64_t offset, std::uint64_t size);
  bool sync_for_cpu(std::uint64_t offset, std::uint64_t size);

 private:
  std::uint64_t physical_;
  int fd_;
  std::span<std::byte> shared_;  // the processor's view
  std::vector<std::byte> dram_;  // empty: there is no cache between the two
  bool through_caches_;
};

class ContiguousMemory final : public AxiBacking {
 public:
  // [physical, physical + size), of which `free` bytes are not taken by others. `coherent`: the
  // accelerator reads and writes through the caches.
  ContiguousMemory(std::uint64_t physical, std::uint64_t size, std::uint64_t free, bool coherent);

  // A zeroed buffer of whole pages; null when there is no room.
  [[nodiscard]] std::shared_ptr<ContiguousBuffer> allocate(std::uint64_t size, bool cached);
  void release(const ContiguousBuffer& buffer);

  [[nodiscard]] std::byte* find(std::uint64_t address, std::uint64_t size) override;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint64_t free_bytes() const { return allocator_.free_bytes(); }

 private:
  std::uint64_t physical_, size_;
  bool coherent_;
  SubAllocator allocator_;
  std::map<std::uint64_t, std::shared_ptr<ContiguousBuffer>> buffers_;  // by physical address
};

}  // namespace vta::board

#endif  // VTA_SIM_BOARD_CONTIGUOUS_MEMORY_H_
