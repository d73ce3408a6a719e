// SPDX-License-Identifier: Apache-2.0
//
// Random legal programs, and illegal and deadlocking ones: golden, functional and rtl leave the
// same memory, statistics, error code and instruction index, under random AXI timing. The RTL is
// compared with golden in every cycle, too.
//
// VTA_FIRST_SEED and VTA_SEEDS in the environment choose other random programs.

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "sim/functional/functional_device.h"
#include "sim/golden/golden_device.h"
#include "sim/lockstep/lockstep_device.h"
#include "tests/regress/compare.h"
#include "tests/regress/illegal_programs.h"
#include "tests/regress/random_program.h"

#include VTA_RTL_HEADER

namespace vta {
namespace {

// No program of these tests needs nearly as many.
constexpr std::uint64_t kMaxCycles = 3'000'000;

std::uint32_t number_from_environment(const char* name, std::uint32_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10));
}

std::vector<std::uint32_t> seeds() {
  const std::uint32_t first = number_from_environment("VTA_FIRST_SEED", 1);
  std::vector<std::uint32_t> all(number_from_environment("VTA_SEEDS", VTA_PROGRAMS));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = first + static_cast<std::uint32_t>(i);
  return all;
}

Config geometry() {
  Result<Config> config = Config::from_file(VTA_GEOMETRY);
  VTA_CHECK(config.ok());
  return config.value();
}

// A new RTL device in lock-step with golden: a run that differs in between fails. Every fourth
// timing is the default one, the others are random.
std::unique_ptr<Device> new_rtl(const Config& config, std::uint32_t timing) {
  RtlOptions options;
  if (timing % 4 != 0) options.random_seed = timing;
  options.max_cycles = kMaxCycles;
  Result<std::unique_ptr<LockstepDevice>> device = make_lockstep(config, options, VTA_RTL_FACTORY);
  VTA_CHECK(device.ok());
  return std::move(device).value();
}

class RandomPrograms : public ::testing::TestWithParam<std::uint32_t> {};

// Verifies: models.agree
TEST_P(RandomPrograms, LeaveTheSameOnEveryTarget) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  const Config config = geometry();
  const Program program = random_legal_program(config, GetParam());
  const ProgramOutcome golden = run_on(*make_golden(config), program);
  ASSERT_EQ(golden.report.outcome, RunOutcome::kFinished) << golden.report.detail;
  EXPECT_EQ(difference(program, golden, run_on(*make_functional(config), program)), "");
  EXPECT_EQ(difference(program, golden, run_on(*new_rtl(config, GetParam()), program)), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomPrograms, ::testing::ValuesIn(seeds()));

class IllegalPrograms : public ::testing::TestWithParam<IllegalProgram> {};

// Verifies: models.agree
TEST_P(IllegalPrograms, EndWithTheSameErrorOnEveryTarget) {
  const Config config = geometry();
  const IllegalProgram& sample = GetParam();
  const ProgramOutcome golden = run_on(*make_golden(config), sample.program);
  ASSERT_EQ(golden.report.outcome, RunOutcome::kError);
  EXPECT_EQ(to_string(golden.report.error), to_string(sample.code));
  EXPECT_EQ(golden.report.error_insn, sample.index);
  EXPECT_EQ(difference(sample.program, golden, run_on(*make_functional(config), sample.program),
                       sample.unspecified),
            "");
  for (const std::uint32_t timing : {0u, 1u, 2u, 3u}) {
    SCOPED_TRACE("timing " + std::to_string(timing));
    EXPECT_EQ(difference(sample.program, golden, run_on(*new_rtl(config, timing), sample.program),
                         sample.unspecified),
              "");
  }
}

INSTANTIATE_TEST_SUITE_P(Table, IllegalPrograms, ::testing::ValuesIn(illegal_programs(geometry())),
                         [](const auto& test) { return test.param.name; });

// A run of nothing behind each of them ends at once and for its own reason: queues, tokens and the
// error of the program are gone.
// Verifies: reset.soft
TEST(IllegalPrograms, LeaveTheDeviceUsable) {
  const Config config = geometry();
  std::uint32_t timing = 0;
  for (const IllegalProgram& sample : illegal_programs(config)) {
    SCOPED_TRACE(sample.name);
    const std::unique_ptr<Device> device = new_rtl(config, timing++);
    ASSERT_EQ(run_on(*device, sample.program).report.outcome, RunOutcome::kError);
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
