// SPDX-License-Identifier: Apache-2.0
//
// Threads that use the C interfaces at once.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "driver/abi/device_access.h"
#include "driver/abi/vta_driver.h"
#include "driver/abi/vta_extra.h"
#include "driver/abi/vta_runtime.h"
#include "sim/functional/functional_device.h"

namespace vta::abi {

Result<std::unique_ptr<Device>> open_device(const std::string&, const Config& config) {
  return make_functional(config);
}

Status program_device(const std::string&, const std::string&) { return ok_status(); }

namespace {

constexpr int kThreads = 4, kRounds = 50;

// A buffer of its own that starts with FINISH, and a run.
bool run_once(VTADeviceHandle device, std::size_t bytes, std::uint8_t mark) {
  auto* const buffer = static_cast<std::uint8_t*>(VTAMemAlloc(bytes, VTA_CACHED));
  if (buffer == nullptr) return false;
  std::vector<std::uint8_t> contents(bytes, mark);
  std::fill_n(contents.begin(), 16, std::uint8_t{0});
  contents[0] = 3;
  VTAMemCopyFromHost(buffer, contents.data(), bytes);
  const bool ran = VTADeviceRun(device, VTAMemGetPhyAddr(buffer), 1, 100) == 0;
  const bool kept = std::all_of(buffer + 16, buffer + bytes, [=](auto b) { return b == mark; });
  VTAMemFree(buffer);
  return ran && kept;
}

TEST(Threads, RunsTakeTurns) {
  vta_clear_statistics();
  std::vector<int> good(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([t, &good] {
      for (int i = 0; i < kRounds; ++i) {
        VTADeviceHandle device = VTADeviceAlloc();
        good[static_cast<std::size_t>(t)] +=
            run_once(device, 100 + static_cast<std::size_t>(i) * 300, static_cast<std::uint8_t>(t));
        VTADeviceFree(device);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, std::vector<int>(kThreads, kRounds));
  vta_statistics all{};
  vta_read_statistics(&all);
  EXPECT_EQ(all.runs, std::uint64_t{kThreads} * kRounds);
  EXPECT_STREQ(vta_last_error(), "");
}

TEST(Threads, SoDoSynchronizations) {
  vta_clear_statistics();
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([] {
      VTACommandHandle cmd = VTATLSCommandHandle();
      for (int i = 0; i < kRounds; ++i) {
        void* const buffer = VTABufferAlloc(64);
        VTALoadBuffer2D(cmd, buffer, 0, 1, 1, 1, 0, 0, 0, 0, 0, 3);
        VTASynchronize(cmd, 1000);
        VTABufferFree(buffer);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  vta_statistics all{};
  vta_read_statistics(&all);
  EXPECT_EQ(all.runs, std::uint64_t{kThreads} * kRounds);
  EXPECT_EQ(all.acc_load_nbytes, std::uint64_t{kThreads} * kRounds * 64);
  EXPECT_STREQ(vta_runtime_error(), "");
  VTARuntimeShutdown();
}

}  // namespace
}  // namespace vta::abi
