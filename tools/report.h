// SPDX-License-Identifier: Apache-2.0
//
// What a run did, as text and as JSON.

#ifndef VTA_TOOLS_REPORT_H_
#define VTA_TOOLS_REPORT_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "driver/device/device.h"
#include "driver/replay/error_site.h"

namespace vta {

// "Execution statistics:" and one line per counter; empty for a run that was given up.
[[nodiscard]] std::string statistics_text(const RunReport& report);

// Cycles, GEMM utilization, shares of the stages and simulation speed; empty for a target without a
// clock.
[[nodiscard]] std::string cycles_text(const RunReport& report);

// "timeout: ... " or "sram_out_of_range (5) at instruction 12 GEMM: conv2d tile oc 1/2: ..."; empty
// when it finished.
[[nodiscard]] std::string failure_text(const RunReport& report,
                                       const std::optional<ErrorSite>& site);

// Adds the counters and, for a target with a clock, `cycles`, `gemm_utilization`, `stages`, ... to
// an object, unless the run was given up; `outcome`, and `error` with `error_insn` when there is
// one, with `error_origin` when somebody said where the instruction came from.
void add_report(const RunReport& report, const std::optional<ErrorSite>& site,
                nlohmann::ordered_json& object);

}  // namespace vta

#endif  // VTA_TOOLS_REPORT_H_
