// SPDX-License-Identifier: Apache-2.0
//
// Whole programs on the platform, in both flavours: results of the golden model, cycles of the RTL.
//
// VTA_FIRST_SEED and VTA_SEEDS in the environment choose other random programs.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "compiler/topi/layers.h"
#include "driver/replay/run_program.h"
#include "sim/fuzz/judge.h"
#include "sim/golden/golden_device.h"
#include "sim/rtl/rtl_device.h"
#include "tests/regress/seeds.h"
#include "tests/sim/systemc/platform.h"
#include "tools/conv2d_job.h"

namespace vta::test {
namespace {

using fuzz::Profile;

// The cycles of each run that finished.
std::vector<std::uint64_t> cycles_on(Device& device, const Program& program) {
  const Result<ReplayResult> result = run_program(device, program);
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  std::vector<std::uint64_t> cycles;
  if (!result) return cycles;
  for (const ReplayRun& run : result.value().runs) {
    if (run.report.outcome != RunOutcome::kFinished) break;
    cycles.push_back(run.report.cycle_report->cycles);
  }
  return cycles;
}

std::vector<std::uint64_t> cycles_on_rtl(const Program& program, const RtlOptions& options) {
  const Result<std::unique_ptr<Device>> rtl = make_rtl(program.config, options);
  EXPECT_TRUE(rtl) << (rtl ? "" : rtl.error().message);
  return rtl ? cycles_on(*rtl.value(), program) : std::vector<std::uint64_t>{};
}

TEST(Seed, GivesTheSameBytesAndCyclesInBothFlavoursAndOnTheModels) {
  constexpr std::uint64_t kSeedCycles = 462'452;  // as in tests/regress/rtl/seed_conv2d_test.cpp
  const Conv2dJob job =
      make_conv2d_job(Config::pynq(), "seed", topi::find_layer("seed").value(), {}, 1).value();
  EXPECT_EQ(cycles_on_rtl(job.program, {}), std::vector{kSeedCycles});
  const Result<Conv2dRun> golden = run_conv2d_job(job, *make_golden(job.config));
  ASSERT_TRUE(golden) << golden.error().message;
  for (const Flavour flavour : {Flavour::kLooselyTimed, Flavour::kCycleAccurate}) {
    SCOPED_TRACE(name_of(flavour));
    simulate(options_of(flavour), [&](Platform& p) {
      const Result<Conv2dRun> run = run_conv2d_job(job, p.device);
      ASSERT_TRUE(run) << run.error().message;
      EXPECT_EQ(run.value().report.outcome, RunOutcome::kFinished) << run.value().report.detail;
      const Comparison reference = compare_with_reference(job, run.value());
      EXPECT_TRUE(reference.matches) << reference.text;
      const Comparison same = compare_with_golden(job, run.value(), golden.value());
      EXPECT_TRUE(same.matches) << same.text;
      EXPECT_EQ(run.value().report.cycle_report->cycles, kSeedCycles);
    });
  }
}

class Programs : public ::testing::TestWithParam<Flavour> {};

TEST_P(Programs, OfAllKindsEndAsOnTheGoldenModel) {
  const fuzz::Profiles profiles = fuzz::Profiles::of(Config::pynq()).value();
  for (const bool direct : {true, false}) {
    PlatformOptions options = options_of(GetParam());
    options.memory.direct = direct;
    simulate(options, [&](Platform& p) {
      for (const std::uint32_t seed : seeds(6)) {
        for (const Profile profile : fuzz::kProfiles) {
          const auto judgement =
              fuzz::judge(profiles.make(profile, seed), [&] { return p.new_device(); });
          EXPECT_EQ(judgement.what, "") << to_string(profile) << " program of seed " << seed;
        }
      }
    });
  }
}

// Cycle accurate, exactly the cycles of the rtl target with the same memory, whether that is direct
// or not; loosely timed, those of the cycle model, which docs/cycle-model.md promises to be close.
TEST_P(Programs, TakeTheCyclesOfTheRtl) {
  constexpr std::array kLatencies = {1u, 40u, 100u};
  const fuzz::Profiles profiles = fuzz::Profiles::of(Config::pynq()).value();
  for (const std::uint32_t latency : kLatencies) {
    PlatformOptions options = options_of(GetParam());
    options.vta.read_latency = latency;
    options.vta.write_latency = 1 + latency / 3;
    options.vta.max_outstanding_reads = 1 + latency % 16;
    options.memory.direct = latency == 40;
    RtlOptions rtl;
    rtl.read_latency = options.vta.read_latency;
    rtl.write_latency = options.vta.write_latency;
    rtl.max_outstanding_reads = options.vta.max_outstanding_reads;
    simulate(options, [&](Platform& p) {
      for (const std::uint32_t seed : seeds(4)) {
        for (const Profile profile : {Profile::kLegal, Profile::kCorner, Profile::kMultiRun}) {
          SCOPED_TRACE(std::string(to_string(profile)) + " program of seed " +
                       std::to_string(seed) + ", latency " + std::to_string(latency));
          const Program program = profiles.make(profile, seed).program;
          const std::vector<std::uint64_t> expected = cycles_on_rtl(program, rtl);
          const std::vector<std::uint64_t> actual = cycles_on(*p.new_device().value(), program);
          if (GetParam() == Flavour::kCycleAccurate) {
            EXPECT_EQ(actual, expected);
            continue;
          }
          ASSERT_EQ(actual.size(), expected.size());
          for (std::size_t r = 0; r < actual.size(); ++r) {
            const auto cycles = static_cast<double>(expected[r]);
            EXPECT_LE(std::abs(static_cast<double>(actual[r]) - cycles), 0.03 * cycles);
          }
        }
      }
    });
  }
}

INSTANTIATE_TEST_SUITE_P(Flavours, Programs,
                         ::testing::Values(Flavour::kLooselyTimed, Flavour::kCycleAccurate),
                         [](const auto& flavour) { return name_of(flavour.param); });

}  // namespace
}  // namespace vta::test
