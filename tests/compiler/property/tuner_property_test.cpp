// SPDX-License-Identifier: Apache-2.0
//
// What the tuner says of a schedule is what the compiled program uses.
//
// Every test takes the seeds from the number in its name up; VTA_FIRST_SEED and VTA_SEEDS in the
// environment choose others.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "compiler/topi/layers.h"
#include "compiler/tune/conv2d_tuner.h"
#include "tests/compiler/property/property.h"
#include "tests/compiler/property/random_conv2d.h"
#include "tests/compiler/property/usage.h"

namespace vta {
namespace {

using topi::Conv2dLayer;

constexpr std::uint32_t kLayersPerTest = 25;

test::Usage usage(const Config& config, const Conv2dLayer& layer,
                  const topi::Conv2dSchedule& schedule) {
  const Result<topi::Operator> op = topi::conv2d(config, layer, schedule);
  EXPECT_TRUE(op) << op.error().message;
  if (!op) return {};
  const Result<topi::Compiled> compiled = topi::compile(config, op.value());
  EXPECT_TRUE(compiled) << compiled.error().message;
  return compiled ? test::usage_of(config, compiled.value().finished) : test::Usage{};
}

void expect_honest(const Config& config, const Conv2dLayer& layer,
                   const tune::Candidate& candidate) {
  // Further buffers of overlap are what is left; DRAM and micro-kernels have to be those of both.
  topi::Conv2dSchedule plain = candidate.schedule;
  plain.overlap = false;
  const test::Usage used = usage(config, layer, plain);
  const tune::Cost& cost = candidate.cost;
  const test::Usage overlapped = usage(config, layer, candidate.schedule);
  EXPECT_EQ(overlapped.uop, cost.uop);
  EXPECT_EQ(overlapped.dram_bytes, cost.dram_bytes);
  EXPECT_EQ(used.inp, cost.inp);
  EXPECT_EQ(used.wgt, cost.wgt);
  EXPECT_EQ(used.acc, cost.acc);
  EXPECT_EQ(used.uop, cost.uop);
  EXPECT_EQ(used.dram_bytes, cost.dram_bytes);
}

class Tuner : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Tuner, CostsAreThoseOfTheProgram) {
  for (const std::uint32_t seed : test::seeds_from(GetParam(), kLayersPerTest)) {
    fuzz::Dice dice(seed);
    const Config config = test::random_config(dice);
    const Conv2dLayer layer = test::random_layer(config, dice);
    tune::ScheduleRequest request;
    request.coalesce = dice.percent(50);
    request.overlap = dice.percent(50);
    if (dice.percent(30)) request.stationary = static_cast<topi::Stationary>(dice.pick(0, 2));
    if (dice.percent(30)) request.thread_axis = static_cast<topi::ThreadAxis>(dice.pick(0, 1));
    if (dice.percent(20)) request.tile_h = dice.pick(1, 9);
    if (dice.percent(20)) request.tile_oc = config.block() * dice.pick(1, 3);
    SCOPED_TRACE("seed " + std::to_string(seed) + ", " + config.name() + ", " +
                 test::to_text(layer));
    const auto best = tune::rank_schedules(config, layer, request, 10);
    if (!best) {
      test::expect_sentence(best.error().message);
      continue;
    }
    EXPECT_FALSE(best.value().empty());
    for (const tune::Candidate& candidate : best.value()) {
      SCOPED_TRACE(test::to_text(candidate.schedule));
      expect_honest(config, layer, candidate);
      if (HasFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Tuner, testing::ValuesIn(test::first_seeds(100, kLayersPerTest)),
                         test::seed_name);

TEST(ChooseSchedule, TellsHowLongItTakes) {
  for (const topi::NamedLayer& named : topi::named_layers()) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_TRUE(tune::choose_schedule(Config::pynq(), named.layer));
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    std::printf("%-5s %6.1f ms\n", std::string(named.name).c_str(), took.count());
  }
}

}  // namespace
}  // namespace vta
