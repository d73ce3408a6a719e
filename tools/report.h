// SPDX-License-Identifier: Apache-2.0
//
// What a run did, as text and as JSON.

#ifndef VTA_TOOLS_REPORT_H_
#define VTA_TOOLS_REPORT_H_

#include <nlohmann/json.hpp>
#include <string>

#include "driver/device/device.h"

namespace vta {

// "Execution statistics:" and one line per counter; empty for a run that was given up.
[[nodiscard]] std::string statistics_text(const RunReport& report);

// Cycles, GEMM utilization, shares of the stages and simulation speed; empty for a target without a
// clock.
[[nodiscard]] std::string cycles_text(const RunReport& report);

// "timeout after ... " or "illegal_opcode (1) at instruction 12: ..."; empty when it finished.
[[nodiscard]] std::string failure_text(const RunReport& report);

// Adds the counters and, for a target with a clock, `cycles`, `gemm_utilization`, `stages`, ... to
// an object, unless the run was given up; `outcome`, and `error` with `error_insn` when there is
// one.
void add_report(const RunReport& report, nlohmann::ordered_json& object);

}  // namespace vta

#endif  // VTA_TOOLS_REPORT_H_
