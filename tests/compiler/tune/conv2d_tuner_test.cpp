// SPDX-License-Identifier: Apache-2.0
//
// The choice of schedules: what it chooses fits, keeps what was given, and is not wasteful.

#include "compiler/tune/conv2d_tuner.h"

#include <gtest/gtest.h>

#include "compiler/topi/conv2d.h"
#include "compiler/topi/conv2d_tile.h"
#include "compiler/topi/layers.h"
#include "tests/compiler/topi/conv2d_cases.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

bool compiles(const Config& config, const topi::Conv2dLayer& layer,
              const topi::Conv2dSchedule& schedule) {
  const Result<topi::Operator> op = topi::conv2d(config, layer, schedule);
  return op && topi::compile(config, op.value());
}

TEST(ChooseSchedule, EveryNamedLayerGetsOneThatFits) {
  ASSERT_EQ(topi::named_layers().size(), 13u);
  for (const topi::NamedLayer& named : topi::named_layers()) {
    SCOPED_TRACE(named.name);
    const Result<topi::Conv2dSchedule> schedule =
        tune::choose_schedule(Config::pynq(), named.layer);
    ASSERT_TRUE(schedule) << schedule.error().message;
    EXPECT_TRUE(compiles(Config::pynq(), named.layer, schedule.value()));
    EXPECT_EQ(schedule.value().vthreads, 1);  // overlap does what a second one would
    EXPECT_TRUE(schedule.value().coalesce);
    EXPECT_TRUE(schedule.value().overlap);
  }
}

TEST(ChooseSchedule, WithoutOverlapEveryNamedLayerGetsTwoThreads) {
  for (const topi::NamedLayer& named : topi::named_layers()) {
    SCOPED_TRACE(named.name);
    const Result<topi::Conv2dSchedule> schedule =
        tune::choose_schedule(Config::pynq(), named.layer, {.overlap = false});
    ASSERT_TRUE(schedule) << schedule.error().message;
    EXPECT_TRUE(compiles(Config::pynq(), named.layer, schedule.value()));
    EXPECT_EQ(schedule.value().vthreads, 2);
    EXPECT_FALSE(schedule.value().overlap);
  }
}

TEST(ChooseSchedule, SmallLayersAndOtherGeometriesGetOneThatFits) {
  for (const test::Conv2dCase& c : test::small_conv2d_cases()) {
    SCOPED_TRACE(c.name);
    for (const Config& config : {Config::pynq(), test::config_1x8x8()}) {
      const Result<topi::Conv2dSchedule> schedule = tune::choose_schedule(config, c.layer);
      ASSERT_TRUE(schedule) << schedule.error().message;
      EXPECT_TRUE(compiles(config, c.layer, schedule.value()));
    }
  }
}

TEST(ChooseSchedule, GivenPartsAreKept) {
  const topi::Conv2dLayer layer = topi::find_layer("C2").value();
  tune::ScheduleRequest request;
  request.tile_oc = 16;
  request.tile_ic = 32;
  request.tile_h = 5;
  request.vthreads = 1;
  request.stationary = topi::Stationary::kWeights;
  request.coalesce = false;
  const Result<topi::Conv2dSchedule> schedule =
      tune::choose_schedule(Config::pynq(), layer, request);
  ASSERT_TRUE(schedule) << schedule.error().message;
  EXPECT_EQ(schedule.value().tile_oc, 16);
  EXPECT_EQ(schedule.value().tile_ic, 32);
  EXPECT_EQ(schedule.value().tile_h, 5);
  EXPECT_EQ(schedule.value().vthreads, 1);
  EXPECT_EQ(schedule.value().stationary, topi::Stationary::kWeights);
  EXPECT_FALSE(schedule.value().coalesce);
  EXPECT_GE(schedule.value().tile_w, 8);
}

TEST(ChooseSchedule, LayersThatCannotFitAreRefusedWithTheBuffer) {
  // 40 x 60 taps of one pixel are more than the 2048 elements of INP.
  const topi::Conv2dLayer layer{.height = 60,
                                .width = 60,
                                .in_channels = 16,
                                .out_channels = 16,
                                .kernel_h = 40,
                                .kernel_w = 60,
                                .pad_h = 0,
                                .pad_w = 0};
  const Result<topi::Conv2dSchedule> schedule = tune::choose_schedule(Config::pynq(), layer);
  ASSERT_FALSE(schedule);
  EXPECT_EQ(schedule.error().message,
            "the schedule does not fit the INP buffer: stage data_buf and what lies beside it, for "
            "1 thread, need 38400 bytes, available are 32768 bytes");
}

TEST(ChooseSchedule, GivenPartsThatDoNotFitAreRefused) {
  tune::ScheduleRequest request;
  request.tile_oc = 64;
  request.tile_h = 56;
  request.tile_w = 56;
  const Result<topi::Conv2dSchedule> schedule =
      tune::choose_schedule(Config::pynq(), topi::find_layer("C2").value(), request);
  ASSERT_FALSE(schedule);
  EXPECT_NE(schedule.error().message.find("does not fit the"), std::string::npos);
}

TEST(ChooseSchedule, IllegalLayersAndPartsAreRefused) {
  const Result<topi::Conv2dSchedule> layer = tune::choose_schedule(Config::pynq(), {.stride_h = 0});
  ASSERT_FALSE(layer);
  EXPECT_EQ(layer.error().message, "stride_h is 0; it must lie in 1..32767");
  tune::ScheduleRequest request;
  request.tile_oc = 24;
  const Result<topi::Conv2dSchedule> tile = tune::choose_schedule(Config::pynq(), {}, request);
  ASSERT_FALSE(tile);
  EXPECT_EQ(tile.error().message, "tile_oc is 24; it must be a multiple of BLOCK (16)");
}

// What operators choose by themselves is no substitute for tuning, but near.
TEST(DefaultSchedule, IsLittleSlowerThanTheBestByTheModelOfTheTuner) {
  const Config config = Config::pynq();
  double chosen = 0, best = 0;
  for (const topi::NamedLayer& named : topi::named_layers()) {
    SCOPED_TRACE(named.name);
    const auto ranked = tune::rank_schedules(config, named.layer, {}, 1);
    ASSERT_TRUE(ranked) << ranked.error().message;
    const tune::Cost cost =
        tune::cost_of(config, named.layer, topi::default_schedule(config, named.layer));
    const auto least = static_cast<double>(ranked.value().front().cost.cycles);
    const auto own = static_cast<double>(cost.cycles);
    EXPECT_TRUE(tune::fits(config, cost));
    EXPECT_LE(own, 1.4 * least);
    chosen += own;
    best += least;
  }
  EXPECT_LE(chosen, 1.1 * best);
}

// The predictor sees the best ones of the analytic model, and its word is the last.
TEST(RankSchedules, APredictorOrdersTheFirstCandidates) {
  const topi::Conv2dLayer layer = topi::find_layer("C11").value();
  const Config config = Config::pynq();
  const auto analytic = tune::rank_schedules(config, layer, {}, 4);
  ASSERT_TRUE(analytic);
  std::uint64_t asked = 0;
  tune::Refinement later_is_better;
  later_is_better.candidates = 4;
  later_is_better.predict = [&asked](const Program& program) -> Result<std::uint64_t> {
    EXPECT_TRUE(check_program(program));
    return 1000 - asked++;
  };
  const auto refined = tune::rank_schedules(config, layer, {}, 4, later_is_better);
  ASSERT_TRUE(refined);
  EXPECT_EQ(asked, 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(refined.value()[i].schedule, analytic.value()[3 - i].schedule);
    EXPECT_EQ(refined.value()[i].predicted, 997 + i);
    EXPECT_FALSE(analytic.value()[i].predicted);
  }
  EXPECT_EQ(tune::choose_schedule(config, layer, {}, later_is_better).value(),
            analytic.value()[3].schedule);
}

TEST(RankSchedules, CandidatesBehindTheComparedOnesKeepTheirPlace) {
  const topi::Conv2dLayer layer = topi::find_layer("C5").value();
  tune::Refinement two;
  two.candidates = 2;
  two.predict = [](const Program&) -> Result<std::uint64_t> { return 7; };
  const auto analytic = tune::rank_schedules(Config::pynq(), layer, {}, 4);
  const auto refined = tune::rank_schedules(Config::pynq(), layer, {}, 4, two);
  ASSERT_TRUE(analytic && refined);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(refined.value()[i].schedule, analytic.value()[i].schedule);
    EXPECT_EQ(refined.value()[i].predicted.has_value(), i < 2);
  }
}

TEST(RankSchedules, APredictorThatFailsIsHeard) {
  tune::Refinement fails;
  fails.predict = [](const Program&) -> Result<std::uint64_t> { return Error{"no idea"}; };
  const auto ranked =
      tune::rank_schedules(Config::pynq(), topi::find_layer("C5").value(), {}, 1, fails);
  ASSERT_FALSE(ranked);
  EXPECT_EQ(ranked.error().message, "no idea");
}

TEST(NamedLayers, UnknownNamesAreRefusedWithTheKnownOnes) {
  const Result<topi::Conv2dLayer> layer = topi::find_layer("C13");
  ASSERT_FALSE(layer);
  EXPECT_EQ(
      layer.error().message,
      "there is no layer named 'C13'; there are seed, C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, "
      "C11, C12");
}

TEST(NamedLayers, OutputsHaveTheSizesOfResNet18) {
  const std::pair<const char*, std::int64_t> sizes[] = {
      {"seed", 14}, {"C1", 112}, {"C2", 56}, {"C3", 56}, {"C4", 28}, {"C5", 28}, {"C6", 28},
      {"C7", 14},   {"C8", 14},  {"C9", 14}, {"C10", 7}, {"C11", 7}, {"C12", 7}};
  for (const auto& [name, size] : sizes) {
    const topi::Conv2dLayer layer = topi::find_layer(name).value();
    EXPECT_EQ(layer.out_height(), size) << name;
    EXPECT_EQ(layer.out_width(), size) << name;
  }
}

}  // namespace
}  // namespace vta
