// SPDX-License-Identifier: Apache-2.0
//
// Everything that targets must agree on is compared, in both directions.

#include "sim/fuzz/outcome.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "driver/replay/run_program.h"
#include "sim/functional/functional_device.h"
#include "sim/fuzz/judge.h"

namespace vta::fuzz {
namespace {

class Difference : public testing::Test {
 protected:
  Difference() {
    program.regions = {{0x1000, 4}, {0x2000, 2}};
    program.runs.resize(2);
    expected.resize(2);
    for (RunRecord& run : expected) run.memory.resize(6);
    expected[1].report.outcome = RunOutcome::kError;
    expected[1].report.error = ErrorCode::kDeadlock;
    expected[1].report.error_insn = 3;
    actual = expected;
  }

  [[nodiscard]] std::string text() const { return difference(program, expected, actual); }

  Program program;
  ProgramOutcome expected, actual;
};

TEST_F(Difference, IsEmptyWhenAllIsEqual) { EXPECT_EQ(text(), ""); }

TEST_F(Difference, NamesEveryStatisticOfEveryRun) {
  for (std::size_t run : {0u, 1u}) {
    for (const StatisticsKey& key : statistics_keys()) {
      actual[run].report.statistics.*key.field = 2;
      EXPECT_EQ(text(),
                "run " + std::to_string(run) + ": " + std::string(key.name) + " is 2, expected 0");
      expected[run].report.statistics.*key.field = 3;
      EXPECT_EQ(text(),
                "run " + std::to_string(run) + ": " + std::string(key.name) + " is 2, expected 3");
      actual = expected;
    }
  }
}

TEST_F(Difference, NamesHowARunEnds) {
  actual[1].report.error_insn = 4;
  EXPECT_NE(text().find("run 1: it ended with deadlock (8) at instruction 4"), std::string::npos);
  actual[1].report.error_insn = 3;
  actual[1].report.error = ErrorCode::kAxiError;
  EXPECT_NE(text().find("run 1: it ended with axi_error (7)"), std::string::npos);
  actual = expected;
  actual[0].report.outcome = RunOutcome::kTimeout;
  EXPECT_NE(text().find("run 0: it ended with timeout"), std::string::npos);
}

TEST_F(Difference, NamesEveryByteButUnspecifiedOnes) {
  const std::vector<std::uint64_t> addresses = {0x1000, 0x1001, 0x1002, 0x1003, 0x2000, 0x2001};
  for (std::size_t run : {0u, 1u}) {
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      actual[run].memory[i] = std::byte{7};
      EXPECT_EQ(text(), "run " + std::to_string(run) + ": the byte at address " +
                            std::to_string(addresses[i]) + " is 7, expected 0");
      const std::vector<ProgramRegion> unspecified = {{addresses[i], 1}};
      EXPECT_EQ(difference(program, expected, actual, unspecified), "");
      actual = expected;
    }
  }
}

// What is written down as expected is what a replay asks for: all of it, but nothing unspecified.
TEST(WithExpectations, MatchesInAReplayAndLeavesOutWhatIsUnspecified) {
  const Profiles profiles = Profiles::of(Config::pynq()).value();
  for (const Profile profile : {Profile::kCorner, Profile::kDeadlock, Profile::kMultiRun}) {
    const Program plain = profiles.make(profile, 3).program;
    const ProgramRegion& region = plain.regions.front();
    const std::vector<ProgramRegion> unspecified = {{region.address + 5, 3}};
    const Program program = with_expectations(plain, golden_outcome(plain).value(), unspecified);
    std::uint64_t bytes = 0, all = 0;
    for (const ProgramBlob& blob : program.runs[0].expect) bytes += blob.bytes.size();
    for (const ProgramRegion& r : program.regions) all += r.size;
    EXPECT_EQ(bytes, all - 3);
    EXPECT_EQ(program.runs[0].stats.size(), statistics_keys().size());
    const Result<ReplayResult> replay = run_program(*make_functional(program.config), program);
    ASSERT_TRUE(replay.ok()) << replay.error().message;
    EXPECT_EQ(replay.value().complaints(), std::vector<std::string>());
  }
}

}  // namespace
}  // namespace vta::fuzz
