// SPDX-License-Identifier: Apache-2.0
//
// Every convolution of ResNet-18 under the schedule that the compiler chooses: on the functional
// device always, on the RTL (the long ones in `make sim-full`), where its cycles are known to the
// digit.

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compiler/topi/layers.h"
#include "compiler/tune/conv2d_tuner.h"
#include "sim/functional/functional_device.h"
#include "sim/rtl/rtl_device.h"
#include "tools/conv2d_job.h"
#include "tools/cycle_model.h"

namespace vta {
namespace {

Result<Conv2dJob> job_of(const std::string& name, bool bias) {
  const Config config = Config::pynq();
  Result<topi::Conv2dLayer> layer = topi::find_layer(name);
  if (!layer) return layer.error();
  layer.value().bias = bias;
  const Result<topi::Conv2dSchedule> schedule =
      tune::choose_schedule(config, layer.value(), {}, cycle_refinement());
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
  bool bias;
  std::uint64_t cycles;  // with the default memory model
};

// The RTL is deterministic and so is the choice of the schedule: another number is another machine
// or another schedule, to be had on purpose.
constexpr OnRtl kLong[] = {
    {"C1", false, 2'469'521}, {"C2", false, 455'859}, {"C3", false, 52'674},
    {"C4", false, 229'512},   {"C5", false, 27'327},  {"C6", false, 453'385},
    {"C7", false, 228'300},   {"C8", false, 28'395},  {"C9", false, 453'247},
    {"C10", false, 228'526},  {"C11", false, 28'470}, {"C12", false, 453'145},
    {"C2", true, 455'931},    {"C4", true, 229'538},  {"C6", true, 453'424},
    {"C7", true, 228'324},    {"C9", true, 453'270},  {"C10", true, 228'546},
    {"C12", true, 453'171},
};
// Short enough for `make sim`.
constexpr OnRtl kShort[] = {
    {"C3", true, 52'716},
    {"C5", true, 27'999},
    {"C8", true, 28'414},
    {"C11", true, 28'496},
};

class ResNet18OnRtl : public testing::TestWithParam<OnRtl> {};

TEST_P(ResNet18OnRtl, IsExactAndTakesItsCycles) {
  const Result<Conv2dJob> job = job_of(GetParam().layer, GetParam().bias);
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

std::string name_of(const testing::TestParamInfo<OnRtl>& test) {
  return std::string(test.param.layer) + (test.param.bias ? "WithBias" : "");
}

INSTANTIATE_TEST_SUITE_P(Layers, ResNet18OnRtl, testing::ValuesIn(kLong), name_of);
INSTANTIATE_TEST_SUITE_P(ShortLayers, ResNet18OnRtl, testing::ValuesIn(kShort), name_of);

std::string grouped(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

// As it stands inside a row of a table.
std::string cell(const std::string& text) { return "| " + text + " |"; }

std::string text_of(const std::string& name) {
  std::ifstream file(std::string(VTA_SOURCE_DIR) + "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The documents state the cycles that are tested here, and their sum over the network.
TEST(Performance, StatesTheCyclesOfEveryLayerWithBias) {
  const std::map<std::string, std::uint64_t> uses = {{"C2", 4}, {"C4", 1},  {"C5", 1}, {"C6", 3},
                                                     {"C7", 1}, {"C8", 1},  {"C9", 3}, {"C10", 1},
                                                     {"C3", 0}, {"C11", 1}, {"C12", 3}};
  const std::string document = text_of("docs/performance.md");
  std::uint64_t total = 0;
  std::size_t layers = 0;
  for (const std::span<const OnRtl> list : {std::span<const OnRtl>(kLong), {kShort}}) {
    for (const OnRtl& layer : list) {
      if (!layer.bias) continue;
      ++layers;
      total += uses.at(layer.layer) * layer.cycles;
      std::string row = "\n| ";
      row.append(layer.layer).append(" | ").append(std::to_string(uses.at(layer.layer)));
      row.append(" | ");
      const std::size_t at = document.find(row);
      ASSERT_NE(at, std::string::npos) << "no row" << row;
      const std::string line = document.substr(at + 1, document.find('\n', at + 1) - at - 1);
      EXPECT_NE(line.find(cell(grouped(layer.cycles))), std::string::npos) << line;
    }
  }
  EXPECT_EQ(layers, uses.size());
  EXPECT_NE(document.find(cell("**" + grouped(total) + "**")), std::string::npos) << total;
  EXPECT_NE(text_of("README.md").find(grouped(total) + " cycles together"), std::string::npos);
}

}  // namespace
}  // namespace vta
