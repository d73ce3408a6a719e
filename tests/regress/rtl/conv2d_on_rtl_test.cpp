// SPDX-License-Identifier: Apache-2.0
//
// Small convolutions of every kind on every target: strides, kernels, pads, ragged tiles, one and
// two virtual threads. Each result is compared with the definition of the operator, and each memory
// and each statistic with the golden model. The cycles of the RTL are written down as a property of
// each test, which same_cycles.py compares with those on the netlist.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "compiler/tune/conv2d_tuner.h"
#include "sim/functional/functional_device.h"
#include "sim/golden/golden_device.h"
#include "tests/compiler/topi/conv2d_cases.h"
#include "tools/conv2d_job.h"

#include VTA_RTL_HEADER

namespace vta {
namespace {

Config geometry() {
  Result<Config> config = Config::from_file(VTA_GEOMETRY);
  VTA_CHECK(config.ok());
  return config.value();
}

// The cases are made for blocks of 16 and batches of 1 or 2; others take images, channels and tiles
// in proportion.
std::vector<test::Conv2dCase> cases() {
  const Config config = geometry();
  std::vector<test::Conv2dCase> all =
      config.batch() == 1 ? test::small_conv2d_cases() : test::batch2_conv2d_cases();
  for (test::Conv2dCase& c : all) {
    if (config.batch() > 1) c.layer.batch = c.layer.batch * config.batch() / 2;
    for (std::int64_t* channels :
         {&c.layer.in_channels, &c.layer.out_channels, &c.schedule.tile_oc, &c.schedule.tile_ic}) {
      *channels = *channels * config.block() / 16;
    }
  }
  return all;
}

class SmallConv2d : public ::testing::TestWithParam<test::Conv2dCase> {};

TEST_P(SmallConv2d, IsRightOnEveryTarget) {
  const Config config = geometry();
  const Result<Conv2dJob> job =
      make_conv2d_job(config, GetParam().name, GetParam().layer, GetParam().schedule, 5);
  if (!tune::fits(config, tune::cost_of(config, GetParam().layer, GetParam().schedule))) {
    ASSERT_FALSE(job.ok());  // in a geometry of small memories
    EXPECT_NE(job.error().message.find("does not fit the "), std::string::npos)
        << job.error().message;
    return;
  }
  ASSERT_TRUE(job.ok()) << job.error().message;
  const Result<Conv2dRun> golden = run_conv2d_job(job.value(), *make_golden(config));
  ASSERT_TRUE(golden.ok()) << golden.error().message;

  RtlOptions slow;
  slow.random_seed = 3;
  std::vector<std::unique_ptr<Device>> devices;
  devices.push_back(make_golden(config));
  devices.push_back(make_functional(config));
  for (const RtlOptions& options : {RtlOptions{}, slow}) {
    Result<std::unique_ptr<Device>> rtl = VTA_RTL_FACTORY(config, options);
    ASSERT_TRUE(rtl.ok()) << rtl.error().message;
    devices.push_back(std::move(rtl).value());
  }
  std::string all_cycles;
  for (const std::unique_ptr<Device>& device : devices) {
    SCOPED_TRACE(device->target());
    const Result<Conv2dRun> run = run_conv2d_job(job.value(), *device);
    ASSERT_TRUE(run.ok()) << run.error().message;
    ASSERT_EQ(run.value().report.outcome, RunOutcome::kFinished) << run.value().report.detail;
    const Comparison reference = compare_with_reference(job.value(), run.value());
    EXPECT_TRUE(reference.matches) << reference.text;
    const Comparison same = compare_with_golden(job.value(), run.value(), golden.value());
    EXPECT_TRUE(same.matches) << same.text;
    if (const auto& cycles = run.value().report.cycle_report) {
      all_cycles += std::to_string(cycles->cycles) + " ";
    }
  }
  RecordProperty("cycles", all_cycles);
}

INSTANTIATE_TEST_SUITE_P(Cases, SmallConv2d, ::testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace vta
