// SPDX-License-Identifier: Apache-2.0
//
// Coverage of LOAD and STORE, together with the bursts they made and the back-pressure these met.

#ifndef VTA_TESTS_COVERAGE_TRANSFER_COVERAGE_H_
#define VTA_TESTS_COVERAGE_TRANSFER_COVERAGE_H_

#include <vector>

#include "hw/isa/insn.h"
#include "tests/coverage/axi_monitor.h"
#include "tests/coverage/coverage_group.h"
#include "tests/coverage/mirror.h"

namespace vta::coverage {

class TransferCoverage {
 public:
  TransferCoverage();

  // Before any instruction executes.
  void visit(const Insn& insn);
  // After a run of which everything has retired: matches instructions and bursts, which both are in
  // the order of their client. Aborts when they do not match.
  void end_of_run(const Config& config, const RunRequest& request, unsigned beat_bytes,
                  const Mirror::Outcome& outcome, const AxiMonitor& monitor);

  [[nodiscard]] std::vector<const CoverageGroup*> groups() const;

 private:
  CoverageGroup transfer_, pads_, nothing_, bursts_;
};

}  // namespace vta::coverage

#endif  // VTA_TESTS_COVERAGE_TRANSFER_COVERAGE_H_
