// SPDX-License-Identifier: Apache-2.0
//
// Coverage of whole runs: token flags, tokens left over, full queues, and how runs end.

#ifndef VTA_TESTS_COVERAGE_RUN_COVERAGE_H_
#define VTA_TESTS_COVERAGE_RUN_COVERAGE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "driver/device/device.h"
#include "sim/golden/token_counters.h"
#include "tests/coverage/coverage_group.h"

namespace vta::coverage {

class RunCoverage {
 public:
  RunCoverage();

  // Before an instruction executes.
  void visit(const Insn& insn);
  // After a run: what was reported, the instruction it names if the stream has it, the tokens left
  // (which no timing changes), and how many instructions each stage got.
  void end_of_run(const RunReport& report, const std::optional<Insn>& named,
                  const TokenCounters& tokens,
                  const std::array<std::size_t, kStageCount>& instructions);

  [[nodiscard]] std::vector<const CoverageGroup*> groups() const;

 private:
  CoverageGroup flags_, errors_, tokens_, queues_;
};

}  // namespace vta::coverage

#endif  // VTA_TESTS_COVERAGE_RUN_COVERAGE_H_
