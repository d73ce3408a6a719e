// SPDX-License-Identifier: Apache-2.0

#include "driver/board/run_wait.h"

#include <algorithm>

namespace vta::board {
namespace {

using Duration = WallClock::Duration;

// Between two looks: short runs are seen at once, and long ones cost little.
constexpr Duration kFirstLook{50};
constexpr Duration kLastLook{20'000};
constexpr std::chrono::milliseconds kLateInterrupt{5};

// Microseconds are enough on a board, and looks by the hundred on an emulated one.
constexpr Duration kSoftResetTime{1'000'000};
constexpr Duration kSoftResetLook{50};
constexpr unsigned kSoftResetLooks = 100;

// Of a counter that is running: its low word may wrap between the reads.
Result<std::uint64_t> read_cycles(RegisterIo& registers) {
  for (;;) {
    const Result<std::uint32_t> before = registers.read_register(csr::kCyclesHi);
    if (!before) return before.error();
    const Result<std::uint32_t> low = registers.read_register(csr::kCycles);
    if (!low) return low.error();
    const Result<std::uint32_t> after = registers.read_register(csr::kCyclesHi);
    if (!after) return after.error();
    // The high word changes once in 2^32 cycles, so this ends with the second try.
    if (before.value() == after.value()) return std::uint64_t{after.value()} << 32 | low.value();
  }
}

// Whether an interrupt came within `time`.
Result<bool> pause(RegisterIo& registers, WallClock& clock, Duration time) {
  if (!registers.has_interrupt()) {
    clock.sleep(time);
    return false;
  }
  return registers.wait_interrupt(std::chrono::ceil<std::chrono::milliseconds>(time));
}

}  // namespace

Result<WaitResult> wait_for_end(RegisterIo& registers, WallClock& clock, const WaitBounds& bounds,
                                WaitCounters& counters,
                                const std::function<void(std::uint64_t)>& progress) {
  const Duration start = clock.now();
  Duration look = kFirstLook;
  bool interrupted = false;
  for (;;) {
    if (registers.has_interrupt()) {
      if (Status status = registers.enable_interrupt(); !status) return status.error();
    }
    const Result<std::uint32_t> control = registers.read_register(csr::kControl);
    if (!control) return control.error();
    if ((control.value() & csr::kControlBusy) == 0) break;
    if (interrupted) {
      ++counters.spurious;
      // Somebody else's, or an older run's: whatever it was, it must not keep the line up.
      if (Status s = registers.write_register(csr::kIrqStatus, 1); !s) return s.error();
    }
    const Result<std::uint64_t> cycles = read_cycles(registers);
    if (!cycles) return cycles.error();
    if (progress) progress(cycles.value());
    if (cycles.value() > bounds.max_cycles) return WaitResult::kTooManyCycles;
    if (bounds.stop && bounds.stop()) return WaitResult::kStopped;
    const Duration left = bounds.timeout - (clock.now() - start);
    if (left.count() <= 0) return WaitResult::kTimeUp;
    const Result<bool> came = pause(registers, clock, std::min(look, left));
    if (!came) return came.error();
    interrupted = came.value();
    if (interrupted) ++counters.interrupts;
    look = std::min(2 * look, kLastLook);
  }
  if (interrupted) return WaitResult::kEnded;
  if (registers.has_interrupt()) {
    // The end may have been seen before its interrupt, which must not be left for the next run.
    const Result<bool> came = registers.wait_interrupt(kLateInterrupt);
    if (!came) return came.error();
    if (came.value()) {
      ++counters.interrupts;
      return WaitResult::kEnded;
    }
  }
  ++counters.polled;
  if (registers.has_interrupt()) ++counters.lost;
  return WaitResult::kEnded;
}

Result<bool> reset_in_time(RegisterIo& registers, WallClock& clock) {
  const Duration start = clock.now();
  unsigned looks = 0;
  return soft_reset(registers, [&] {
    clock.sleep(kSoftResetLook);
    return ++looks < kSoftResetLooks || clock.now() - start < kSoftResetTime;
  });
}

}  // namespace vta::board
