// SPDX-License-Identifier: Apache-2.0
//
// The harness itself: it accepts what is right and finds what is wrong.

#include "tests/compiler/topi/operator_harness.h"

#include <gtest/gtest.h>

#include "compiler/topi/conv2d.h"
#include "sim/golden/golden_device.h"
#include "sim/reference/conv2d.h"

namespace vta {
namespace {

const Config kConfig = Config::pynq();

// A 1x1 convolution of four pixels.
test::OperatorCase small_case() {
  const topi::Conv2dLayer layer{.height = 2,
                                .width = 2,
                                .in_channels = 16,
                                .out_channels = 16,
                                .kernel_h = 1,
                                .kernel_w = 1,
                                .pad_h = 0,
                                .pad_w = 0};
  test::Random random(1);
  const Conv2dShape shape{.in_channels = 16, .height = 2, .width = 2, .out_channels = 16};
  const std::vector<std::int8_t> data = random.int8(shape.input_size());
  const std::vector<std::int8_t> kernel = random.int8(shape.weight_size());
  const Result<std::vector<std::int8_t>> res =
      conv2d(shape, data, kernel, {.shift = 8, .lo = 0, .hi = 127});
  const topi::PackShape tensor{1, 16, 2, 2, 1, 16};
  return {topi::conv2d(kConfig, layer, {16, 16, 2, 2, 1}).value(),
          {{"data", test::packed(tensor, data)},
           {"kernel", test::packed({16, 16, 1, 1, 16, 16}, kernel)}},
          {{"res", test::packed(tensor, res.value())}}};
}

TEST(OperatorHarness, ReturnsProgramStatisticsAndReports) {
  const Result<test::OperatorRun> run = test::run_operator(kConfig, small_case());
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run.value().statistics.gemm_counter, 4u);
  EXPECT_EQ(run.value().statistics.out_store_nbytes, 64u);
  EXPECT_EQ(run.value().reports.size(), 2u);
  EXPECT_EQ(run.value().program.runs[0].origins.size(), run.value().compiled.finished.insns.size());
}

TEST(OperatorHarness, RunsOnFurtherDevices) {
  std::vector<std::unique_ptr<Device>> devices;
  devices.push_back(make_golden(kConfig));
  const Result<test::OperatorRun> run = test::run_operator(kConfig, small_case(), devices);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run.value().reports.size(), 3u);
}

TEST(OperatorHarness, FindsAWrongByte) {
  test::OperatorCase c = small_case();
  std::byte& byte = c.outputs["res"][5];
  const int right = std::to_integer<int>(byte);
  byte = std::byte(right ^ 1);
  const Result<test::OperatorRun> run = test::run_operator(kConfig, c);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().message, "golden: res.expect.bin: byte 5: expected " +
                                     std::to_string(right ^ 1) + " (int8), got " +
                                     std::to_string(right) + " (int8); 1 of 64 differ");
}

TEST(OperatorHarness, PaddingMayHoldAnything) {
  test::OperatorCase c = small_case();
  c.padded["res"] = {1, 15, 2, 2, 1, 16};
  c.outputs["res"][31] ^= std::byte{1};  // the last channel
  const Result<test::OperatorRun> run = test::run_operator(kConfig, c);
  EXPECT_TRUE(run) << run.error().message;
  c.outputs["res"][30] ^= std::byte{1};
  EXPECT_FALSE(test::run_operator(kConfig, c));
}

TEST(OperatorHarness, SaysWhyAnOperatorIsRefused) {
  EXPECT_EQ(test::refusal(kConfig, topi::conv2d(kConfig, {.batch = 0}, {})),
            "batch is 0; it must lie in 1..32767");
  EXPECT_EQ(test::refusal(kConfig, topi::conv2d(kConfig, {}, {})), "compiled");
}

TEST(OperatorHarness, NumbersHaveTheAskedWidth) {
  for (const std::int32_t number : test::Random(3).int32(100, 5)) {
    EXPECT_GE(number, -16);
    EXPECT_LE(number, 15);
  }
}

}  // namespace
}  // namespace vta
