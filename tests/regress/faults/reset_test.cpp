// SPDX-License-Identifier: Apache-2.0
//
// Resets at random cycles of a run, and clean runs behind them: results, statistics and cycles are
// those of a machine to which nothing has happened.
//
// VTA_FIRST_SEED and VTA_SEEDS in the environment choose other points.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "driver/device/host_registers.h"
#include "hw/isa/insn.h"
#include "sim/rtl/random.h"
#include "tests/regress/faults/machine.h"
#include "tests/regress/faults/tour.h"

namespace vta::faults {
namespace {

constexpr std::uint32_t kPointsPerSeed = 6;

enum class Kind : std::uint8_t { kSoft, kSoftTwice, kFull, kFullDuringSoft };
constexpr std::uint32_t kKinds = 4;

constexpr std::uint32_t kSoftReset = 1u << 3;

void reset(Board& board, Kind kind, Random& random) {
  if (kind == Kind::kFull) {
    board.system->power_on();
    return;
  }
  board.set(csr::kControl, kSoftReset);
  if (kind == Kind::kFullDuringSoft) {
    board.cycles(random.below(100));
    board.system->power_on();
    return;
  }
  if (kind == Kind::kSoftTwice) {
    board.cycles(random.below(100));
    board.set(csr::kControl, kSoftReset);
  }
  const std::uint64_t bound = board.system->cycle() + 20'000;
  while ((board.get(csr::kControl) & csr::kControlResetting) != 0) {
    ASSERT_LT(board.system->cycle(), bound) << "the soft reset does not end";
  }
}

class Resets : public ::testing::TestWithParam<std::uint32_t> {};

// Verifies: reset.soft, persist
TEST_P(Resets, AtAnyCycleLeaveAMachineLikeNew) {
  Random random(GetParam());
  const std::vector<Subject> all = subjects(5);
  const Subject& subject = all[random.below(static_cast<std::uint32_t>(all.size()))];
  const Outcome first = first_run(subject);
  const auto length = static_cast<std::uint32_t>(first.report.cycle_report->cycles);
  const bool exactly = random.percent(70);
  Board board(subject, exactly ? std::nullopt : std::optional(GetParam()));
  for (std::uint32_t point = 0; point < kPointsPerSeed; ++point) {
    const auto kind = static_cast<Kind>(random.below(kKinds));
    const std::uint32_t cycle = random.below(length + length / 8);
    SCOPED_TRACE("seed " + std::to_string(GetParam()) + ", " + subject.program().name + ", cycle " +
                 std::to_string(cycle) + ", kind " + std::to_string(static_cast<int>(kind)));
    subject.write_to(board.system->memory());
    board.start(subject);
    board.cycles(cycle);
    ASSERT_NO_FATAL_FAILURE(reset(board, kind, random));
    EXPECT_EQ(board.get(csr::kControl), 0u);
    EXPECT_EQ(board.get(csr::kErrorCode), 0u);
    EXPECT_EQ(board.get(csr::kTokensLoad), 0u);
    EXPECT_EQ(board.get(csr::kTokensStore), 0u);
    EXPECT_EQ(board.get(csr::kOutstanding), 0u);
    EXPECT_EQ(board.system->axi().reads_outstanding(), 0u);
    EXPECT_EQ(board.system->axi().writes_outstanding(), 0u);
    const bool full = kind == Kind::kFull || kind == Kind::kFullDuringSoft;
    EXPECT_EQ(board.get(csr::kInsnCount), full ? 0u : subject.request().insn_count);
    EXPECT_EQ(subject.disturbance(board.system->memory()), "");
    // Nothing of the run goes on by itself.
    const std::size_t reads = board.faults->reads_seen.size();
    const std::size_t writes = board.faults->writes_seen.size();
    board.cycles(300);
    EXPECT_EQ(board.faults->reads_seen.size(), reads);
    EXPECT_EQ(board.faults->writes_seen.size(), writes);
    board.set(csr::kIrqStatus, 1);
    ASSERT_EQ(clean_run_difference(board, subject, first, exactly), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Resets,
                         ::testing::Range(number_from_environment("VTA_FIRST_SEED", 1),
                                          number_from_environment("VTA_FIRST_SEED", 1) +
                                              number_from_environment("VTA_SEEDS", 40)));

// Verifies: reset.soft, persist
TEST(SoftReset, KeepsMemoriesOnChip) {
  const Subject subject = subjects(0)[0];
  Board board(subject, {});
  board.start(subject);
  ASSERT_EQ(board.finish().outcome, RunOutcome::kFinished);
  ASSERT_TRUE(soft_reset(*board.system).value());
  subject.write_to(board.system->memory());
  // A new stream with the first STORE of the tour and without its tokens.
  const std::vector<TourStop> stops = tour().stops;
  const auto stop =
      std::find_if(stops.begin(), stops.end(), [](const TourStop& s) { return s.name == "store"; });
  std::vector<std::byte> stream(2 * kInsnBytes);
  const std::uint64_t begin = subject.request().insn_address;
  ASSERT_TRUE(board.system->memory().read(begin + stop->insn * kInsnBytes,
                                          std::span(stream).first(kInsnBytes)));
  Insn store = decode(geometry(), load_insn_word(stream.data()));
  store.tokens = {};
  store_insn_word(encode(geometry(), store).value(), stream.data());
  store_insn_word(encode(geometry(), make_finish()).value(), stream.data() + kInsnBytes);
  ASSERT_TRUE(board.system->memory().write(begin, stream));
  RunRequest request;
  request.insn_address = begin;
  request.insn_count = 2;
  ASSERT_TRUE(start_run(*board.system, request));
  ASSERT_EQ(board.finish().outcome, RunOutcome::kFinished);
  // The rows are in the first region of the program, and so is what golden stored there.
  const ProgramRegion& data = subject.program().regions[0];
  for (const ProgramRegion& row : stop->rows) {
    std::vector<std::byte> bytes(row.size);
    ASSERT_TRUE(board.system->memory().read(row.address, bytes));
    const auto expected =
        std::span(subject.golden().memory).subspan(row.address - data.address, row.size);
    EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), expected.begin())) << row.address;
  }
}

}  // namespace
}  // namespace vta::faults
