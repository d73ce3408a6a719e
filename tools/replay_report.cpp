// SPDX-License-Identifier: Apache-2.0
#include "tools/replay_report.h"

#include <optional>
#include <utility>

#include "tools/report.h"
#include "tools/text.h"

namespace vta {
namespace {

using Json = nlohmann::ordered_json;

const char* verdict_name(ReplayVerdict verdict) {
  switch (verdict) {
    case ReplayVerdict::kMatch:
      return "match";
    case ReplayVerdict::kMismatch:
      return "mismatch";
    case ReplayVerdict::kFailed:
      return "failed";
  }
  return "failed";
}

// Statistics and cycles at the top level are the sums over all runs.
RunReport total(const ReplayResult& result) {
  RunReport sum;
  for (const ReplayRun& run : result.runs) {
    for (const StatisticsKey& key : statistics_keys()) {
      sum.statistics.*key.field += run.report.statistics.*key.field;
    }
    if (!run.report.cycle_report) continue;
    if (!sum.cycle_report) sum.cycle_report.emplace();
    const CycleReport& part = *run.report.cycle_report;
    CycleReport& whole = *sum.cycle_report;
    whole.cycles += part.cycles;
    whole.host_seconds += part.host_seconds;
    for (StageCycles CycleReport::*stage :
         {&CycleReport::fetch, &CycleReport::load, &CycleReport::compute, &CycleReport::store}) {
      (whole.*stage).busy += (part.*stage).busy;
      (whole.*stage).token_wait += (part.*stage).token_wait;
      (whole.*stage).memory_wait += (part.*stage).memory_wait;
    }
  }
  if (!result.runs.empty()) {  // the last one decides how it ended
    const RunReport& last = result.runs.back().report;
    sum.outcome = last.outcome;
    sum.error = last.error;
    sum.error_insn = last.error_insn;
    sum.detail = last.detail;
  }
  return sum;
}

}  // namespace

nlohmann::ordered_json replay_json(const Program& program, const std::string& target,
                                   const ReplayResult& result) {
  Json object;
  object["target"] = target;
  object["name"] = program.name;
  object["geometry"] = program.config.name();
  add_report(total(result), result.runs.empty() ? std::nullopt : result.runs.back().error_site,
             object);
  object["runs"] = Json::array();
  for (const ReplayRun& run : result.runs) {
    Json entry;
    add_report(run.report, run.error_site, entry);
    entry["matches"] = run.matches();
    object["runs"].push_back(std::move(entry));
  }
  object["complaints"] = result.complaints();
  object["verdict"] = verdict_name(result.verdict());
  object["success"] = result.verdict() == ReplayVerdict::kMatch;
  return object;
}

std::string replay_text(const Program& program, const ReplayResult& result) {
  std::string text;
  for (std::size_t r = 0; r < result.runs.size(); ++r) {
    const RunReport& report = result.runs[r].report;
    const std::string failure = failure_text(report, result.runs[r].error_site);
    text += textf("run %zu of %zu: %s\n", r, program.runs.size(),
                  failure.empty() ? "finished" : failure.c_str());
    text += statistics_text(report) + cycles_text(report);
    if (result.runs[r].matches()) {
      text += textf("run %zu: matches (%zu expected files, %zu expected statistics%s)\n", r,
                    program.runs[r].expect.size(), program.runs[r].stats.size(),
                    program.runs[r].error ? ", the expected error" : "");
    }
  }
  return text;
}

}  // namespace vta
