// SPDX-License-Identifier: Apache-2.0
//
// The seed's convolution, instruction stream and all, on every target.

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "compiler/topi/layers.h"
#include "driver/program/bundle.h"
#include "driver/replay/run_program.h"
#include "sim/functional/functional_device.h"
#include "sim/golden/golden_device.h"
#include "sim/rtl/rtl_device.h"
#include "tools/conv2d_job.h"

namespace vta {
namespace {

// Cycles of the seed's program with the default memory model. The RTL is deterministic: a change of
// this number is a change of the machine, to be made on purpose.
constexpr std::uint64_t kSeedCycles = 462'452;

// As the tutorial prints them.
constexpr Statistics kSeedStatistics = {.inp_load_nbytes = 114'688,
                                        .wgt_load_nbytes = 1'179'648,
                                        .acc_load_nbytes = 0,
                                        .uop_load_nbytes = 1'144,
                                        .out_store_nbytes = 50'176,
                                        .gemm_counter = 451'584,
                                        .alu_counter = 9'408};

class SeedConv2d : public ::testing::Test {
 protected:
  SeedConv2d() {
    const Config config = Config::pynq();
    Result<topi::Conv2dLayer> layer = topi::find_layer("seed");
    VTA_CHECK(layer.ok());
    Result<Conv2dJob> job = make_conv2d_job(config, "seed", layer.value(), {}, 1);
    VTA_CHECK(job.ok());
    job_ = std::make_unique<Conv2dJob>(std::move(job).value());
  }

  void expect_all_matches(Device& device) {
    const Result<Conv2dRun> run = run_conv2d_job(*job_, device);
    ASSERT_TRUE(run.ok()) << run.error().message;
    ASSERT_EQ(run.value().report.outcome, RunOutcome::kFinished) << run.value().report.detail;
    EXPECT_EQ(run.value().report.statistics, kSeedStatistics);
    const Comparison reference = compare_with_reference(*job_, run.value());
    EXPECT_TRUE(reference.matches) << reference.text;
    const Result<Conv2dRun> golden = run_conv2d_job(*job_, *make_golden(job_->config));
    ASSERT_TRUE(golden.ok()) << golden.error().message;
    const Comparison same = compare_with_golden(*job_, run.value(), golden.value());
    EXPECT_TRUE(same.matches) << same.text;
    report_ = run.value().report;
  }

  std::unique_ptr<Conv2dJob> job_;
  RunReport report_;
};

TEST_F(SeedConv2d, IsRightOnGolden) { expect_all_matches(*make_golden(job_->config)); }

TEST_F(SeedConv2d, IsRightOnFunctional) { expect_all_matches(*make_functional(job_->config)); }

TEST_F(SeedConv2d, IsRightOnRtlAndTakesExactlyItsCycles) {
  Result<std::unique_ptr<Device>> device = make_rtl(job_->config, {});
  ASSERT_TRUE(device.ok()) << device.error().message;
  expect_all_matches(*device.value());
  ASSERT_TRUE(report_.cycle_report.has_value());
  EXPECT_EQ(report_.cycle_report->cycles, kSeedCycles);
  EXPECT_LE(report_.cycle_report->cycles, 475'000u);
}

// The first screen of the README states what the machine does today.
TEST(Readme, StatesTheCyclesOfTheSeed) {
  std::ifstream file(std::string(VTA_SOURCE_DIR) + "/README.md");
  const std::string readme(std::istreambuf_iterator<char>(file), {});
  std::string cycles = std::to_string(kSeedCycles);
  cycles.insert(cycles.size() - 3, ",");
  EXPECT_NE(readme.find("| cycles, default memory model | " + cycles + " |"), std::string::npos);
  std::array<char, 32> utilization{};
  std::snprintf(utilization.data(), utilization.size(), "| %.2f %% |",
                100.0 * static_cast<double>(kSeedStatistics.gemm_counter) / kSeedCycles);
  EXPECT_NE(readme.find(std::string("| GEMM utilization ") + utilization.data()),
            std::string::npos);
}

// Verifies: models.agree
TEST_F(SeedConv2d, IsRightOnRtlUnderRandomTiming) {
  RtlOptions options;
  options.random_seed = 11;
  Result<std::unique_ptr<Device>> device = make_rtl(job_->config, options);
  ASSERT_TRUE(device.ok()) << device.error().message;
  expect_all_matches(*device.value());
}

TEST_F(SeedConv2d, ReplaysFromItsBundleOnEveryTarget) {
  const std::string directory = ::testing::TempDir() + "vta_seed_bundle_" +
                                std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
                                "_" + std::to_string(::getpid());
  ASSERT_TRUE(write_bundle(job_->program, directory).ok());
  const Result<Program> program = read_bundle(directory);
  ASSERT_TRUE(program.ok()) << program.error().message;
  Result<std::unique_ptr<Device>> rtl = make_rtl(job_->config, {});
  ASSERT_TRUE(rtl.ok());
  const std::unique_ptr<Device> golden = make_golden(job_->config);
  const std::unique_ptr<Device> functional = make_functional(job_->config);
  for (Device* device : {golden.get(), functional.get(), rtl.value().get()}) {
    SCOPED_TRACE(device->target());
    const Result<ReplayResult> result = run_program(*device, program.value());
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(result.value().verdict(), ReplayVerdict::kMatch);
    EXPECT_TRUE(result.value().complaints().empty());
  }
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace vta
