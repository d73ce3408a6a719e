// SPDX-License-Identifier: Apache-2.0
//
// The special files of an emulated board: what open, read, write, ioctl and mmap do with them.

#ifndef VTA_SIM_BOARD_NODE_H_
#define VTA_SIM_BOARD_NODE_H_

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "driver/board/emulation_protocol.h"
#include "driver/board/system.h"
#include "sim/board/machine.h"

namespace vta::board {

// One open file. Functions return an errno, 0 for success; what a file cannot do fails as the
// kernel has it.
class Node {
 public:
  virtual ~Node() = default;
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  virtual int read(std::size_t /*most*/, std::vector<std::byte>& /*bytes*/) { return EINVAL; }
  virtual int write(std::span<const std::byte> /*bytes*/) { return EINVAL; }  // all or nothing
  virtual int ioctl(std::uint64_t /*number*/, std::vector<std::byte>& /*argument*/) {
    return ENOTTY;
  }
  [[nodiscard]] virtual bool readable() const { return true; }

  struct Map {
    emulation::MapKind kind = emulation::MapKind::kRegisters;
    int fd = -1;  // stays the node's
    std::uint64_t offset = 0;
  };
  virtual int map(std::uint64_t /*offset*/, std::uint64_t /*size*/, Map& /*map*/) { return ENODEV; }
  // Offsets as in mmap; ETIME when the bus does not answer.
  virtual int read_register(std::uint64_t /*offset*/, std::uint32_t& /*value*/) { return EIO; }
  virtual int write_register(std::uint64_t /*offset*/, std::uint32_t /*value*/) { return EIO; }

 protected:
  Node() = default;
};

struct OpenedNode {
  std::unique_ptr<Node> node;  // null when it failed
  int error = 0;               // errno
};

// `machine` outlives the node.
[[nodiscard]] OpenedNode open_node(Machine& machine, const std::string& path, OpenMode mode);

// One family of files each, for open_node(); ENOENT for paths that are none of theirs.
[[nodiscard]] OpenedNode open_register_node(Machine& machine, const std::string& path);
[[nodiscard]] OpenedNode open_memory_node(Machine& machine, const std::string& path);

inline constexpr const char* kUioPath = "/dev/uio1";  // uio0 is some other device
inline constexpr const char* kRenderPath = "/dev/dri/renderD128";
inline constexpr const char* kUdmabufPath = "/dev/udmabuf0";
inline constexpr const char* kUdmabufFolder = "/sys/class/u-dma-buf/udmabuf0";

}  // namespace vta::board

#endif  // VTA_SIM_BOARD_NODE_H_
