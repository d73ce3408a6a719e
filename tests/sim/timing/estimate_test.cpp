// SPDX-License-Identifier: Apache-2.0
//
// Whole programs in the cycle model: what it says of those that end, and of those that do not.

#include "sim/timing/estimate.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "driver/program/command_stream.h"
#include "sim/fuzz/profiles.h"

namespace vta::timing {
namespace {

using fuzz::Profile;
using fuzz::Profiles;

Program program_of(Profile profile, std::uint32_t seed) {
  return Profiles::of(Config::pynq()).value().make(profile, seed).program;
}

TEST(Estimate, HasACauseForEveryCycle) {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    const Result<Estimate> estimate = timing::estimate(program_of(Profile::kLegal, seed), {});
    ASSERT_TRUE(estimate) << estimate.error().message;
    ASSERT_TRUE(estimate.value().finished()) << estimate.value().failure();
    for (const RunEstimate& run : estimate.value().runs) {
      EXPECT_EQ(run.breakdown.total(), run.cycles) << "seed " << seed;
      EXPECT_LE(run.breakdown.load_token_bus_busy, run.breakdown.of(Cause::kLoadToken));
    }
  }
}

TEST(Estimate, GrowsWithTheLatencyOfMemory) {
  const Program program = program_of(Profile::kLegal, 3);
  std::uint64_t previous = 0;
  for (const std::uint32_t latency : {1u, 10u, 100u, 1000u, 10'000u}) {
    Options options;
    options.read_latency = latency;
    const std::uint64_t cycles = timing::estimate(program, options).value().cycles();
    EXPECT_GT(cycles, previous + latency / 2);
    previous = cycles;
  }
}

TEST(Estimate, IsTheSameTwice) {
  const Program program = program_of(Profile::kCorner, 7);
  EXPECT_EQ(timing::estimate(program, {}).value().cycles(),
            timing::estimate(program, {}).value().cycles());
}

TEST(Estimate, SeesEveryRetirementOfCompute) {
  const Program program = program_of(Profile::kLegal, 5);
  std::uint64_t seen = 0;
  Options options;
  options.watch = [&seen](std::size_t, std::uint32_t, Cycle) { ++seen; };
  ASSERT_TRUE(timing::estimate(program, options).value().finished());
  EXPECT_GT(seen, 10u);
  EXPECT_LE(seen, program.runs[0].insn_count);
}

TEST(Estimate, FinishesNoProgramThatDeadlocksOrIsIllegal) {
  for (const Profile profile : {Profile::kDeadlock, Profile::kIllegal}) {
    const Profiles profiles = Profiles::of(Config::pynq()).value();
    for (std::uint32_t seed = 1; seed <= 60; ++seed) {
      const fuzz::Case sample = profiles.make(profile, seed);
      const Result<Estimate> estimate = timing::estimate(sample.program, {});
      ASSERT_TRUE(estimate) << estimate.error().message;
      const std::vector<RunEstimate>& runs = estimate.value().runs;
      for (std::size_t r = 0; r < runs.size(); ++r) {
        const bool ends = sample.predictions[r].code == ErrorCode::kNone;
        // What memory lacks, and tokens beyond their counters, it does not see.
        const bool blind = sample.predictions[r].code == ErrorCode::kAxiError ||
                           sample.predictions[r].code == ErrorCode::kTokenOverflow;
        if (blind) continue;
        EXPECT_EQ(runs[r].outcome == RunOutcome::kFinished, ends)
            << to_string(profile) << " seed " << seed << " run " << r << " "
            << estimate.value().failure();
      }
    }
  }
}

TEST(Estimate, EndsAtItsBound) {
  Options options;
  options.max_cycles = 100;
  const Result<Estimate> estimate = timing::estimate(program_of(Profile::kLegal, 1), options);
  ASSERT_TRUE(estimate);
  EXPECT_FALSE(estimate.value().finished());
  EXPECT_EQ(estimate.value().failure(), "run 0: it reaches the bound on cycles");
}

TEST(Estimate, RefusesOptionsOutOfRange) {
  const Program program = program_of(Profile::kLegal, 1);
  Options options;
  options.read_latency = 0;
  EXPECT_EQ(timing::estimate(program, options).error().message,
            "the memory's read latency is 0; it must be 1 to 1000000");
  options = {};
  options.max_outstanding_reads = 65;
  EXPECT_EQ(timing::estimate(program, options).error().message,
            "the memory's number of outstanding reads is 65; it must be 1 to 64");
}

}  // namespace
}  // namespace vta::timing
