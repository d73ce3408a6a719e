// SPDX-License-Identifier: Apache-2.0
//
// The wait for the end of a run, on a scripted board and with a clock that only waiting moves.

#include "driver/board/run_wait.h"

#include <gtest/gtest.h>

#include "tests/driver/board/fake_board.h"

namespace vta::board {
namespace {

using Duration = WallClock::Duration;
using test::FakeClock;

class RunWait : public testing::Test {
 protected:
  void open(bool uio = true) {
    if (!uio) board_->files.erase("/sys/class/uio/uio1/name");
    Result<std::unique_ptr<RegisterIo>> io = RegisterIo::open(*board_);
    ASSERT_TRUE(io) << io.error().message;
    io_ = std::move(io).value();
    board_->log.clear();
    board_->registers[csr::kControl] = csr::kControlBusy;
    board_->before_read = [this](std::size_t offset) {
      if (offset != csr::kControl) return;
      board_->log.push_back("look");
      ++looks_;
      if (time_ >= end_) board_->registers[csr::kControl] = csr::kControlDone;
    };
    // A poll ends with the interrupt, if that reaches anybody, or when its time is up.
    board_->on_poll = [this](std::chrono::milliseconds timeout) {
      const Duration until = time_ + timeout;
      if (interrupt_works_ && !came_ && end_ <= until) {
        came_ = true;
        time_ = std::max(time_, end_);
        board_->interrupts = 1;
      } else {
        time_ = until;
      }
    };
  }
  Result<WaitResult> wait(const WaitBounds& bounds = {}) {
    FakeClock clock(time_);
    return wait_for_end(*io_, clock, bounds, counters_, progress_);
  }

  std::unique_ptr<test::FakeBoard> board_ = test::fake_pynq();
  std::unique_ptr<RegisterIo> io_;
  Duration time_{0}, end_{3'000};  // when the run ends
  bool interrupt_works_ = true, came_ = false;
  unsigned looks_ = 0;
  WaitCounters counters_;
  std::function<void(std::uint64_t)> progress_;
};

TEST_F(RunWait, EnablesThenLooksThenWaitsThenReads) {
  open();
  end_ = Duration(900);
  EXPECT_EQ(wait().value(), WaitResult::kEnded);
  EXPECT_EQ(board_->log, (std::vector<std::string>{"enable", "look", "poll", "read interrupts",
                                                   "enable", "look"}));
  EXPECT_EQ(counters_.interrupts, 1u);
  EXPECT_EQ(counters_.polled + counters_.lost + counters_.spurious, 0u);
}

TEST_F(RunWait, ARunThatHasEndedBeforeTheFirstLookStillTakesItsInterrupt) {
  open();
  end_ = Duration(0);
  EXPECT_EQ(wait().value(), WaitResult::kEnded);
  EXPECT_EQ(board_->log, (std::vector<std::string>{"enable", "look", "poll", "read interrupts"}));
  EXPECT_EQ(counters_.interrupts, 1u);
  EXPECT_EQ(counters_.lost, 0u);
}

TEST_F(RunWait, WithoutTheInterruptTheEndIsFoundByLooking) {
  open();
  interrupt_works_ = false;
  end_ = Duration(1'000'000);
  EXPECT_EQ(wait().value(), WaitResult::kEnded);
  EXPECT_EQ(counters_.lost, 1u);
  EXPECT_EQ(counters_.polled, 1u);
  // Soon after the end, and not by looking all the time.
  EXPECT_LE(time_, end_ + Duration(30'000));
  EXPECT_LE(looks_, 70u);
}

TEST_F(RunWait, WithoutUioItIsFoundByLookingToo) {
  open(false);
  EXPECT_EQ(wait().value(), WaitResult::kEnded);
  EXPECT_EQ(counters_.lost, 0u);
  EXPECT_EQ(counters_.polled, 1u);
  EXPECT_LE(time_, 2 * end_ + Duration(100));
}

TEST_F(RunWait, AnInterruptOfSomethingElseIsClearedAndWaitedOut) {
  open();
  board_->interrupts = 1;
  unsigned clears = 0;
  board_->after_write = [&](std::size_t offset, std::uint32_t value) {
    clears += offset == csr::kIrqStatus && value == 1;
  };
  EXPECT_EQ(wait().value(), WaitResult::kEnded);
  EXPECT_EQ(clears, 1u);
  EXPECT_EQ(counters_.spurious, 1u);
  EXPECT_EQ(counters_.interrupts, 2u);
}

TEST_F(RunWait, TheTimeHasAnEnd) {
  for (const bool uio : {true, false}) {
    open(uio);
    end_ = Duration::max();
    time_ = Duration(0);
    EXPECT_EQ(wait({.timeout = Duration(50'000)}).value(), WaitResult::kTimeUp);
    EXPECT_GE(time_, Duration(50'000));
    EXPECT_LE(time_, Duration(70'000));
  }
}

TEST_F(RunWait, AnInterruptThatNeverStopsDoesNotMakeItEndless) {
  open();
  end_ = Duration::max();
  board_->on_poll = [this](std::chrono::milliseconds) {
    time_ += Duration(10);
    board_->interrupts = 1;
  };
  EXPECT_EQ(wait({.timeout = Duration(5'000)}).value(), WaitResult::kTimeUp);
  EXPECT_EQ(counters_.interrupts, 500u);
}

TEST_F(RunWait, TheCyclesHaveAnEnd) {
  open();
  end_ = Duration::max();
  board_->registers[csr::kCycles] = 1000;
  EXPECT_EQ(wait({.timeout = Duration(10), .max_cycles = 1000}).value(), WaitResult::kTimeUp);
  board_->registers[csr::kCycles] = 1001;
  EXPECT_EQ(wait({.max_cycles = 1000}).value(), WaitResult::kTooManyCycles);
  board_->registers[csr::kCycles] = 0;
  board_->registers[csr::kCyclesHi] = 1;
  EXPECT_EQ(wait({.max_cycles = 0xFFFF'FFFF}).value(), WaitResult::kTooManyCycles);
}

TEST_F(RunWait, ProgressGetsCyclesThatDoNotTearWhenTheLowWordWraps) {
  open();
  std::vector<std::uint64_t> seen;
  progress_ = [&](std::uint64_t cycles) { seen.push_back(cycles); };
  board_->registers[csr::kCyclesHi] = 4;
  board_->registers[csr::kCycles] = 0xFFFF'FFFF;
  const auto look = board_->before_read;
  board_->before_read = [&, look](std::size_t offset) {
    look(offset);
    if (offset != csr::kCycles || board_->registers[csr::kCyclesHi] != 4) return;
    board_->registers[csr::kCyclesHi] = 5;  // between the high word and the low one
    board_->registers[csr::kCycles] = 7;
  };
  end_ = Duration(500);
  EXPECT_EQ(wait().value(), WaitResult::kEnded);
  EXPECT_EQ(seen, std::vector<std::uint64_t>{0x5'0000'0007});
}

TEST_F(RunWait, FailuresOfRegistersAndInterruptAreItsOwn) {
  open();
  board_->errors["poll /dev/uio1"] = EIO;
  EXPECT_EQ(wait().error().message,
            "cannot wait for the interrupt with /dev/uio1: Input/output error");
  board_->errors = {{"write /dev/uio1", EIO}};
  EXPECT_EQ(wait().error().message,
            "cannot enable the interrupt with /dev/uio1: Input/output error");
  board_->errors.clear();
  board_->register_failure = "gone";
  EXPECT_EQ(wait().error().message, "cannot read register 0x00000000 through /dev/uio1: gone");
}

}  // namespace
}  // namespace vta::board
