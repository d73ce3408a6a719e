// SPDX-License-Identifier: Apache-2.0
//
// All coverage groups, and the RTL as a device that fills them.

#ifndef VTA_TESTS_COVERAGE_FUNCTIONAL_COVERAGE_H_
#define VTA_TESTS_COVERAGE_FUNCTIONAL_COVERAGE_H_

#include <memory>
#include <ostream>
#include <vector>

#include "sim/rtl/rtl_device.h"
#include "tests/coverage/compute_coverage.h"
#include "tests/coverage/run_coverage.h"
#include "tests/coverage/transfer_coverage.h"

namespace vta::coverage {

struct FunctionalCoverage {
  TransferCoverage transfers;
  ComputeCoverage compute;
  RunCoverage runs;

  [[nodiscard]] std::vector<const CoverageGroup*> groups() const;
  void write(std::ostream& out) const;
};

// As make_rtl_device(), with every run observed. Programs must be free of races and leave the
// instructions and micro-ops in DRAM as they are. `coverage` must outlive the device.
[[nodiscard]] Result<std::unique_ptr<Device>> make_observed_rtl(std::unique_ptr<RtlModel> model,
                                                                const Config& config,
                                                                const RtlOptions& options,
                                                                FunctionalCoverage& coverage);

// For `make coverage`: into a file of the directory that VTA_COVERAGE_DIR names; without that
// variable it goes nowhere.
void save(const FunctionalCoverage& coverage);

}  // namespace vta::coverage

#endif  // VTA_TESTS_COVERAGE_FUNCTIONAL_COVERAGE_H_
