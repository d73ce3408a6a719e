// SPDX-License-Identifier: Apache-2.0
//
// A convolution made ready to run: the program, its random data and the result by definition.

#ifndef VTA_TOOLS_CONV2D_JOB_H_
#define VTA_TOOLS_CONV2D_JOB_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/topi/conv2d.h"
#include "compiler/topi/operator.h"
#include "compiler/topi/pack.h"
#include "driver/device/device.h"
#include "driver/program/program.h"
#include "driver/replay/error_site.h"
#include "sim/reference/conv2d.h"

namespace vta {

// The layer as sim/reference knows it.
[[nodiscard]] Conv2dShape reference_shape(const topi::Conv2dLayer& layer);

struct Conv2dJob {
  Config config = Config::pynq();
  topi::Conv2dLayer layer;
  topi::Conv2dSchedule schedule;
  topi::Compiled compiled;
  Program program;  // expects the reference result
  topi::PackShape result_shape;
  std::vector<std::int8_t> reference;  // NCHW
  std::uint64_t result_address = 0;    // bytes
};

// Compiles, fills data and kernel with numbers in [-128, 127] and the bias, if any, with numbers in
// [-32768, 32767] that depend on nothing but `seed`, and convolves by definition. Fails when the
// layer or the schedule does.
[[nodiscard]] Result<Conv2dJob> make_conv2d_job(const Config& config, const std::string& name,
                                                const topi::Conv2dLayer& layer,
                                                const topi::Conv2dSchedule& schedule,
                                                std::uint32_t seed,
                                                const topi::CompileOptions& options = {});

// What a device did with the job.
struct Conv2dRun {
  RunReport report;
  std::optional<ErrorSite> error_site;
  std::vector<std::byte> memory;    // all regions, one after the other
  std::vector<std::int8_t> result;  // NCHW
};

// Runs the job on a fresh device.
[[nodiscard]] Result<Conv2dRun> run_conv2d_job(const Conv2dJob& job, Device& device);

// One line of the report: "reference conv2d: matches (50176 bytes)", or where and how it differs.
struct Comparison {
  bool matches = false;
  std::string text;
};
[[nodiscard]] Comparison compare_with_reference(const Conv2dJob& job, const Conv2dRun& run);
// Compares the result, the rest of the memory and the statistics.
[[nodiscard]] Comparison compare_with_golden(const Conv2dJob& job, const Conv2dRun& run,
                                             const Conv2dRun& golden);

}  // namespace vta

#endif  // VTA_TOOLS_CONV2D_JOB_H_
