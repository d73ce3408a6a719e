// SPDX-License-Identifier: Apache-2.0
//
// The cycle model beside the RTL on random programs, in one geometry, at several memory latencies:
// within 3 % on every one of them, which is what it promises, and within a few cycles, which is
// what it does (docs/cycle-model.md), so that no change of the RTL or the model goes unnoticed.
//
// VTA_FIRST_SEED and VTA_SEEDS in the environment choose other random programs.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>

#include "driver/replay/run_program.h"
#include "hw/isa/features.h"
#include "sim/fuzz/profiles.h"
#include "sim/rtl/rtl_device.h"
#include "sim/timing/estimate.h"
#include "tests/regress/seeds.h"

#include VTA_RTL_HEADER

namespace vta {
namespace {

using fuzz::Profile;

constexpr double kBound = 0.03;
constexpr double kFewCycles = 8;
constexpr std::uint64_t kMaxCycles = 20'000'000;
constexpr std::uint32_t kLatencies[] = {10, 40, 100};
constexpr Profile kProfiles[] = {Profile::kLegal, Profile::kCorner, Profile::kMultiRun};

Config geometry() {
  Result<Config> config = Config::from_file(VTA_GEOMETRY);
  VTA_CHECK(config.ok());
  return config.value();
}

// Runs of the program until one does not finish, on both; they must agree on that, too.
void compare(const Program& program, const RtlOptions& rtl, const timing::Options& model) {
  const Result<std::unique_ptr<Device>> device = VTA_RTL_FACTORY(program.config, rtl);
  ASSERT_TRUE(device) << device.error().message;
  const Result<ReplayResult> ran = run_program(*device.value(), program);
  ASSERT_TRUE(ran) << ran.error().message;
  const Result<timing::Estimate> estimate = timing::estimate(program, model);
  ASSERT_TRUE(estimate) << estimate.error().message;
  const std::vector<timing::RunEstimate>& runs = estimate.value().runs;
  ASSERT_LE(runs.size(), ran.value().runs.size());
  for (std::size_t r = 0; r < runs.size(); ++r) {
    SCOPED_TRACE("run " + std::to_string(r));
    const RunReport& report = ran.value().runs[r].report;
    ASSERT_EQ(runs[r].outcome, report.outcome) << estimate.value().failure();
    if (report.outcome != RunOutcome::kFinished) return;
    ASSERT_TRUE(report.cycle_report.has_value());
    const auto cycles = static_cast<double>(report.cycle_report->cycles);
    const double error = std::abs(static_cast<double>(runs[r].cycles) - cycles);
    EXPECT_LE(error, kBound * cycles) << "rtl " << cycles << ", model " << runs[r].cycles;
    EXPECT_LE(error, kFewCycles) << "rtl " << cycles << ", model " << runs[r].cycles;
    EXPECT_EQ(runs[r].breakdown.total(), runs[r].cycles);
  }
}

// A block of seeds is one test.
constexpr std::uint32_t kSeedsPerTest = 10;

class CycleModel : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(CycleModel, TakesTheCyclesOfTheRtl) {
  const Config config = geometry();
  const fuzz::Profiles profiles = fuzz::Profiles::of(config).value();
  for (std::uint32_t seed = GetParam(); seed < GetParam() + kSeedsPerTest; ++seed) {
    for (const Profile profile : kProfiles) {
      const Program program = profiles.make(profile, seed).program;
      const std::uint32_t latency = kLatencies[seed % 3];
      SCOPED_TRACE(std::string(to_string(profile)) + " program of seed " + std::to_string(seed) +
                   ", latency " + std::to_string(latency));
      RtlOptions rtl;
      rtl.max_cycles = kMaxCycles;
      rtl.read_latency = latency;
      timing::Options model;
      model.read_latency = latency;
      compare(program, rtl, model);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, CycleModel,
                         ::testing::ValuesIn(test::seeds_by(kSeedsPerTest, VTA_PROGRAMS)));

// In the geometry 1x32x32: a request had room when a beat in the middle of a burst was taken, and
// the model knew that at the end of the burst only.
TEST(CycleModelThatDiffered, TakesTheCyclesOfTheRtl) {
  const Config config = geometry();
  const fuzz::Profiles profiles = fuzz::Profiles::of(config).value();
  RtlOptions rtl;
  rtl.max_cycles = kMaxCycles;
  rtl.read_latency = 10;
  timing::Options model;
  model.read_latency = 10;
  compare(profiles.make(Profile::kCorner, 5262).program, rtl, model);
}

TEST(CycleModelOptions, MeanTheSameOnTheRtl) {
  const Config config = geometry();
  const fuzz::Profiles profiles = fuzz::Profiles::of(config).value();
  for (std::uint32_t seed = 1; seed <= kAllFeatures + 1; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RtlOptions rtl;
    rtl.max_cycles = kMaxCycles;
    rtl.read_latency = 1 + seed * 7;
    rtl.write_latency = 1 + seed * 5;
    rtl.max_outstanding_reads = 1 + seed * 4 % 64;
    rtl.features = seed - 1;
    const timing::Options model{.read_latency = rtl.read_latency,
                                .write_latency = rtl.write_latency,
                                .max_outstanding_reads = rtl.max_outstanding_reads,
                                .features = rtl.features};
    compare(profiles.make(Profile::kLegal, seed).program, rtl, model);
  }
}

}  // namespace
}  // namespace vta
