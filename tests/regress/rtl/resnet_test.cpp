// SPDX-License-Identifier: Apache-2.0
//
// Every convolution of ResNet-18 under the schedule that the compiler chooses: on the functional
// device always, on the RTL in `make sim-full`, where its cycles are known to the digit.

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "compiler/topi/layers.h"
#include "compiler/tune/conv2d_tuner.h"
#include "sim/functional/functional_device.h"
#include "sim/rtl/rtl_device.h"
#include "tools/conv2d_job.h"

namespace vta {
namespace {

Result<Conv2dJob> job_of(const std::string& name, bool bias) {
  const Config config = Config::pynq();
  Result<topi::Conv2dLayer> layer = topi::find_layer(name);
  if (!layer) return layer.error();
  layer.value().bias = bias;
  const Result<topi::Conv2dSchedule> schedule = tune::choose_schedule(config, layer.value());
  if (!schedule) return schedule.error();
  return make_conv2d_job(config, name, layer.value(), schedule.value(), 1);
}

std::vector<std::string> layers() {
  std::vector<std::string> names;
  for (const topi::NamedLayer& layer : topi::named_layers()) names.emplace_back(layer.name);
  return names;
}

class ResNet18 : public testing::TestWithParam<std::string> {};

TEST_P(ResNet18, IsExactOnFunctional) {
  for (const bool bias : {false, true}) {
    SCOPED_TRACE(bias ? "with bias" : "without bias");
    const Result<Conv2dJob> job = job_of(GetParam(), bias);
    ASSERT_TRUE(job) << job.error().message;
    const Result<Conv2dRun> run = run_conv2d_job(job.value(), *make_functional(Config::pynq()));
    ASSERT_TRUE(run) << run.error().message;
    ASSERT_EQ(run.value().report.outcome, RunOutcome::kFinished) << run.value().report.detail;
    const Comparison reference = compare_with_reference(job.value(), run.value());
    EXPECT_TRUE(reference.matches) << reference.text;
  }
}

INSTANTIATE_TEST_SUITE_P(Layers, ResNet18, testing::ValuesIn(layers()),
                         [](const auto& test) { return test.param; });

struct OnRtl {
  const char* layer;
  std::uint64_t cycles;  // with the default memory model
};

class ResNet18OnRtl : public testing::TestWithParam<OnRtl> {};

TEST_P(ResNet18OnRtl, IsExactAndTakesItsCycles) {
  const Result<Conv2dJob> job = job_of(GetParam().layer, false);
  ASSERT_TRUE(job) << job.error().message;
  Result<std::unique_ptr<Device>> device = make_rtl(Config::pynq(), {});
  ASSERT_TRUE(device) << device.error().message;
  const Result<Conv2dRun> run = run_conv2d_job(job.value(), *device.value());
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run.value().report.outcome, RunOutcome::kFinished) << run.value().report.detail;
  const Comparison reference = compare_with_reference(job.value(), run.value());
  EXPECT_TRUE(reference.matches) << reference.text;
  ASSERT_TRUE(run.value().report.cycle_report.has_value());
  EXPECT_EQ(run.value().report.cycle_report->cycles, GetParam().cycles);
}

// The RTL is deterministic and so is the choice of the schedule: another number is another machine
// or another schedule, to be had on purpose.
INSTANTIATE_TEST_SUITE_P(Layers, ResNet18OnRtl,
                         testing::Values(OnRtl{"C1", 2'469'817}, OnRtl{"C2", 457'228},
                                         OnRtl{"C3", 52'985}, OnRtl{"C4", 229'687},
                                         OnRtl{"C5", 27'958}, OnRtl{"C6", 454'505},
                                         OnRtl{"C7", 229'551}, OnRtl{"C8", 28'461},
                                         OnRtl{"C9", 454'311}, OnRtl{"C10", 228'526},
                                         OnRtl{"C11", 28'968}, OnRtl{"C12", 453'145}),
                         [](const auto& test) { return std::string(test.param.layer); });

}  // namespace
}  // namespace vta
