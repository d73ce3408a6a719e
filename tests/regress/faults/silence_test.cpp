// SPDX-License-Identifier: Apache-2.0
//
// A memory that stops answering, for ever or for long: the bound of the host ends the run and says
// where everything stood, and what comes late does not reach the next run.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "driver/device/host_registers.h"
#include "hw/isa/isa_tables.h"
#include "sim/rtl/random.h"
#include "tests/regress/faults/machine.h"

namespace vta::faults {
namespace {

constexpr std::uint64_t kBound = 20'000;  // cycles; a clean run takes a few thousand
constexpr std::uint32_t kSoftReset = 1u << 3;

struct Channel {
  const char* name;
  std::uint64_t AxiFaults::Left::*left;
};
constexpr std::array<Channel, 5> kChannels = {{{"ar", &AxiFaults::Left::ar},
                                               {"r", &AxiFaults::Left::r},
                                               {"aw", &AxiFaults::Left::aw},
                                               {"w", &AxiFaults::Left::w},
                                               {"b", &AxiFaults::Left::b}}};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class Silence : public ::testing::TestWithParam<Channel> {};

// Verifies: error.no_hang
TEST_P(Silence, IsEndedByTheBoundOfTheHostWithTheStateOfEveryStage) {
  const Subject subject = subjects(0)[0];
  const Outcome first = first_run(subject);
  FaultyDevice machine(subject, {});
  for (const std::uint64_t left : {0u, 1u, 2u, 3u, 5u, 7u}) {
    SCOPED_TRACE(std::string(GetParam().name) + " after " + std::to_string(left));
    subject.write_to(*machine.device);
    machine.faults->left.*GetParam().left = left;
    const RunReport report = machine.run(subject, kBound);
    ASSERT_EQ(report.outcome, RunOutcome::kTimeout);
    EXPECT_TRUE(has(report.detail, "the run did not end within 20000 cycles: fetch "))
        << report.detail;
    for (const char* part : {", load ", ", compute ", ", store ", "; tokens: compute to load ",
                             "; AXI transactions outstanding: reads "}) {
      EXPECT_TRUE(has(report.detail, part)) << report.detail;
    }
    EXPECT_FALSE(has(report.detail, "outstanding: reads 0, writes 0")) << report.detail;
    EXPECT_EQ(subject.disturbance(*machine.device), "");
    ASSERT_EQ(clean_run_difference(machine, subject, first, true), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Channels, Silence, ::testing::ValuesIn(kChannels),
                         [](const auto& test) { return std::string(test.param.name); });

// Verifies: error.no_hang
TEST(SilenceReport, SaysWhatIsWaitedFor) {
  const Subject subject = subjects(0)[0];
  FaultyDevice machine(subject, {});
  machine.faults->left.r = 0;
  EXPECT_EQ(machine.run(subject, kBound).detail,
            "the run did not end within 20000 cycles: fetch at instruction 0, load empty, compute "
            "empty, store empty; tokens: compute to load 0, load to compute 0, compute to store 0, "
            "store to compute 0; AXI transactions outstanding: reads 3, writes 0");
  *machine.faults = {};
  machine.faults->left.b = 0;
  const std::string detail = machine.run(subject, kBound).detail;
  EXPECT_TRUE(has(detail, "store at instruction 6; tokens: ")) << detail;
  EXPECT_TRUE(has(detail, "outstanding: reads 0, writes ")) << detail;
  EXPECT_FALSE(has(detail, "writes 0")) << detail;
}

class LateAnswers : public ::testing::TestWithParam<std::uint32_t> {};

// Channels die at a random cycle and come back during the soft reset, or some come back and some
// never do and only a full reset helps.
// Verifies: reset.soft, axi.reads, axi.writes
TEST_P(LateAnswers, DoNotReachTheNextRun) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Random random(GetParam());
  const std::vector<Subject> all = subjects(3);
  const Subject& subject = all[random.below(static_cast<std::uint32_t>(all.size()))];
  const Outcome first = first_run(subject);
  const auto length = static_cast<std::uint32_t>(first.report.cycle_report->cycles);
  const bool exactly = random.percent(50);
  Board board(subject, exactly ? std::nullopt : std::optional(GetParam()));
  for (unsigned round = 0; round < 5; ++round) {
    subject.write_to(board.system->memory());
    board.start(subject);
    board.cycles(random.below(length));
    for (const Channel& channel : kChannels) {
      if (random.percent(40)) board.faults->left.*channel.left = random.below(4);
    }
    board.cycles(random.below(1000));
    board.set(csr::kControl, kSoftReset);
    board.cycles(random.below(2000));
    const AxiMemory& axi = board.system->axi();
    if (axi.reads_outstanding() + axi.writes_outstanding() != 0) {
      EXPECT_EQ(board.get(csr::kControl), csr::kControlResetting) << "with answers to come";
    }
    board.faults->left = {};
    const Result<bool> reset = soft_reset(*board.system);
    ASSERT_TRUE(reset) << reset.error().message;
    ASSERT_TRUE(reset.value());
    EXPECT_EQ(axi.reads_outstanding(), 0u);
    EXPECT_EQ(axi.writes_outstanding(), 0u);
    EXPECT_EQ(subject.disturbance(board.system->memory()), "");
    board.set(csr::kIrqStatus, 1);
    ASSERT_EQ(clean_run_difference(board, subject, first, exactly), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, LateAnswers,
                         ::testing::Range(number_from_environment("VTA_FIRST_SEED", 1),
                                          number_from_environment("VTA_FIRST_SEED", 1) +
                                              number_from_environment("VTA_SEEDS", 20)));

}  // namespace
}  // namespace vta::faults
