// SPDX-License-Identifier: Apache-2.0
//
// A server in this process, at a socket in a directory of its own, and clients for it.

#ifndef VTA_TESTS_DRIVER_RPC_SERVED_H_
#define VTA_TESTS_DRIVER_RPC_SERVED_H_

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "driver/rpc/remote_device.h"
#include "driver/rpc/server.h"
#include "tests/driver/scripted_device.h"

namespace vta::rpc {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline constexpr milliseconds kSoon{20'000};  // bounds what should happen at once

// Events that have happened, for a test that waits for one.
class Events {
 public:
  void add(const std::string& what);
  // Waits until an event contains the text; false when none came.
  [[nodiscard]] bool wait_for(const std::string& text);
  [[nodiscard]] std::vector<std::string> all() const;
  // What ServerOptions::log takes.
  [[nodiscard]] std::function<void(const std::string&)> sink() {
    return [this](const std::string& what) { add(what); };
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> events_;
};

// Its runs last until they are to stop, and report progress all the time.
class EndlessDevice final : public ScriptedDevice {
 public:
  EndlessDevice() : ScriptedDevice([this](std::size_t, DeviceMemory&) { return endless(); }) {}

 private:
  Result<RunReport> endless();
};

// For ServerOptions::open.
[[nodiscard]] Result<std::unique_ptr<Device>> open_endless(const Config& config);

// So many instructions at address 0.
[[nodiscard]] RunRequest instructions(std::uint32_t count);

// A fresh directory with a server at the socket in it, once start() was called.
class ServedTest : public testing::Test {
 protected:
  ServedTest();
  ~ServedTest() override;

  // Serves functional devices at a unix socket; a test changes what it wants to before start().
  ServerOptions options;
  Events events;
  std::unique_ptr<Server> server;

  [[nodiscard]] std::string path(const std::string& name) const { return (dir_ / name).string(); }
  // Writes a file that is private to its owner.
  std::string private_file(const std::string& name, const std::string& contents) const;
  void start();
  // Why the server does not start.
  [[nodiscard]] std::string refusal() const;

  // For the server of this test.
  [[nodiscard]] RemoteOptions client() const;
  [[nodiscard]] std::unique_ptr<RemoteDevice> open() const;
  // Why the device cannot be had.
  [[nodiscard]] static std::string refusal(const RemoteOptions& options);

 private:
  std::filesystem::path dir_;
};

}  // namespace vta::rpc

#endif  // VTA_TESTS_DRIVER_RPC_SERVED_H_
