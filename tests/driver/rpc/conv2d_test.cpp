// SPDX-License-Identifier: Apache-2.0
//
// A convolution on a remote device, and on the same device without a server between.

#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

#include "compiler/topi/layers.h"
#include "driver/rpc/remote_device.h"
#include "sim/functional/functional_device.h"
#include "tests/driver/rpc/served.h"
#include "tools/conv2d_job.h"

namespace vta::rpc {
namespace {

using RemoteConv2d = ServedTest;

// A convolution of one tile: 16 channels of 4 x 4 pixels.
Conv2dJob small_job() {
  topi::Conv2dLayer layer;
  layer.batch = 1;
  layer.in_channels = layer.out_channels = 16;
  layer.height = layer.width = 4;
  layer.kernel_h = layer.kernel_w = 3;
  layer.pad_h = layer.pad_w = 1;
  topi::Conv2dSchedule schedule;
  schedule.tile_oc = schedule.tile_ic = 16;
  schedule.tile_h = schedule.tile_w = 4;
  schedule.vthreads = 1;
  Result<Conv2dJob> job = make_conv2d_job(Config::pynq(), "small", layer, schedule, 1);
  EXPECT_TRUE(job.ok()) << job.error().message;
  return std::move(job).value();
}

TEST_F(RemoteConv2d, RunsAConvolutionLikeALocalDevice) {
  start();
  const Conv2dJob job = small_job();
  const std::unique_ptr<Device> local = make_functional(Config::pynq());
  const Result<Conv2dRun> here = run_conv2d_job(job, *local);
  ASSERT_TRUE(here.ok()) << here.error().message;
  const std::unique_ptr<RemoteDevice> remote = open();
  ASSERT_TRUE(remote);
  EXPECT_EQ(remote->target(), "remote functional");
  const Result<Conv2dRun> there = run_conv2d_job(job, *remote);
  ASSERT_TRUE(there.ok()) << there.error().message;
  EXPECT_EQ(there.value().report.outcome, RunOutcome::kFinished);
  EXPECT_EQ(there.value().report.statistics, here.value().report.statistics);
  EXPECT_NE(there.value().report.statistics, Statistics{});
  EXPECT_EQ(there.value().memory, here.value().memory);
  EXPECT_TRUE(compare_with_reference(job, there.value()).matches);
}

// A device that counts what is asked of it.
class CountingDevice final : public Device {
 public:
  explicit CountingDevice(Device& device) : device_(device) {}
  mutable std::uint64_t asked = 0;

  std::string_view target() const override { return device_.target(); }
  const Config& config() const override { return device_.config(); }
  Status add_region(std::uint64_t address, std::uint64_t size) override {
    ++asked;
    return device_.add_region(address, size);
  }
  Status write(std::uint64_t address, std::span<const std::byte> data) override {
    ++asked;
    return device_.write(address, data);
  }
  Status read(std::uint64_t address, std::span<std::byte> data) const override {
    ++asked;
    return device_.read(address, data);
  }
  Result<RunReport> run(const RunRequest& request) override {
    ++asked;
    return device_.run(request);
  }

 private:
  Device& device_;
};

// A transfer or a run each, however many instructions there are.
TEST_F(RemoteConv2d, AWholeLayerIsAHandfulOfCalls) {
  start();
  const Result<topi::Conv2dLayer> seed = topi::find_layer("seed");
  ASSERT_TRUE(seed.ok());
  const Result<Conv2dJob> large = make_conv2d_job(Config::pynq(), "seed", seed.value(), {}, 1);
  ASSERT_TRUE(large.ok()) << large.error().message;
  const Conv2dJob small = small_job();
  std::vector<std::uint64_t> calls;
  for (const Conv2dJob* job : {&large.value(), &small}) {
    const std::unique_ptr<RemoteDevice> remote = open();
    ASSERT_TRUE(remote);
    CountingDevice device(*remote);
    const std::uint64_t before = server->calls();
    const Result<Conv2dRun> run = run_conv2d_job(*job, device);
    ASSERT_TRUE(run.ok()) << run.error().message;
    EXPECT_EQ(run.value().report.outcome, RunOutcome::kFinished);
    calls.push_back(server->calls() - before);
    EXPECT_EQ(calls.back(), device.asked);
  }
  EXPECT_EQ(calls[0], calls[1]) << "3366 instructions, and a few";
  EXPECT_LT(calls[0], 20u);
}

TEST_F(RemoteConv2d, TellsErrorsOfAProgramLikeALocalDevice) {
  start();
  Conv2dJob job = small_job();
  job.program.runs[0].insn_count -= 1;  // without FINISH
  const std::unique_ptr<Device> local = make_functional(Config::pynq());
  const Result<Conv2dRun> here = run_conv2d_job(job, *local);
  const std::unique_ptr<RemoteDevice> remote = open();
  ASSERT_TRUE(remote);
  const Result<Conv2dRun> there = run_conv2d_job(job, *remote);
  ASSERT_TRUE(here.ok() && there.ok());
  EXPECT_EQ(there.value().report.outcome, RunOutcome::kError);
  EXPECT_EQ(there.value().report.error, ErrorCode::kMissingFinish);
  EXPECT_EQ(there.value().report.error_insn, here.value().report.error_insn);
  EXPECT_EQ(there.value().report.detail, here.value().report.detail);
}

}  // namespace
}  // namespace vta::rpc
