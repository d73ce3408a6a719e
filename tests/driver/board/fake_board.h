// SPDX-License-Identifier: Apache-2.0
//
// A board in memory with UIO, zocl and u-dma-buf, whose every call is written down and may fail.

#ifndef VTA_TESTS_DRIVER_BOARD_FAKE_BOARD_H_
#define VTA_TESTS_DRIVER_BOARD_FAKE_BOARD_H_

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "driver/board/system.h"
#include "driver/board/wall_clock.h"
#include "driver/board/zocl_ioctl.h"

namespace vta::board::test {

class FakeBoard final : public System {
 public:
  // Regular files; a special file is one of these, too.
  std::map<std::string, std::string> files;
  std::map<std::string, int> errors;  // "open /path", "map /path", "ioctl create", ... -> errno
  std::vector<std::string> log;       // what was done, in its order

  // Registers of the design: UIO at 0, /dev/mem at 0x4000'0000.
  std::map<std::size_t, std::uint32_t> registers;
  std::function<void(std::size_t)> before_read = [](std::size_t) {};
  std::function<void(std::size_t, std::uint32_t)> after_write = [](std::size_t, std::uint32_t) {};
  std::string register_failure;

  // Interrupts that have come and were not read; what a poll does to time.
  std::uint32_t interrupts = 0;
  std::function<void(std::chrono::milliseconds)> on_poll = [](std::chrono::milliseconds) {};

  std::string drm_name = "zocl";
  std::uint64_t physical = 0x1800'0000;
  std::vector<std::byte> memory;  // of the one buffer
  zocl::CreateBo created{};

  Opened open(const std::string& path, OpenMode mode) override;
  Listing list(const std::string& path) override {
    std::set<std::string> names;
    for (const auto& [file, text] : files) {
      if (!file.starts_with(path + "/")) continue;
      const std::string rest = file.substr(path.size() + 1);
      names.insert(rest.substr(0, rest.find('/')));
    }
    return {{names.begin(), names.end()}, names.empty() ? ENOENT : 0};
  }
  CallResult rename(const std::string&, const std::string&) override { return {0, EROFS}; }
  CallResult remove(const std::string&) override { return {0, EROFS}; }

  [[nodiscard]] int error_of(const std::string& call) const {
    const auto error = errors.find(call);
    return error == errors.end() ? 0 : error->second;
  }
};

class FakeMapping final : public Mapping {
 public:
  FakeMapping(FakeBoard& board, std::span<std::byte> bytes) : board_(board), bytes_(bytes) {}
  std::uint32_t read32(std::size_t offset) override {
    board_.before_read(offset);
    return board_.registers[offset];
  }
  void write32(std::size_t offset, std::uint32_t value) override {
    board_.registers[offset] = value;
    board_.after_write(offset, value);
  }
  std::string failure() const override { return board_.register_failure; }
  std::span<std::byte> bytes() override { return bytes_; }

 private:
  FakeBoard& board_;
  std::span<std::byte> bytes_;  // empty: registers
};

class FakeFile final : public File {
 public:
  FakeFile(FakeBoard& board, std::string path) : board_(board), path_(std::move(path)) {}

  CallResult read(std::span<std::byte> to) override {
    if (const int error = board_.error_of("read " + path_)) return {0, error};
    if (is_uio()) {
      board_.log.push_back("read interrupts");
      const std::uint32_t count = std::exchange(board_.interrupts, 0);
      std::memcpy(to.data(), &count, sizeof count);
      return {sizeof count, 0};
    }
    const std::string& text = board_.files[path_];
    const std::size_t count = std::min(to.size(), text.size() - std::min(text.size(), at_));
    std::memcpy(to.data(), text.data() + at_, count);
    at_ += count;
    return {count, 0};
  }
  CallResult write(std::span<const std::byte> from) override {
    if (const int error = board_.error_of("write " + path_)) return {0, error};
    if (is_uio()) {
      board_.log.push_back("enable");
      return {from.size(), 0};
    }
    const std::string text(reinterpret_cast<const char*>(from.data()), from.size());
    board_.log.push_back("write " + path_ + " " + text);
    board_.files[path_] = text;
    return {from.size(), 0};
  }
  CallResult ioctl(unsigned long request, std::span<std::byte> argument) override;
  CallResult poll(std::chrono::milliseconds timeout) override {
    if (const int error = board_.error_of("poll " + path_)) return {0, error};
    board_.log.push_back("poll");
    if (board_.interrupts == 0) board_.on_poll(timeout);
    return {board_.interrupts != 0 ? std::size_t{1} : 0, 0};
  }
  CallResult lock() override { return {0, board_.error_of("lock " + path_)}; }
  Mapped map(std::uint64_t offset, std::size_t size) override {
    if (const int error = board_.error_of("map " + path_)) return {nullptr, error};
    board_.log.push_back("map " + path_ + " " + std::to_string(offset) + " " +
                         std::to_string(size));
    const bool registers = is_uio() || path_ == "/dev/mem";
    if (!registers) board_.memory.resize(size);
    return {std::make_unique<FakeMapping>(
                board_, registers ? std::span<std::byte>() : std::span(board_.memory)),
            0};
  }

 private:
  [[nodiscard]] bool is_uio() const { return path_.starts_with("/dev/uio"); }

  FakeBoard& board_;
  std::string path_;
  std::size_t at_ = 0;
};

inline CallResult FakeFile::ioctl(unsigned long request, std::span<std::byte> argument) {
  const auto with = [&](auto value, const std::string& name, auto work) -> CallResult {
    VTA_CHECK(argument.size() == sizeof value);
    if (const int error = board_.error_of("ioctl " + name)) return {0, error};
    std::memcpy(&value, argument.data(), sizeof value);
    work(value);
    std::memcpy(argument.data(), &value, sizeof value);
    return {};
  };
  if (request == zocl::kDrmVersion) {
    return with(zocl::DrmVersion{}, "version", [&](zocl::DrmVersion& version) {
      const std::string& name = board_.drm_name;
      std::copy_n(name.data(), std::min(name.size(), version.name_len), version.name);
      version.name_len = name.size();
    });
  }
  if (request == zocl::kCreateBo) {
    return with(zocl::CreateBo{}, "create", [&](zocl::CreateBo& create) {
      create.handle = 7;
      board_.created = create;
    });
  }
  if (request == zocl::kInfoBo) {
    return with(zocl::InfoBo{}, "info", [&](zocl::InfoBo& info) {
      info.size = board_.created.size;
      info.paddr = board_.physical;
    });
  }
  if (request == zocl::kMapBo) {
    return with(zocl::MapBo{}, "map", [](zocl::MapBo& map) { map.offset = 0x70000000; });
  }
  if (request != zocl::kSyncBo) return {0, ENOTTY};
  return with(zocl::SyncBo{}, "sync", [&](const zocl::SyncBo& sync) {
    board_.log.push_back("sync " + std::to_string(sync.handle) +
                         (sync.direction == zocl::SyncDirection::kToDevice ? " to " : " from ") +
                         std::to_string(sync.offset) + " " + std::to_string(sync.size));
  });
}

inline System::Opened FakeBoard::open(const std::string& path, OpenMode mode) {
  if (const int error = error_of("open " + path)) return {nullptr, error};
  if (mode == OpenMode::kCreateLock) files.try_emplace(path, "");
  if (!files.contains(path)) return {nullptr, ENOENT};
  return {std::make_unique<FakeFile>(*this, path), 0};
}

// A clock that stands still unless somebody waits.
class FakeClock final : public WallClock {
 public:
  explicit FakeClock(Duration& time) : time_(time) {}
  Duration now() const override { return time_; }
  void sleep(Duration duration) override { time_ += duration; }

 private:
  Duration& time_;
};

// A Pynq with an operating design, its UIO device behind another one, and zocl.
[[nodiscard]] inline std::unique_ptr<FakeBoard> fake_pynq() {
  auto board = std::make_unique<FakeBoard>();
  board->files = {{"/sys/class/fpga_manager/fpga0/state", "operating\n"},
                  {"/sys/class/uio/uio0/name", "audio\n"},
                  {"/sys/class/uio/uio1/name", "fabric\n"},
                  {"/sys/class/uio/uio1/maps/map0/addr", "0x40000000\n"},
                  {"/sys/class/uio/uio1/maps/map0/size", "0x00010000\n"},
                  {"/dev/uio0", ""},
                  {"/dev/uio1", ""},
                  {"/dev/mem", ""},
                  {"/dev/dri/card0", ""},
                  {"/dev/dri/renderD128", ""},
                  {"/proc/meminfo", "MemTotal: 5 kB\nCmaTotal:  131072 kB\nCmaFree:  98304 kB\n"}};
  return board;
}

}  // namespace vta::board::test

#endif  // VTA_TESTS_DRIVER_BOARD_FAKE_BOARD_H_
