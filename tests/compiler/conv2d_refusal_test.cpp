// SPDX-License-Identifier: Apache-2.0
//
// What cannot be lowered is refused with a sentence that says why.

#include <gtest/gtest.h>

#include "compiler/conv2d.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

std::string refusal(const Conv2dLayer& layer, const Conv2dSchedule& schedule,
                    const Config& config = Config::pynq()) {
  const Result<CallList> calls = lower_conv2d(config, layer, schedule);
  const Status checked = check_conv2d(config, layer, schedule);
  EXPECT_EQ(calls.ok(), checked.ok());
  if (calls) return "lowered";
  EXPECT_EQ(calls.error().message, checked.error().message);
  return calls.error().message;
}

TEST(Conv2dThatDoesNotFit, NamesTheAccumulatorBuffer) {
  EXPECT_EQ(refusal({}, {.tile_h = 14}),
            "the schedule does not fit the ACC buffer: 2 virtual threads x 8 output channel blocks "
            "x 14 rows x 14 columns need 200704 bytes, available are 131072 bytes");
}

TEST(Conv2dThatDoesNotFit, NamesTheInputBuffer) {
  EXPECT_EQ(refusal({}, {.tile_ic = 256}),
            "the schedule does not fit the INP buffer: 2 virtual threads x 16 input channel blocks "
            "x 9 rows x 16 columns need 73728 bytes, available are 32768 bytes");
}

TEST(Conv2dThatDoesNotFit, NamesTheWeightBuffer) {
  const Conv2dSchedule schedule{
      .tile_oc = 256, .tile_ic = 128, .tile_h = 1, .tile_w = 1, .vthreads = 1};
  EXPECT_EQ(refusal({}, schedule),
            "the schedule does not fit the WGT buffer: 1 virtual thread x 16 output channel blocks "
            "x 8 input channel blocks x 3 rows x 3 columns need 294912 bytes, available are 262144 "
            "bytes");
}

TEST(Conv2dThatDoesNotFit, NamesTheMicroOpBuffer) {
  EXPECT_EQ(
      refusal({}, {}, test::legal({{"LOG_UOP_BUFF_SIZE", 8}})),
      "the schedule does not fit the UOP buffer: one micro-kernel of 1 input channel block x "
      "3 kernel rows x 3 kernel columns x 14 output columns need 504 bytes, available are 256 "
      "bytes");
}

TEST(Conv2dThatDoesNotFit, ExactlyFullBuffersAreAccepted) {
  // ACC: 2 threads x 8 blocks x 8 rows x 16 columns = 2048; the steps of its loops stay in range.
  const Conv2dLayer layer{.height = 16, .width = 16, .in_channels = 16, .out_channels = 256};
  EXPECT_EQ(refusal(layer, {128, 16, 8, 16, 2}), "lowered");
  // One block of 2048 pixels: the step of the loop over blocks, 2048, would not fit its field.
  const Conv2dLayer wide{.height = 32,
                         .width = 64,
                         .in_channels = 16,
                         .out_channels = 16,
                         .kernel_h = 1,
                         .kernel_w = 1,
                         .pad_h = 0,
                         .pad_w = 0};
  EXPECT_EQ(refusal(wide, {16, 16, 32, 64, 1}), "lowered");
  const Result<CallList> calls = lower_conv2d(Config::pynq(), wide, {16, 16, 32, 64, 1});
  ASSERT_TRUE(calls);
  const auto finished = assemble_conv2d(Config::pynq(), wide, calls.value());
  EXPECT_TRUE(finished.ok()) << finished.error().message;
}

struct BadSchedule {
  Conv2dSchedule schedule;
  std::string message;
};

TEST(Conv2dSchedule, IllegalPartsAreNamed) {
  const BadSchedule cases[] = {
      {{.tile_oc = 0}, "tile_oc is 0; it must lie in 1..32767"},
      {{.tile_oc = 24}, "tile_oc is 24; it must be a multiple of BLOCK (16)"},
      {{.tile_ic = -16}, "tile_ic is -16; it must lie in 1..32767"},
      {{.tile_ic = 8}, "tile_ic is 8; it must be a multiple of BLOCK (16)"},
      {{.tile_h = 0}, "tile_h is 0; it must lie in 1..32767"},
      {{.tile_w = 40000}, "tile_w is 40000; it must lie in 1..32767"},
      {{.vthreads = 0}, "vthreads is 0; it must lie in 1..2"},
      {{.vthreads = 3}, "vthreads is 3; it must lie in 1..2"},
  };
  for (const BadSchedule& c : cases) EXPECT_EQ(refusal({}, c.schedule), c.message);
}

struct BadLayer {
  Conv2dLayer layer;
  std::string message;
};

TEST(Conv2dLayer, IllegalPartsAreNamed) {
  const BadLayer cases[] = {
      {{.batch = 0}, "batch is 0; it must lie in 1..32767"},
      {{.height = -1}, "height is -1; it must lie in 1..32767"},
      {{.width = 70000}, "width is 70000; it must lie in 1..32767"},
      {{.in_channels = 3}, "in_channels is 3; it must be a multiple of BLOCK (16)"},
      {{.out_channels = 1000}, "out_channels is 1000; it must be a multiple of BLOCK (16)"},
      {{.kernel_h = 0}, "kernel_h is 0; it must lie in 1..32767"},
      {{.kernel_h = 17},
       "kernel_h is 17; the kernel may not be larger than the padded height (16)"},
      {{.kernel_w = 17}, "kernel_w is 17; the kernel may not be larger than the padded width (16)"},
      {{.pad_h = 16}, "pad_h is 16; it must lie in 0..15"},
      {{.pad_w = -1}, "pad_w is -1; it must lie in 0..15"},
      {{.stride_h = 0}, "stride_h is 0; it must lie in 1..32767"},
      {{.stride_w = 0}, "stride_w is 0; it must lie in 1..32767"},
      {{.shift = 32}, "shift is 32; it must lie in 0..31"},
      {{.clip_lo = 4, .clip_hi = 3}, "clip_hi is 3; it must lie in 4..127"},
      {{.clip_hi = 128}, "clip_hi is 128; it must lie in 0..127"},
  };
  for (const BadLayer& c : cases) {
    EXPECT_EQ(refusal(c.layer, {}), c.message);
    const Result<Conv2dSchedule> chosen = choose_schedule(Config::pynq(), c.layer);
    ASSERT_FALSE(chosen);
    EXPECT_EQ(chosen.error().message, c.message);
  }
}

TEST(Conv2dLayer, RowsOfWeightsBeyondTheStrideFieldAreRefused) {
  const Conv2dLayer layer{.height = 256,
                          .width = 256,
                          .in_channels = 16,
                          .out_channels = 16,
                          .kernel_h = 256,
                          .kernel_w = 257};
  EXPECT_EQ(refusal(layer, {16, 16, 1, 1, 1}),
            "the weights of one output channel block are 65792 elements; the row stride of a LOAD "
            "is at most 65535");
}

TEST(Conv2dLayer, TensorsBeyondTheAddressSpaceAreRefused) {
  const Conv2dLayer layer{.height = 32767, .width = 32767, .in_channels = 16, .out_channels = 16};
  EXPECT_EQ(refusal(layer, {16, 16, 1, 1, 1}),
            "tensor data has 17178820624 bytes; the machine addresses less than 4294967296");
  const Conv2dLayer largest{.batch = 32767,
                            .height = 32767,
                            .width = 32767,
                            .in_channels = 32752,
                            .out_channels = 32752,
                            .kernel_h = 1,
                            .kernel_w = 1,
                            .pad_h = 15,
                            .pad_w = 15};
  EXPECT_NE(refusal(largest, {16, 16, 1, 1, 1}).find("the machine addresses less than"),
            std::string::npos);
}

TEST(Conv2dLayer, ProgramsOfAbsurdLengthAreRefused) {
  const Conv2dLayer layer{.height = 2048, .width = 2048, .in_channels = 64, .out_channels = 64};
  EXPECT_EQ(refusal(layer, {16, 16, 1, 1, 1}),
            "the program would be longer than 16777216 calls; larger tiles or a smaller layer make "
            "it shorter");
}

TEST(Conv2dLayer, BatchHasToFillTheRowsOfAnElement) {
  EXPECT_EQ(refusal({}, {}, test::legal({{"LOG_BATCH", 1}})),
            "batch is 1; it must be a multiple of BATCH (2)");
}

}  // namespace
}  // namespace vta
