// SPDX-License-Identifier: Apache-2.0
//
// What cannot be lowered is refused with a sentence that says why.

#include <gtest/gtest.h>

#include "compiler/topi/conv2d.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

std::string refusal(const topi::Conv2dLayer& layer, const topi::Conv2dSchedule& schedule,
                    const Config& config = Config::pynq()) {
  const Result<topi::Operator> op = topi::conv2d(config, layer, schedule);
  if (!op) return op.error().message;
  const Result<topi::Compiled> compiled = topi::compile(config, op.value());
  return compiled ? "compiled" : compiled.error().message;
}

TEST(Conv2dThatDoesNotFit, NamesTheAccumulatorBuffer) {
  EXPECT_EQ(refusal({}, {.tile_h = 14}),
            "the schedule does not fit the ACC buffer: stage res_conv and what lies beside it, for "
            "2 virtual threads, need 200704 bytes, available are 131072 bytes");
}

TEST(Conv2dThatDoesNotFit, NamesTheInputBuffer) {
  EXPECT_EQ(refusal({}, {.tile_ic = 256}),
            "the schedule does not fit the INP buffer: stage data_buf and what lies beside it, for "
            "2 virtual threads, need 73728 bytes, available are 32768 bytes");
}

TEST(Conv2dThatDoesNotFit, NamesTheWeightBuffer) {
  const topi::Conv2dSchedule schedule{
      .tile_oc = 256, .tile_ic = 128, .tile_h = 1, .tile_w = 1, .vthreads = 1};
  EXPECT_EQ(refusal({}, schedule),
            "the schedule does not fit the WGT buffer: stage kernel_buf and what lies beside it, "
            "for 1 thread, need 294912 bytes, available are 262144 bytes");
}

TEST(Conv2dThatDoesNotFit, NamesTheMicroKernel) {
  EXPECT_EQ(refusal({}, {}, test::legal({{"LOG_UOP_BUFF_SIZE", 8}})),
            "conv2d res_conv: tile oc 0/2, y 0/2, ic 0/16; res_conv[0:1, 0:8, 0:7, 0:14, 0:1, "
            "0:16]: call 192 (uop_scope_end): the micro-kernel has 126 micro-ops, but the micro-op "
            "memory holds 64");
}

TEST(Conv2dThatDoesNotFit, ExactlyFullBuffersAreAccepted) {
  // ACC: 2 threads x 8 blocks x 8 rows x 16 columns = 2048; the steps of its loops stay in range.
  const topi::Conv2dLayer layer{.height = 16, .width = 16, .in_channels = 16, .out_channels = 256};
  EXPECT_EQ(refusal(layer, {128, 16, 8, 16, 2}), "compiled");
  // One block of 2048 pixels: the step of the loop over blocks, 2048, would not fit its field.
  const topi::Conv2dLayer wide{.height = 32,
                               .width = 64,
                               .in_channels = 16,
                               .out_channels = 16,
                               .kernel_h = 1,
                               .kernel_w = 1,
                               .pad_h = 0,
                               .pad_w = 0};
  EXPECT_EQ(refusal(wide, {16, 16, 32, 64, 1}), "compiled");
}

TEST(Conv2dThreads, RowsThatCannotBeSharedAreRefused) {
  // Three tiles of rows for two threads that keep their weights over all of them.
  EXPECT_EQ(refusal({}, {.tile_h = 5,
                         .thread_axis = topi::ThreadAxis::kRows,
                         .stationary = topi::Stationary::kWeights}),
            "stage res: reorder: loop 'y.outer.inner' stands outside of 'y.outer.outer', but its "
            "extent min(2, 3 - (y.outer.outer*2)) depends on it; the split has to divide its axis");
}

struct BadSchedule {
  topi::Conv2dSchedule schedule;
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
  topi::Conv2dLayer layer;
  std::string message;
};

TEST(Conv2dLayer, IllegalPartsAreNamed) {
  const BadLayer cases[] = {
      {{.batch = 0}, "batch is 0; it must lie in 1..32767"},
      {{.height = -1}, "height is -1; it must lie in 1..32767"},
      {{.width = 70000}, "width is 70000; it must lie in 1..32767"},
      {{.in_channels = 0}, "in_channels is 0; it must lie in 1..32767"},
      {{.out_channels = 40000}, "out_channels is 40000; it must lie in 1..32767"},
      {{.groups = 0}, "groups is 0; it must lie in 1..32767"},
      {{.out_channels = 264, .groups = 2},
       "out_channels is 264; 2 groups of whole blocks need a multiple of 32"},
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
  }
}

TEST(Conv2dLayer, RowsOfWeightsBeyondTheStrideFieldAreRefused) {
  const topi::Conv2dLayer layer{.in_channels = 32752, .out_channels = 32, .kernel_w = 11};
  const std::string message = refusal(layer, {32, 16, 4, 4, 1});
  EXPECT_NE(message.find("conv2d kernel_buf: tile"), std::string::npos) << message;
  EXPECT_NE(message.find("x_stride"), std::string::npos) << message;
}

TEST(Conv2dLayer, TensorsBeyondTheAddressSpaceAreRefused) {
  const topi::Conv2dLayer layer{
      .height = 32767, .width = 32767, .in_channels = 16, .out_channels = 16};
  EXPECT_EQ(refusal(layer, {16, 16, 1, 1, 1}),
            "tensor data has 17178820624 bytes; the machine addresses less than 4294967296");
  const topi::Conv2dLayer largest{.batch = 32767,
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
  const topi::Conv2dLayer layer{
      .height = 2048, .width = 2048, .in_channels = 64, .out_channels = 64};
  EXPECT_EQ(
      refusal(layer, {16, 16, 4, 4, 1}),
      "the program would make more than 16777216 calls; larger tiles or a smaller problem make "
      "it shorter");
}

}  // namespace
}  // namespace vta
