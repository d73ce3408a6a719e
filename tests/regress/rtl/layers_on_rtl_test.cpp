// SPDX-License-Identifier: Apache-2.0
//
// Layers of ResNet-18 with bias, shift and clip, under the schedule that the compiler chooses for
// the geometry. Small pictures: on every target, compared with the definition of the operator and
// with the golden model. Whole layers: on the RTL, compared with the definition, in
// `make sim-full`. On either the cycle model tells the cycles of the RTL to a few, and a batch is
// one image for each row of an element.
//
// The cycles are written down as a property of each test, for scripts/geometries.py.

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "compiler/topi/layers.h"
#include "compiler/tune/conv2d_tuner.h"
#include "sim/functional/functional_device.h"
#include "sim/golden/golden_device.h"
#include "sim/timing/estimate.h"
#include "tools/conv2d_job.h"
#include "tools/cycle_model.h"

#include VTA_RTL_HEADER

namespace vta {
namespace {

// What docs/cycle-model.md promises on convolutions, and what the model does.
constexpr double kBound = 0.01;
constexpr double kFewCycles = 8;

Config geometry() {
  Result<Config> config = Config::from_file(VTA_GEOMETRY);
  VTA_CHECK(config.ok());
  return config.value();
}

// A layer by name; with `size`, of a picture of so many rows and columns.
struct Case {
  std::string name;
  std::int64_t size = 0;
};

Result<Conv2dJob> job_of(const Config& config, const Case& c) {
  Result<topi::Conv2dLayer> layer = topi::find_layer(c.name);
  if (!layer) return layer.error();
  layer.value().bias = true;
  layer.value().batch = config.batch();
  if (c.size != 0) layer.value().height = layer.value().width = c.size;
  const Result<topi::Conv2dSchedule> schedule =
      tune::choose_schedule(config, layer.value(), {}, cycle_refinement());
  if (!schedule) return schedule.error();
  return make_conv2d_job(config, c.name, layer.value(), schedule.value(), 1);
}

void expect_cycles_of_the_model(const Conv2dJob& job, const RunReport& report) {
  ASSERT_TRUE(report.cycle_report.has_value());
  const Result<timing::Estimate> estimate = timing::estimate(job.program, {});
  ASSERT_TRUE(estimate) << estimate.error().message;
  ASSERT_TRUE(estimate.value().finished()) << estimate.value().failure();
  const auto rtl = static_cast<double>(report.cycle_report->cycles);
  const auto model = static_cast<double>(estimate.value().cycles());
  EXPECT_LE(std::abs(model - rtl), kBound * rtl) << "rtl " << rtl << ", model " << model;
  EXPECT_LE(std::abs(model - rtl), kFewCycles) << "rtl " << rtl << ", model " << model;
  testing::Test::RecordProperty("cycles", std::to_string(report.cycle_report->cycles));
  testing::Test::RecordProperty("model", std::to_string(estimate.value().cycles()));
}

std::unique_ptr<Device> new_rtl(const Config& config, const RtlOptions& options = {}) {
  Result<std::unique_ptr<Device>> device = VTA_RTL_FACTORY(config, options);
  VTA_CHECK(device.ok());
  return std::move(device).value();
}

void expect_reference(const Conv2dJob& job, const Result<Conv2dRun>& run) {
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run.value().report.outcome, RunOutcome::kFinished) << run.value().report.detail;
  const Comparison reference = compare_with_reference(job, run.value());
  EXPECT_TRUE(reference.matches) << reference.text;
}

class SmallLayers : public testing::TestWithParam<Case> {};

// Verifies: models.agree
TEST_P(SmallLayers, AreRightOnEveryTarget) {
  const Config config = geometry();
  const Result<Conv2dJob> job = job_of(config, GetParam());
  ASSERT_TRUE(job) << job.error().message;
  const Result<Conv2dRun> golden = run_conv2d_job(job.value(), *make_golden(config));
  expect_reference(job.value(), golden);

  RtlOptions slow;
  slow.random_seed = 7;
  const std::unique_ptr<Device> devices[] = {make_functional(config), new_rtl(config, slow),
                                             new_rtl(config)};
  for (const std::unique_ptr<Device>& device : devices) {
    SCOPED_TRACE(device->target());
    const Result<Conv2dRun> run = run_conv2d_job(job.value(), *device);
    expect_reference(job.value(), run);
    const Comparison same = compare_with_golden(job.value(), run.value(), golden.value());
    EXPECT_TRUE(same.matches) << same.text;
    if (device == devices[2]) expect_cycles_of_the_model(job.value(), run.value().report);
  }
}

std::string name_of(const testing::TestParamInfo<Case>& test) { return test.param.name; }

INSTANTIATE_TEST_SUITE_P(Sizes, SmallLayers,
                         testing::Values(Case{"C2", 10}, Case{"C4", 11}, Case{"C5", 12},
                                         Case{"C6", 6}, Case{"C8", 9}, Case{"C11", 7}),
                         name_of);

class ResNet18 : public testing::TestWithParam<Case> {};

// Verifies: models.agree
TEST_P(ResNet18, IsRightOnTheRtl) {
  const Config config = geometry();
  const Result<Conv2dJob> job = job_of(config, GetParam());
  ASSERT_TRUE(job) << job.error().message;
  const Result<Conv2dRun> functional = run_conv2d_job(job.value(), *make_functional(config));
  expect_reference(job.value(), functional);
  const Result<Conv2dRun> run = run_conv2d_job(job.value(), *new_rtl(config));
  expect_reference(job.value(), run);
  const Comparison same = compare_with_golden(job.value(), run.value(), functional.value());
  EXPECT_TRUE(same.matches) << same.text;
  expect_cycles_of_the_model(job.value(), run.value().report);
}

INSTANTIATE_TEST_SUITE_P(Layers, ResNet18,
                         testing::Values(Case{"C2"}, Case{"C4"}, Case{"C5"}, Case{"C6"}, Case{"C7"},
                                         Case{"C8"}, Case{"C9"}, Case{"C10"}, Case{"C11"},
                                         Case{"C12"}),
                         name_of);

}  // namespace
}  // namespace vta
