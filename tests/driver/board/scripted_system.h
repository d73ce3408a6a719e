// SPDX-License-Identifier: Apache-2.0
//
// A board in memory whose files, states and errors the test chooses.

#ifndef VTA_TESTS_DRIVER_BOARD_SCRIPTED_SYSTEM_H_
#define VTA_TESTS_DRIVER_BOARD_SCRIPTED_SYSTEM_H_

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "driver/board/pl_clock.h"
#include "driver/board/system.h"

namespace vta::board::test {

// Registers by offset; writing calls `on_write`, which may keep the value or not.
struct Registers {
  std::map<std::size_t, std::uint32_t> values;
  std::function<void(Registers&, std::size_t offset, std::uint32_t value)> on_write =
      [](Registers& self, std::size_t offset, std::uint32_t value) { self.values[offset] = value; };
};

class ScriptedSystem : public System {
 public:
  std::map<std::string, std::string> files;
  // "open /path", "write /path", "map /path", ... -> errno.
  std::map<std::string, int> errors;
  std::string locked_by_another;  // path
  std::size_t most_per_write = ~std::size_t{0};
  Registers slcr;
  std::vector<std::string> calls;  // in their order, those that change something
  // Called after something has been written to a file.
  std::function<void(ScriptedSystem&, const std::string& path)> after_write =
      [](ScriptedSystem&, const std::string&) {};

  Opened open(const std::string& path, OpenMode mode) override;
  Listing list(const std::string&) override { return {{}, ENOSYS}; }
  CallResult rename(const std::string& from, const std::string& to) override {
    if (const int error = error_of("rename", from)) return {0, error};
    calls.push_back("rename " + from + " " + to);
    files[to] = std::exchange(files[from], {});
    files.erase(from);
    return {};
  }
  CallResult remove(const std::string& path) override {
    calls.push_back("remove " + path);
    return {0, files.erase(path) == 0 ? ENOENT : 0};
  }

  [[nodiscard]] int error_of(const std::string& call, const std::string& path) const {
    const auto error = errors.find(call + " " + path);
    return error == errors.end() ? 0 : error->second;
  }
};

class ScriptedMapping final : public Mapping {
 public:
  explicit ScriptedMapping(Registers& registers) : registers_(registers) {}
  std::uint32_t read32(std::size_t offset) override { return registers_.values[offset]; }
  void write32(std::size_t offset, std::uint32_t value) override {
    registers_.on_write(registers_, offset, value);
  }
  std::span<std::byte> bytes() override { return {}; }

 private:
  Registers& registers_;
};

class ScriptedFile final : public File {
 public:
  ScriptedFile(ScriptedSystem& system, std::string path)
      : system_(system), path_(std::move(path)) {}

  CallResult read(std::span<std::byte> to) override {
    if (const int error = system_.error_of("read", path_)) return {0, error};
    const std::string& text = system_.files[path_];
    const std::size_t count = std::min(to.size(), text.size() - std::min(text.size(), at_));
    std::memcpy(to.data(), text.data() + at_, count);
    at_ += count;
    return {count, 0};
  }
  CallResult write(std::span<const std::byte> from) override {
    if (const int error = system_.error_of("write", path_)) return {0, error};
    const std::size_t count = std::min(from.size(), system_.most_per_write);
    const std::string part(reinterpret_cast<const char*>(from.data()), count);
    system_.calls.push_back("write " + path_ + (count < 100 ? " " + part : ""));
    std::string& text = system_.files[path_];
    text.replace(std::min(at_, text.size()), count, part);
    at_ += count;
    system_.after_write(system_, path_);
    return {count, 0};
  }
  CallResult ioctl(unsigned long, std::span<std::byte>) override { return {0, ENOTTY}; }
  CallResult poll(std::chrono::milliseconds) override { return {}; }
  CallResult lock() override {
    if (system_.locked_by_another == path_) return {0, EWOULDBLOCK};
    return {0, system_.error_of("lock", path_)};
  }
  Mapped map(std::uint64_t offset, std::size_t size) override {
    if (const int error = system_.error_of("map", path_)) return {nullptr, error};
    if (path_ != "/dev/mem" || offset != slcr::kBase || size != slcr::kSize)
      return {nullptr, EINVAL};
    return {std::make_unique<ScriptedMapping>(system_.slcr), 0};
  }

 private:
  ScriptedSystem& system_;
  std::string path_;
  std::size_t at_ = 0;
};

inline System::Opened ScriptedSystem::open(const std::string& path, OpenMode mode) {
  if (const int error = error_of("open", path)) return {nullptr, error};
  const bool creates = mode == OpenMode::kCreate || mode == OpenMode::kCreateLock;
  if (!creates && !files.contains(path)) return {nullptr, ENOENT};
  if (mode == OpenMode::kCreate) files[path].clear();
  return {std::make_unique<ScriptedFile>(*this, path), 0};
}

// A Pynq that has just started: an FPGA manager that takes everything, an IO PLL of 1000 MHz, FCLK0
// at 100 MHz.
inline std::unique_ptr<ScriptedSystem> scripted_pynq() {
  auto system = std::make_unique<ScriptedSystem>();
  const std::string manager = "/sys/class/fpga_manager/fpga0/";
  system->files = {{manager + "state", "unknown\n"},
                   {manager + "flags", "0\n"},
                   {manager + "firmware", ""},
                   {"/dev/mem", ""}};
  system->after_write = [manager](ScriptedSystem& self, const std::string& path) {
    if (path == manager + "firmware") self.files[manager + "state"] = "operating\n";
  };
  system->slcr.values = {
      {slcr::kIoPllControl, 20u << 12}, {slcr::kPllStatus, 0x3f}, {slcr::kFpga0Clock, 0x0020'0500}};
  return system;
}

}  // namespace vta::board::test

#endif  // VTA_TESTS_DRIVER_BOARD_SCRIPTED_SYSTEM_H_
