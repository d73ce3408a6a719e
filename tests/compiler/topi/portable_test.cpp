// SPDX-License-Identifier: Apache-2.0
//
// Programs for upstream's hardware keep two micro-operations between writes of one element.

#include <gtest/gtest.h>

#include "compiler/topi/conv2d.h"

namespace vta {
namespace {

Result<topi::Compiled> compile(const topi::Conv2dLayer& layer, const topi::Conv2dSchedule& schedule,
                               bool portable) {
  const Config config = Config::pynq();
  const Result<topi::Operator> op = topi::conv2d(config, layer, schedule);
  if (!op) return op.error();
  return topi::compile(config, op.value(), {.portable = portable});
}

TEST(PortablePrograms, TheSeedIsOne) { EXPECT_TRUE(compile({}, {}, true)); }

TEST(PortablePrograms, ThoseThatRepeatAnElementTooSoonAreRefusedOnlyWhenAskedFor) {
  // Two loops of the reduction are loops of the instruction; the third repeats the one element.
  const topi::Conv2dLayer pixel{.height = 1, .width = 1, .in_channels = 32, .out_channels = 16};
  const topi::Conv2dSchedule schedule{.tile_ic = 32};
  EXPECT_TRUE(compile(pixel, schedule, false));
  const Result<topi::Compiled> refused = compile(pixel, schedule, true);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "conv2d res_conv: res_conv[0:1, 0:1, 0:1, 0:1, 0:1, 0:16]: micro-operation 1 writes "
            "acc[0], as micro-operation 0 does; upstream's hardware needs two others between them, "
            "so a loop over the result has to stand inside of the reduction (reorder)");
}

// Two columns: the element comes back after one other.
TEST(PortablePrograms, OneOtherInBetweenIsNotEnough) {
  const topi::Conv2dLayer narrow{.height = 6, .width = 2, .in_channels = 16, .out_channels = 32};
  EXPECT_FALSE(compile(narrow, {}, true));
  const topi::Conv2dLayer wide{.height = 6, .width = 3, .in_channels = 16, .out_channels = 32};
  EXPECT_TRUE(compile(wide, {}, true));
}

}  // namespace
}  // namespace vta
