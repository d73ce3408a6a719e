// SPDX-License-Identifier: Apache-2.0
//
// Waits for the end of a run, by the interrupt, and by looking when that does not come, and for the
// end of a reset.

#ifndef VTA_DRIVER_BOARD_RUN_WAIT_H_
#define VTA_DRIVER_BOARD_RUN_WAIT_H_

#include <cstdint>
#include <functional>

#include "driver/board/register_io.h"
#include "driver/board/wall_clock.h"

namespace vta::board {

// What the waits of a device have seen since it was opened.
struct WaitCounters {
  std::uint64_t interrupts = 0;  // that came
  std::uint64_t spurious = 0;    // that came before the run had ended
  std::uint64_t lost = 0;        // runs with a UIO device that ended without one
  std::uint64_t polled = 0;      // runs whose end was seen by looking: lost, or no UIO device
};

struct WaitBounds {
  WallClock::Duration timeout{60'000'000};       // from the beginning of the wait
  std::uint64_t max_cycles = ~std::uint64_t{0};  // of the accelerator
  std::function<bool()> stop = {};               // asked at every look; may be empty
};

enum class WaitResult { kEnded, kTimeUp, kTooManyCycles, kStopped };

// Returns at the end of the run or at the first bound that is passed, which may be noticed up to 20
// ms late. `progress` gets the cycles so far, and may be empty. Fails when a register or the
// interrupt does. Leaves the registers as they are.
[[nodiscard]] Result<WaitResult> wait_for_end(RegisterIo& registers, WallClock& clock,
                                              const WaitBounds& bounds, WaitCounters& counters,
                                              const std::function<void(std::uint64_t)>& progress);

// Soft reset; false when it has not come to its end within a second.
[[nodiscard]] Result<bool> reset_in_time(RegisterIo& registers, WallClock& clock);

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_RUN_WAIT_H_
