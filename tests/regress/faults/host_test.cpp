// SPDX-License-Identifier: Apache-2.0
//
// What a host can do at the wrong time or to the wrong address: nothing of it reaches the run.

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "driver/device/host_registers.h"
#include "hw/isa/isa_tables.h"
#include "sim/rtl/random.h"
#include "tests/regress/faults/machine.h"

namespace vta::faults {
namespace {

constexpr std::uint32_t kStart = 1u << 0, kSoftReset = 1u << 3;

// Offsets without a register.
std::vector<std::uint32_t> undefined_offsets() {
  std::set<std::uint32_t> defined;
  for (const CsrSpec& csr : kCsrs) {
    for (std::uint32_t word = 0; word < csr.words; ++word) defined.insert(csr.offset + 4 * word);
  }
  std::vector<std::uint32_t> result;
  for (std::uint32_t offset = 0; offset < 0x1000; offset += 4) {
    if (!defined.contains(offset)) result.push_back(offset);
  }
  return result;
}

std::vector<std::uint32_t> read_only_offsets() {
  std::vector<std::uint32_t> result;
  for (const CsrSpec& csr : kCsrs) {
    if (csr.access == CsrAccess::kReadOnly) result.push_back(csr.offset);
  }
  return result;
}

class Host : public ::testing::TestWithParam<std::uint32_t> {
 protected:
  Subject subject_ = subjects(0)[0];
  Outcome first_ = first_run(subject_);
};

// One nuisance: a start, or an access that must not do anything.
void nuisance(Board& board, Random& random, const std::vector<std::uint32_t>& undefined,
              const std::vector<std::uint32_t>& read_only) {
  const auto any = [&random](const std::vector<std::uint32_t>& offsets) {
    return offsets[random.below(static_cast<std::uint32_t>(offsets.size()))];
  };
  const auto value = static_cast<std::uint32_t>(random.next());
  switch (random.below(7)) {
    case 0:
      board.set(csr::kControl, kStart);
      break;
    case 1:
      board.set(csr::kControl, value & ~(kStart | kSoftReset));
      break;
    case 2:  // the bytes of the bits are not written
      board.set(csr::kControl, kStart | kSoftReset, 0xE);
      break;
    case 3:
      board.set(any(read_only), value);
      break;
    case 4:
      board.set(any(undefined), value);
      break;
    case 5:
      EXPECT_EQ(board.get(any(undefined)), 0u);
      break;
    default:  // no byte at all
      board.set(csr::kInsnCount, value, 0);
      break;
  }
}

// Verifies: registers.access
TEST_P(Host, CanDisturbNoRun) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Random random(GetParam());
  const std::vector<std::uint32_t> undefined = undefined_offsets(), read_only = read_only_offsets();
  Board board(subject_, {});
  for (unsigned round = 0; round < 4; ++round) {
    subject_.write_to(board.system->memory());
    board.start(subject_);
    board.set(csr::kIrqEnable, 0);  // until all nuisances have been there
    for (std::uint32_t n = random.below(12); n > 0; --n) {
      board.cycles(random.below(60));
      nuisance(board, random, undefined, read_only);
    }
    const bool in_time = (board.get(csr::kControl) & csr::kControlBusy) != 0;
    EXPECT_TRUE(in_time) << "the nuisances came behind the end";
    board.set(csr::kIrqEnable, 1);
    Outcome outcome{board.finish(), {}};
    outcome.memory = Subject::regions_of(subject_.program(), board.system->memory());
    ASSERT_EQ(difference_from_first(subject_, first_, outcome, true), "");
    EXPECT_EQ(subject_.disturbance(board.system->memory()), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Host,
                         ::testing::Range(number_from_environment("VTA_FIRST_SEED", 1),
                                          number_from_environment("VTA_FIRST_SEED", 1) +
                                              number_from_environment("VTA_SEEDS", 30)));

// Verifies: registers.access, reset.soft
TEST(HostStart, WhileResettingIsIgnoredAndToldSo) {
  const Subject subject = subjects(0)[0];
  const Outcome first = first_run(subject);
  Board board(subject, {});
  board.start(subject);
  board.cycles(60);
  board.faults->left.r = 0;  // the reset has to wait
  board.cycles(100);
  board.set(csr::kControl, kSoftReset);
  EXPECT_EQ(board.get(csr::kControl), csr::kControlResetting);
  board.set(csr::kControl, kStart);
  EXPECT_EQ(board.get(csr::kControl), csr::kControlResetting | csr::kControlStartIgnored);
  board.faults->left = {};
  board.cycles(1000);
  EXPECT_EQ(board.get(csr::kControl), csr::kControlStartIgnored);
  EXPECT_EQ(board.get(csr::kIrqStatus), 0u) << "nothing ran";
  EXPECT_EQ(clean_run_difference(board, subject, first, true), "");
  EXPECT_EQ(board.get(csr::kControl), csr::kControlDone);
}

// Verifies: registers.access, reset.soft
TEST(HostStart, WhileAnErrorStandsIsIgnoredAndTheErrorStays) {
  const Subject subject = subjects(0)[0];
  const Outcome first = first_run(subject);
  Board board(subject, {});
  board.faults->reads = {{3}};
  board.start(subject);
  const RunReport failed = board.finish();
  ASSERT_EQ(failed.error, ErrorCode::kAxiError);
  const std::size_t reads = board.faults->reads_seen.size();
  board.set(csr::kControl, kStart);
  EXPECT_EQ(board.get(csr::kControl), csr::kControlError | csr::kControlStartIgnored);
  EXPECT_EQ(board.get(csr::kErrorCode), static_cast<std::uint32_t>(ErrorCode::kAxiError));
  EXPECT_EQ(board.get(csr::kErrorInsn), failed.error_insn);
  // A soft reset in the same write is taken, the start is not.
  board.set(csr::kControl, kStart | kSoftReset);
  board.cycles(100);
  EXPECT_EQ(board.get(csr::kControl), csr::kControlStartIgnored);
  EXPECT_EQ(board.get(csr::kErrorCode), 0u);
  EXPECT_EQ(board.faults->reads_seen.size(), reads) << "nothing ran";
  EXPECT_EQ(clean_run_difference(board, subject, first, true), "");
}

// Verifies: registers.access
TEST(HostRegisters, AreWrittenByteByByteWhateverTheLowAddressBits) {
  const Subject subject = subjects(0)[0];
  Board board(subject, {});
  for (const CsrSpec& csr : kCsrs) {
    if (csr.access != CsrAccess::kReadWrite || csr.name == "control") continue;
    SCOPED_TRACE(csr.name);
    board.set(csr.offset, 0xFFFFFFFF);
    const std::uint32_t bits = board.get(csr.offset);  // that it has
    for (std::uint32_t strobe = 0; strobe < 16; ++strobe) {
      for (std::uint32_t low = 0; low < 4; ++low) {
        board.set(csr.offset, 0);
        board.set(csr.offset + low, 0xFFFFFFFF, static_cast<std::uint8_t>(strobe));
        std::uint32_t expected = 0;
        for (unsigned byte = 0; byte < 4; ++byte) {
          if ((strobe >> byte & 1) != 0) expected |= 0xFFu << (8 * byte);
        }
        EXPECT_EQ(board.get(csr.offset + (3 - low)), expected & bits) << strobe << " " << low;
      }
    }
  }
}

// Verifies: registers.access
TEST(HostRegisters, UndefinedOnesReadZeroAndNoWriteToThemIsSeenAnywhere) {
  const Subject subject = subjects(0)[0];
  Board board(subject, {});
  std::vector<std::uint32_t> before, after;
  for (const CsrSpec& csr : kCsrs) before.push_back(board.get(csr.offset));
  for (const std::uint32_t offset : undefined_offsets()) {
    board.set(offset, 0xFFFFFFFF);
    EXPECT_EQ(board.get(offset), 0u) << offset;
  }
  for (const std::uint32_t offset : read_only_offsets()) board.set(offset, ~board.get(offset));
  for (const CsrSpec& csr : kCsrs) after.push_back(board.get(csr.offset));
  EXPECT_EQ(before, after);
}

// The end of a run against a write that clears the interrupt, in every cycle around it. Whoever
// clears before the end sees the interrupt of the end; whoever clears behind it has cleared it. The
// cycle of the end itself is the last before: a start that comes in it is ignored, and the
// interrupt is not lost to a clear that comes in it. Verifies: registers.access, done.idle
TEST(HostInterrupt, IsNotLostToAClearAroundTheEnd) {
  const Subject subject = subjects(0)[0];
  const Outcome first = first_run(subject);
  // The cycle of the rise, counted from the end of start_run, and what a write takes.
  std::uint64_t rise = 0, write_cycles = 0;
  {
    Board board(subject, {});
    board.start(subject);
    const std::uint64_t begin = board.system->cycle();
    ASSERT_TRUE(board.system->run_until_irq(kManyCycles).value());
    rise = board.system->cycle() - begin;
    const std::uint64_t before = board.system->cycle();
    board.set(csr::kIrqStatus, 1);
    write_cycles = board.system->cycle() - before;
    EXPECT_EQ(board.get(csr::kIrqStatus), 0u);
  }
  ASSERT_LT(write_cycles, 10u);
  unsigned kept = 0, cleared = 0;
  for (std::uint64_t at = rise - 2 * write_cycles; at < rise + write_cycles; ++at) {
    SCOPED_TRACE("cycle " + std::to_string(at) + " of " + std::to_string(rise));
    Board board(subject, {});
    board.start(subject);
    board.cycles(at);
    board.set(csr::kIrqStatus, 1);
    board.cycles(100);
    const bool stands = board.get(csr::kIrqStatus) == 1;
    if (at + write_cycles < rise) {
      EXPECT_TRUE(stands) << "the write was over before the end";
    }
    if (at >= rise) {
      EXPECT_FALSE(stands) << "the write came behind the end";
    }
    Board other(subject, {});
    other.start(subject);
    other.cycles(at);
    other.set(csr::kControl, kStart);  // takes as long as the clear
    const bool ignored = (other.get(csr::kControl) & csr::kControlStartIgnored) != 0;
    EXPECT_EQ(stands, ignored);
    if (stands) {
      ++kept;
      EXPECT_EQ(cleared, 0u) << "an earlier write cleared what a later one did not";
    } else {
      ++cleared;
    }
    EXPECT_EQ(board.get(csr::kControl), csr::kControlDone);
    EXPECT_EQ(board.system->run_until_irq(10).value(), stands);
    board.set(csr::kIrqStatus, 1);
    ASSERT_EQ(clean_run_difference(board, subject, first, true), "");
  }
  EXPECT_GT(kept, 0u);
  EXPECT_GT(cleared, 0u);
}

// Verifies: registers.access
TEST(HostInterrupt, FollowsEnableAtAnyTime) {
  const Subject subject = subjects(0)[0];
  const Outcome first = first_run(subject);
  const std::uint64_t length = first.report.cycle_report->cycles;
  for (std::uint64_t at = 0; at < length + 40; at += 1 + length / 23) {
    SCOPED_TRACE(at);
    Board board(subject, {});
    board.start(subject);
    board.set(csr::kIrqEnable, 0);
    board.cycles(at);
    board.set(csr::kIrqEnable, 1);
    board.set(csr::kIrqEnable, 0);
    board.cycles(length);
    EXPECT_FALSE(board.system->run_until_irq(50).value()) << "while it is off";
    EXPECT_EQ(board.get(csr::kIrqStatus), 1u) << "but the end is remembered";
    board.set(csr::kIrqEnable, 1);
    EXPECT_TRUE(board.system->run_until_irq(2).value());
  }
}

}  // namespace
}  // namespace vta::faults
