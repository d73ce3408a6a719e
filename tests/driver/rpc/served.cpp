// SPDX-License-Identifier: Apache-2.0
#include "tests/driver/rpc/served.h"

#include <sys/stat.h>

#include <fstream>
#include <thread>
#include <utility>

#include "sim/functional/functional_device.h"

namespace vta::rpc {

void Events::add(const std::string& what) {
  const std::lock_guard lock(mutex_);
  events_.push_back(what);
  changed_.notify_all();
}

bool Events::wait_for(const std::string& text) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kSoon, [&] {
    for (const std::string& event : events_) {
      if (event.find(text) != std::string::npos) return true;
    }
    return false;
  });
}

std::vector<std::string> Events::all() const {
  const std::lock_guard lock(mutex_);
  return events_;
}

Result<RunReport> EndlessDevice::endless() {
  RunReport report;
  report.outcome = RunOutcome::kTimeout;
  report.detail = "stopped";
  const auto deadline = std::chrono::steady_clock::now() + 2 * kSoon;
  for (std::uint64_t cycles = 1; std::chrono::steady_clock::now() < deadline; ++cycles) {
    if (stop_requested()) return report;
    if (progress_) progress_(cycles);
    std::this_thread::sleep_for(milliseconds(1));
  }
  return Error{"nobody stopped the run"};
}

Result<std::unique_ptr<Device>> open_endless(const Config&) {
  return std::unique_ptr<Device>(std::make_unique<EndlessDevice>());
}

RunRequest instructions(std::uint32_t count) {
  RunRequest request;
  request.insn_count = count;
  return request;
}

ServedTest::ServedTest() {
  std::string pattern = (std::filesystem::temp_directory_path() / "vta-rpc-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) ADD_FAILURE() << "cannot make a directory";
  dir_ = pattern;
  options.listen = "unix:" + path("socket");
  options.device_name = "functional";
  options.open = [](const Config& config) -> Result<std::unique_ptr<Device>> {
    return make_functional(config);
  };
  options.log = events.sink();
  options.limits.min_ttl = milliseconds(10);
}

ServedTest::~ServedTest() {
  server.reset();
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
}

std::string ServedTest::private_file(const std::string& name, const std::string& contents) const {
  std::ofstream(path(name), std::ios::binary) << contents;
  EXPECT_EQ(chmod(path(name).c_str(), 0600), 0);
  return path(name);
}

void ServedTest::start() {
  Result<std::unique_ptr<Server>> started = Server::start(options);
  ASSERT_TRUE(started.ok()) << started.error().message;
  server = std::move(started).value();
}

std::string ServedTest::refusal() const {
  const Result<std::unique_ptr<Server>> started = Server::start(options);
  return started.ok() ? "" : started.error().message;
}

RemoteOptions ServedTest::client() const {
  RemoteOptions remote;
  remote.address = server->address();
  remote.wait = kSoon;
  remote.timeout = kSoon;
  return remote;
}

std::unique_ptr<RemoteDevice> ServedTest::open() const {
  Result<std::unique_ptr<RemoteDevice>> device = RemoteDevice::open(client(), Config::pynq());
  EXPECT_TRUE(device.ok()) << device.error().message;
  return device.ok() ? std::move(device).value() : nullptr;
}

std::string ServedTest::refusal(const RemoteOptions& options) {
  const Result<std::unique_ptr<RemoteDevice>> device = RemoteDevice::open(options, Config::pynq());
  return device.ok() ? "" : device.error().message;
}

}  // namespace vta::rpc
