// SPDX-License-Identifier: Apache-2.0
//
// The attributes of fpga_manager, and which family of files a path belongs to.

#include "sim/board/node.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

namespace vta::board {
namespace {

constexpr const char* kManager = "/sys/class/fpga_manager/fpga0/";

// A file of sysfs: its text is made when it is opened, and read once.
class Attribute final : public Node {
 public:
  using Store = std::function<int(std::string_view)>;
  Attribute(std::string text, Store store) : text_(std::move(text)), store_(std::move(store)) {}

  int read(std::size_t most, std::vector<std::byte>& bytes) override {
    const auto rest = std::as_bytes(std::span(text_)).subspan(position_);
    const std::size_t count = std::min(most, rest.size());
    bytes.assign(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(count));
    position_ += count;
    return 0;
  }
  int write(std::span<const std::byte> bytes) override {
    if (!store_) return EIO;
    return store_({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }

 private:
  std::string text_;
  Store store_;  // empty: read only
  std::size_t position_ = 0;
};

}  // namespace

OpenedNode open_node(Machine& machine, const std::string& path, OpenMode mode) {
  if (!path.starts_with(kManager)) {
    OpenedNode opened = open_register_node(machine, path);
    return opened.error == ENOENT ? open_memory_node(machine, path) : std::move(opened);
  }
  const std::string name = path.substr(std::string_view(kManager).size());
  if (mode != OpenMode::kRead && mode != OpenMode::kWrite && mode != OpenMode::kReadWrite) {
    return {nullptr, EACCES};
  }
  FpgaManager& manager = machine.manager;
  if (name == "state") {
    if (mode != OpenMode::kRead) return {nullptr, EACCES};
    return {std::make_unique<Attribute>(manager.state() + "\n", nullptr), 0};
  }
  if (name == "flags") {
    const auto store = [&manager](std::string_view text) { return manager.set_flags(text); };
    return {std::make_unique<Attribute>(manager.flags(), store), 0};
  }
  if (name == "firmware") {
    if (mode != OpenMode::kWrite) return {nullptr, EACCES};
    const auto store = [&manager](std::string_view text) { return manager.load(text); };
    return {std::make_unique<Attribute>("", store), 0};
  }
  return {nullptr, ENOENT};
}

}  // namespace vta::board
