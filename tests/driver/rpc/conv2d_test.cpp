// SPDX-License-Identifier: Apache-2.0
//
// A convolution on a remote device, and on the same device without a server between.

#include <gtest/gtest.h>

#include <memory>
#include <utility>

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
