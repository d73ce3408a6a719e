// SPDX-License-Identifier: Apache-2.0
//
// Runs a program on a device and keeps all that targets must agree on.

#ifndef VTA_TESTS_REGRESS_COMPARE_H_
#define VTA_TESTS_REGRESS_COMPARE_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "driver/device/device.h"
#include "driver/program/program.h"

namespace vta {

struct ProgramOutcome {
  RunReport report;               // of the first run
  std::vector<RunReport> later;   // of the runs behind it, if there are any
  std::vector<std::byte> memory;  // all regions in the order of the program, after the last run
};

// Adds the regions, writes the blobs and makes all runs of the program. The device must be new: it
// has no regions yet. Aborts when the device refuses something, since that is a mistake of the
// test.
[[nodiscard]] ProgramOutcome run_on(Device& device, const Program& program);

// Empty when outcome, error code, index and statistics of every run and all bytes of memory are
// equal, else one sentence that names the first difference. Bytes of `unspecified` do not count.
[[nodiscard]] std::string difference(const Program& program, const ProgramOutcome& expected,
                                     const ProgramOutcome& actual,
                                     std::span<const ProgramRegion> unspecified = {});

}  // namespace vta

#endif  // VTA_TESTS_REGRESS_COMPARE_H_
