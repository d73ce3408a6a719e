// SPDX-License-Identifier: Apache-2.0
//
// Time on the wall of whoever waits for a board. Tests have a clock of their own.

#ifndef VTA_DRIVER_BOARD_WALL_CLOCK_H_
#define VTA_DRIVER_BOARD_WALL_CLOCK_H_

#include <chrono>
#include <memory>

namespace vta::board {

class WallClock {
 public:
  using Duration = std::chrono::microseconds;

  virtual ~WallClock() = default;
  WallClock(const WallClock&) = delete;
  WallClock& operator=(const WallClock&) = delete;

  [[nodiscard]] virtual Duration now() const = 0;  // since some beginning; never goes back
  virtual void sleep(Duration duration) = 0;

 protected:
  WallClock() = default;
};

// That of this host.
[[nodiscard]] std::unique_ptr<WallClock> host_clock();

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_WALL_CLOCK_H_
