// SPDX-License-Identifier: Apache-2.0

#include "driver/board/wall_clock.h"

#include <time.h>

namespace vta::board {
namespace {

class HostClock final : public WallClock {
 public:
  Duration now() const override {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<Duration>(since);
  }
  void sleep(Duration duration) override {
    if (duration.count() <= 0) return;
    timespec left{static_cast<time_t>(duration.count() / 1'000'000),
                  static_cast<long>(duration.count() % 1'000'000 * 1'000)};
    nanosleep(&left, nullptr);  // a signal ends it early, and whoever waits looks again
  }
};

}  // namespace

std::unique_ptr<WallClock> host_clock() { return std::make_unique<HostClock>(); }

}  // namespace vta::board
