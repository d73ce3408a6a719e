// SPDX-License-Identifier: Apache-2.0
//
// Random convolutions under random schedules: each is refused with a sentence, or computes what the
// definition says in whatever order the stages run, with the work that layer and schedule imply.
//
// Every test takes the seeds from the number in its name up; VTA_FIRST_SEED and VTA_SEEDS in the
// environment choose others.

#include <gtest/gtest.h>

#include <string>

#include "compiler/tune/conv2d_tuner.h"
#include "sim/functional/functional_device.h"
#include "tests/compiler/property/property.h"
#include "tests/compiler/property/races.h"
#include "tests/compiler/property/random_conv2d.h"
#include "tests/compiler/property/token_graph.h"
#include "tests/compiler/topi/interleave.h"
#include "tools/conv2d_job.h"

namespace vta {
namespace {

void expect_statistics(const Statistics& actual, Statistics expected) {
  expected.uop_load_nbytes = actual.uop_load_nbytes;
  for (const StatisticsKey& key : statistics_keys()) {
    EXPECT_EQ(actual.*key.field, expected.*key.field) << key.name;
  }
}

void expect_exact(const Conv2dJob& job, std::uint32_t seed) {
  const Result<Conv2dRun> run = run_conv2d_job(job, *make_functional(job.config));
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run.value().report.outcome, RunOutcome::kFinished) << run.value().report.detail;
  const Comparison comparison = compare_with_reference(job, run.value());
  EXPECT_TRUE(comparison.matches) << comparison.text;
  EXPECT_TRUE(tune::fits(job.config, tune::cost_of(job.config, job.layer, job.schedule)));
  expect_statistics(run.value().report.statistics,
                    test::expected_statistics(job.config, job.layer, job.schedule));
  const std::vector<Insn>& insns = job.compiled.finished.insns;
  const Status tokens =
      test::check_never_stuck(insns, seed, job.schedule.overlap ? test::kTokensOfOverlap : 1);
  ASSERT_TRUE(tokens) << tokens.error().message;
  const Status race = test::check_no_race(job.config, job.compiled.finished);
  EXPECT_TRUE(race) << race.error().message;
  for (const test::Order order : test::kOrders) {
    const auto result = test::run_interleaved(job.program, insns, order, seed);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_TRUE(result.value() == job.program.runs[0].expect[0].bytes)
        << "order " << static_cast<int>(order);
  }
}

// What is legal is refused for no other reason than that it does not fit, or that threads outside
// of all tiles cannot share an odd number of them.
void expect_reason(const Config& config, const topi::Conv2dLayer& layer,
                   const topi::Conv2dSchedule& schedule, const std::string& message) {
  test::expect_sentence(message);
  if (!check_layer(config, layer) || !check_schedule(config, schedule)) return;
  const bool fits = tune::fits(config, tune::cost_of(config, layer, schedule));
  const bool odd = message.find("the split has to divide its axis") != std::string::npos;
  EXPECT_TRUE(!fits || odd) << message;
}

class RandomConv2d : public testing::TestWithParam<std::uint32_t> {};

TEST_P(RandomConv2d, IsRefusedOrExact) {
  std::uint32_t refused = 0;
  for (const std::uint32_t seed : test::seeds_from(GetParam())) {
    fuzz::Dice dice(seed);
    const Config config = test::random_config(dice);
    const topi::Conv2dLayer layer = test::random_layer(config, dice);
    const topi::Conv2dSchedule schedule = test::random_schedule(config, dice);
    SCOPED_TRACE("seed " + std::to_string(seed) + ", " + config.name() + ", " +
                 test::to_text(layer) + ", " + test::to_text(schedule));
    const Result<Conv2dJob> job = make_conv2d_job(config, "random", layer, schedule, seed);
    if (job) {
      expect_exact(job.value(), seed);
    } else {
      ++refused;
      expect_reason(config, layer, schedule, job.error().message);
    }
    if (HasFailure()) return;
  }
  test::expect_few(refused);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomConv2d, testing::ValuesIn(test::first_seeds(200)),
                         test::seed_name);

}  // namespace
}  // namespace vta
