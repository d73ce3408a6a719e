// SPDX-License-Identifier: Apache-2.0
//
// /dev/uio1, the registers and the interrupt of the programmable logic, and /dev/mem, all
// registers.

#include <cstring>

#include "sim/board/node.h"

namespace vta::board {
namespace {

class UioNode final : public Node {
 public:
  explicit UioNode(Machine& machine) : machine_(machine), told_(machine.uio.count) {}

  // A read on a board waits for the next interrupt; here it fails, so that nobody hangs.
  int read(std::size_t most, std::vector<std::byte>& bytes) override {
    if (most != sizeof told_) return EINVAL;
    if (!readable()) return EAGAIN;
    told_ = machine_.uio.count;
    bytes.resize(sizeof told_);
    std::memcpy(bytes.data(), &told_, sizeof told_);
    return 0;
  }
  int write(std::span<const std::byte> bytes) override {
    std::uint32_t enable = 0;
    if (bytes.size() != sizeof enable) return EINVAL;
    std::memcpy(&enable, bytes.data(), sizeof enable);
    machine_.uio.enabled = enable != 0;
    machine_.deliver_interrupt();
    return 0;
  }
  bool readable() const override { return told_ != machine_.uio.count; }
  int map(std::uint64_t offset, std::uint64_t size, Map&) override {
    return offset == 0 && size <= kRegistersSize ? 0 : EINVAL;
  }
  int read_register(std::uint64_t offset, std::uint32_t& value) override {
    if (offset >= kRegistersSize || offset % 4 != 0) return EFAULT;
    const auto read = machine_.read(kRegistersAt + offset);
    if (read) value = *read;
    return read ? 0 : ETIME;
  }
  int write_register(std::uint64_t offset, std::uint32_t value) override {
    if (offset >= kRegistersSize || offset % 4 != 0) return EFAULT;
    return machine_.write(kRegistersAt + offset, value) ? 0 : ETIME;
  }

 private:
  Machine& machine_;
  std::uint32_t told_;  // interrupts that a read has returned
};

class MemNode final : public Node {
 public:
  explicit MemNode(Machine& machine) : machine_(machine) {}

  int map(std::uint64_t offset, std::uint64_t size, Map&) override {
    const bool fits = size != 0 && offset % kPageBytes == 0 && offset + size <= 1ull << 32;
    return fits ? 0 : EINVAL;
  }
  int read_register(std::uint64_t offset, std::uint32_t& value) override {
    if (offset % 4 != 0) return EFAULT;
    const auto read = machine_.read(offset);
    if (read) value = *read;
    return read ? 0 : ETIME;
  }
  int write_register(std::uint64_t offset, std::uint32_t value) override {
    if (offset % 4 != 0) return EFAULT;
    return machine_.write(offset, value) ? 0 : ETIME;
  }

 private:
  static constexpr std::uint64_t kPageBytes = 4096;
  Machine& machine_;
};

}  // namespace

OpenedNode open_register_node(Machine& machine, const std::string& path) {
  if (path == kUioPath && machine.has_uio) return {std::make_unique<UioNode>(machine), 0};
  if (path == "/dev/mem") return {std::make_unique<MemNode>(machine), 0};
  return {nullptr, ENOENT};
}

}  // namespace vta::board
