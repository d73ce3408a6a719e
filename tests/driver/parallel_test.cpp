// SPDX-License-Identifier: Apache-2.0
//
// run_parallel, and programs on devices of their own beside each other. `make threads` runs these
// with a thread sanitizer.

#include "driver/replay/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace vta {
namespace {

TEST(RunParallel, CallsEveryIndexOnce) {
  for (const std::size_t threads : {0u, 1u, 2u, 7u, 200u}) {
    std::vector<int> calls(100, 0);
    run_parallel(calls.size(), threads, [&](std::size_t i) { ++calls[i]; });
    EXPECT_EQ(calls, std::vector<int>(100, 1)) << threads << " threads";
  }
}

TEST(RunParallel, OfNothingCallsNothing) {
  run_parallel(0, 4, [](std::size_t) { FAIL(); });
}

// With one thread the second call can only begin when the first has returned.
TEST(RunParallel, RunsAsManyAtATimeAsAsked) {
  constexpr std::size_t kCalls = 8;
  for (const std::size_t threads : {1u, 2u, 4u}) {
    std::atomic<std::size_t> running = 0, most = 0;
    run_parallel(kCalls, threads, [&](std::size_t) {
      const std::size_t now = ++running;
      std::size_t seen = most;
      while (seen < now && !most.compare_exchange_weak(seen, now)) {
      }
      --running;
    });
    EXPECT_LE(most, threads);
    EXPECT_GE(most, 1u);
  }
}

// Each of two calls waits until the other has begun, which no single thread can do.
TEST(RunParallel, RunsTwoAtTheSameTime) {
  constexpr int kMostTries = 20000;
  std::atomic<int> begun = 0, met = 0;
  run_parallel(2, 2, [&](std::size_t) {
    ++begun;
    for (int tries = 0; begun < 2 && tries < kMostTries; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (begun == 2) ++met;
  });
  EXPECT_EQ(met, 2);
}

TEST(RunParallel, PassesOnWhatIsThrownAndBeginsNothingMore) {
  std::vector<int> calls(1000, 0);
  try {
    run_parallel(calls.size(), 1, [&](std::size_t i) {
      ++calls[i];
      if (i == 3) throw std::runtime_error("the fourth");
    });
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()), "the fourth");
  }
  EXPECT_EQ(calls[3], 1);
  EXPECT_EQ(calls[4], 0);
  EXPECT_THROW(run_parallel(50, 4, [](std::size_t) { throw std::runtime_error("each"); }),
               std::runtime_error);
}

TEST(HostThreads, AreAtLeastOne) { EXPECT_GE(host_threads(), 1u); }

}  // namespace
}  // namespace vta
