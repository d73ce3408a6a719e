// SPDX-License-Identifier: Apache-2.0
//
// The choice of schedules: what it chooses fits, keeps what was given, and is not wasteful.

#include <gtest/gtest.h>

#include "compiler/conv2d.h"
#include "compiler/layers.h"
#include "tests/compiler/conv2d_cases.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

TEST(ChooseSchedule, EveryNamedLayerGetsOneThatFits) {
  ASSERT_EQ(named_layers().size(), 12u);
  for (const NamedLayer& named : named_layers()) {
    SCOPED_TRACE(named.name);
    const Result<Conv2dSchedule> schedule = choose_schedule(Config::pynq(), named.layer);
    ASSERT_TRUE(schedule) << schedule.error().message;
    const Status status = check_conv2d(Config::pynq(), named.layer, schedule.value());
    EXPECT_TRUE(status) << status.error().message;
    EXPECT_EQ(schedule.value().vthreads, 2);
  }
}

TEST(ChooseSchedule, SmallLayersAndOtherGeometriesGetOneThatFits) {
  for (const test::Conv2dCase& c : test::small_conv2d_cases()) {
    SCOPED_TRACE(c.name);
    for (const Config& config : {Config::pynq(), test::config_1x8x8()}) {
      const Result<Conv2dSchedule> schedule = choose_schedule(config, c.layer);
      ASSERT_TRUE(schedule) << schedule.error().message;
      EXPECT_TRUE(check_conv2d(config, c.layer, schedule.value()));
    }
  }
}

TEST(ChooseSchedule, GivenPartsAreKept) {
  const Conv2dLayer layer = find_layer("C2").value();
  const Conv2dScheduleRequest request{
      .tile_oc = 16, .tile_ic = 32, .tile_h = 5, .tile_w = {}, .vthreads = 1};
  const Result<Conv2dSchedule> schedule = choose_schedule(Config::pynq(), layer, request);
  ASSERT_TRUE(schedule) << schedule.error().message;
  EXPECT_EQ(schedule.value().tile_oc, 16);
  EXPECT_EQ(schedule.value().tile_ic, 32);
  EXPECT_EQ(schedule.value().tile_h, 5);
  EXPECT_EQ(schedule.value().vthreads, 1);
  EXPECT_GE(schedule.value().tile_w, 8);
}

TEST(ChooseSchedule, OfTheSeedKeepsItsOtherPartsOrSaysWhatDoesNotFit) {
  const Result<Conv2dSchedule> narrow =
      choose_schedule(Config::pynq(), Conv2dLayer{},
                      {.tile_oc = 64, .tile_ic = {}, .tile_h = {}, .tile_w = {}, .vthreads = {}});
  ASSERT_TRUE(narrow) << narrow.error().message;
  EXPECT_EQ(narrow.value(), (Conv2dSchedule{64, 16, 7, 14, 2}));
  const Result<Conv2dSchedule> tall =
      choose_schedule(Config::pynq(), Conv2dLayer{},
                      {.tile_oc = {}, .tile_ic = {}, .tile_h = 14, .tile_w = {}, .vthreads = {}});
  ASSERT_FALSE(tall);
  EXPECT_NE(tall.error().message.find("does not fit the ACC buffer"), std::string::npos);
}

TEST(ChooseSchedule, LayersThatCannotFitAreRefusedWithTheBuffer) {
  // 40 x 60 taps of one pixel are more than the 2048 elements of INP.
  const Conv2dLayer layer{.height = 60,
                          .width = 60,
                          .in_channels = 16,
                          .out_channels = 16,
                          .kernel_h = 40,
                          .kernel_w = 60,
                          .pad_h = 0,
                          .pad_w = 0};
  const Result<Conv2dSchedule> schedule = choose_schedule(Config::pynq(), layer);
  ASSERT_FALSE(schedule);
  EXPECT_EQ(schedule.error().message,
            "the schedule does not fit the INP buffer: 1 virtual thread x 1 input channel block x "
            "40 rows x 60 columns need 38400 bytes, available are 32768 bytes");
}

TEST(ChooseSchedule, GivenPartsThatDoNotFitAreRefused) {
  const Result<Conv2dSchedule> schedule =
      choose_schedule(Config::pynq(), find_layer("C2").value(),
                      {.tile_oc = 64, .tile_ic = {}, .tile_h = 56, .tile_w = 56, .vthreads = {}});
  ASSERT_FALSE(schedule);
  EXPECT_NE(schedule.error().message.find("does not fit the"), std::string::npos);
}

TEST(NamedLayers, UnknownNamesAreRefusedWithTheKnownOnes) {
  const Result<Conv2dLayer> layer = find_layer("C1");
  ASSERT_FALSE(layer);
  EXPECT_EQ(layer.error().message,
            "there is no layer named 'C1'; there are seed, C2, C3, C4, C5, C6, C7, C8, C9, C10, "
            "C11, C12");
}

TEST(NamedLayers, OutputsHaveTheSizesOfResNet18) {
  const std::pair<const char*, std::int64_t> sizes[] = {
      {"seed", 14}, {"C2", 56}, {"C3", 56}, {"C4", 28}, {"C5", 28}, {"C6", 28},
      {"C7", 14},   {"C8", 14}, {"C9", 14}, {"C10", 7}, {"C11", 7}, {"C12", 7}};
  for (const auto& [name, size] : sizes) {
    const Conv2dLayer layer = find_layer(name).value();
    EXPECT_EQ(layer.out_height(), size) << name;
    EXPECT_EQ(layer.out_width(), size) << name;
  }
}

}  // namespace
}  // namespace vta
