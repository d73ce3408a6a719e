// SPDX-License-Identifier: Apache-2.0
//
// Random programs of every profile, and the table of illegal and deadlocking ones: golden and rtl
// leave the same memory, statistics, error code and instruction index, under random AXI timing.
// What the RTL does in between is compared in lock-step, but for a netlist, which cannot be
// watched.
//
// VTA_FIRST_SEED and VTA_SEEDS in the environment choose other random programs.

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/fuzz/judge.h"
#include "sim/fuzz/timing.h"
#include "sim/lockstep/lockstep_device.h"
#include "tests/regress/seeds.h"

#include VTA_RTL_HEADER

namespace vta {
namespace {

using fuzz::Judgement;

// No program of these tests needs nearly as many.
constexpr std::uint64_t kMaxCycles = 20'000'000;

Config geometry() {
  Result<Config> config = Config::from_file(VTA_GEOMETRY);
  VTA_CHECK(config.ok());
  return config.value();
}

// The default timing, or any.
Result<std::unique_ptr<Device>> new_rtl(const Config& config, std::optional<std::uint32_t> seed) {
  RtlOptions options;
  options.max_cycles = kMaxCycles;
  if (seed) {
    const fuzz::Timing timing = fuzz::timing_of(*seed);
    options.read_latency = timing.read_latency;
    options.write_latency = timing.write_latency;
    options.max_outstanding_reads = timing.max_outstanding_reads;
    options.random_seed = *seed;
  }
  if (!VTA_RTL_MODEL()->watch(nullptr)) return VTA_RTL_FACTORY(config, options);
  Result<std::unique_ptr<LockstepDevice>> device = make_lockstep(config, options, VTA_RTL_FACTORY);
  if (!device) return device.error();
  return std::unique_ptr<Device>(std::move(device).value());
}

// A block of seeds is one test.
constexpr std::uint32_t kSeedsPerTest = 20;

class RandomPrograms : public ::testing::TestWithParam<std::uint32_t> {};

// Seed s is a program of profile s modulo their number.
// Verifies: models.agree, persist, address.base, reset.soft, tokens.capacity, fetch.queue
TEST_P(RandomPrograms, LeaveTheSameOnTheRtl) {
  const Config config = geometry();
  const fuzz::Profiles profiles = fuzz::Profiles::of(config).value();
  for (std::uint32_t seed = GetParam(); seed < GetParam() + kSeedsPerTest; ++seed) {
    const fuzz::Profile profile = fuzz::kProfiles[seed % fuzz::kProfiles.size()];
    const Judgement judgement =
        fuzz::judge(profiles.make(profile, seed), [&] { return new_rtl(config, seed); });
    ASSERT_EQ(judgement.kind, Judgement::Kind::kAgrees)
        << to_string(profile) << " program of seed " << seed << ": " << judgement.what;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomPrograms,
                         ::testing::ValuesIn(test::seeds_by(kSeedsPerTest, VTA_PROGRAMS)));

// A token that an ALU operation gave ahead of an older GEMM let load and store touch what that GEMM
// was still at.
// Verifies: models.agree, tokens.push
TEST(RandomProgramsThatDiffered, Agree) {
  const Config config = geometry();
  const fuzz::Profiles profiles = fuzz::Profiles::of(config).value();
  for (const std::uint32_t seed : {100069u, 100151u, 100216u, 100286u, 100341u, 102383u}) {
    const fuzz::Profile profile = fuzz::kProfiles[seed % fuzz::kProfiles.size()];
    const Judgement judgement =
        fuzz::judge(profiles.make(profile, seed), [&] { return new_rtl(config, seed); });
    EXPECT_EQ(judgement.kind, Judgement::Kind::kAgrees)
        << to_string(profile) << " program of seed " << seed << ": " << judgement.what;
  }
}

class IllegalPrograms : public ::testing::TestWithParam<fuzz::IllegalProgram> {};

// Verifies: models.agree, error.order, error.lowest, error.stage
TEST_P(IllegalPrograms, EndWithTheSameErrorOnTheRtl) {
  const Config config = geometry();
  for (const std::uint32_t timing : {0u, 1u, 2u, 3u}) {
    const Judgement judgement = fuzz::judge(fuzz::case_of(GetParam()), [&] {
      return new_rtl(config, timing == 0 ? std::nullopt : std::optional(timing));
    });
    EXPECT_EQ(judgement.what, "") << "timing " << timing;
  }
}

INSTANTIATE_TEST_SUITE_P(Table, IllegalPrograms,
                         ::testing::ValuesIn(fuzz::illegal_programs(geometry())),
                         [](const auto& test) { return test.param.name; });

// A run of nothing behind each of them ends at once and for its own reason: queues, tokens and the
// error of the program are gone.
// Verifies: reset.soft
TEST(IllegalPrograms, LeaveTheDeviceUsable) {
  const Config config = geometry();
  std::uint32_t timing = 0;
  for (const fuzz::IllegalProgram& sample : fuzz::illegal_programs(config)) {
    SCOPED_TRACE(sample.name);
    const std::unique_ptr<Device> device = new_rtl(config, timing++).value();
    const fuzz::ProgramOutcome outcome = fuzz::run_on(*device, sample.program).value();
    ASSERT_EQ(outcome.front().report.outcome, RunOutcome::kError);
    RunRequest nothing;
    nothing.insn_address = sample.program.runs[0].insn_address;
    const Result<RunReport> report = device->run(nothing);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report.value().error, ErrorCode::kMissingFinish) << report.value().detail;
    EXPECT_EQ(report.value().error_insn, 0u);
  }
}

}  // namespace
}  // namespace vta
