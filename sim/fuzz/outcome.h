// SPDX-License-Identifier: Apache-2.0
//
// Runs a program on a device and keeps all that targets must agree on.

#ifndef VTA_SIM_FUZZ_OUTCOME_H_
#define VTA_SIM_FUZZ_OUTCOME_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "driver/device/device.h"
#include "driver/program/program.h"

namespace vta::fuzz {

struct RunRecord {
  RunReport report;
  std::vector<std::byte> memory;  // all regions in the order of the program, after the run
};
using ProgramOutcome = std::vector<RunRecord>;  // by run

// Adds the regions, writes the blobs and makes all runs of the program. The device must be new: it
// has no regions yet. Fails when the device refuses something.
[[nodiscard]] Result<ProgramOutcome> run_on(Device& device, const Program& program);

// Empty when outcome, error code, index and statistics of every run and all bytes of memory after
// it are equal, else one sentence that names the first difference. Bytes of `unspecified` do not
// count.
[[nodiscard]] std::string difference(const Program& program, const ProgramOutcome& expected,
                                     const ProgramOutcome& actual,
                                     std::span<const ProgramRegion> unspecified = {});

// The program with all of this as what its runs must leave behind.
[[nodiscard]] Program with_expectations(Program program, const ProgramOutcome& outcome,
                                        std::span<const ProgramRegion> unspecified = {});

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_OUTCOME_H_
