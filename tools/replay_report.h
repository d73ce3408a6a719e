// SPDX-License-Identifier: Apache-2.0
//
// What the runs of a bundle did, as text and as JSON.

#ifndef VTA_TOOLS_REPLAY_REPORT_H_
#define VTA_TOOLS_REPLAY_REPORT_H_

#include <nlohmann/json.hpp>
#include <string>

#include "driver/program/program.h"
#include "driver/replay/run_program.h"

namespace vta {

// Target, name and geometry, the sums over all runs as add_report() writes them, `runs`,
// `complaints`, `verdict` ("match", "mismatch", "failed") and `success`.
[[nodiscard]] nlohmann::ordered_json replay_json(const Program& program, const std::string& target,
                                                 const ReplayResult& result);

// For each run how it ended, its statistics and cycles, and whether it matches.
[[nodiscard]] std::string replay_text(const Program& program, const ReplayResult& result);

}  // namespace vta

#endif  // VTA_TOOLS_REPLAY_REPORT_H_
