// SPDX-License-Identifier: Apache-2.0
#include "tools/report.h"

#include <array>
#include <utility>

#include "tools/text.h"

namespace vta {
namespace {

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

double cycles_per_second(const CycleReport& report) {
  return report.host_seconds > 0 ? static_cast<double>(report.cycles) / report.host_seconds : 0.0;
}

std::array<std::pair<const char*, const StageCycles*>, 4> stages(const CycleReport& report) {
  return {{{"fetch", &report.fetch},
           {"load", &report.load},
           {"compute", &report.compute},
           {"store", &report.store}}};
}

}  // namespace

std::string statistics_text(const RunReport& report) {
  if (report.outcome == RunOutcome::kTimeout) return "";
  std::string text = "Execution statistics:\n";
  for (const StatisticsKey& key : statistics_keys()) {
    text += textf("\t%-16s: %16llu\n", std::string(key.name).c_str(),
                  static_cast<unsigned long long>(report.statistics.*key.field));
  }
  return text;
}

std::string cycles_text(const RunReport& report) {
  if (!report.cycle_report) return "";
  const CycleReport& cycles = *report.cycle_report;
  std::string text = "Cycle report:\n";
  text += textf("\t%-16s: %16llu\n", "cycles", static_cast<unsigned long long>(cycles.cycles));
  text += textf("\t%-16s: %14.2f %%\n", "GEMM utilization",
                percent(report.statistics.gemm_counter, cycles.cycles));
  for (const auto& [name, stage] : stages(cycles)) {
    text += textf("\t%-16s: busy %6.2f %%, token wait %6.2f %%, memory wait %6.2f %%\n", name,
                  percent(stage->busy, cycles.cycles), percent(stage->token_wait, cycles.cycles),
                  percent(stage->memory_wait, cycles.cycles));
  }
  text += textf("\t%-16s: %16.0f per second\n", "simulated cycles", cycles_per_second(cycles));
  return text;
}

std::string failure_text(const RunReport& report, const std::optional<ErrorSite>& site) {
  if (report.outcome == RunOutcome::kFinished) return "";
  const bool timeout = report.outcome == RunOutcome::kTimeout;
  return (timeout ? "timeout" : describe_error(report, site)) + detail_suffix(report);
}

void add_report(const RunReport& report, const std::optional<ErrorSite>& site,
                nlohmann::ordered_json& object) {
  if (report.outcome != RunOutcome::kTimeout) {
    for (const StatisticsKey& key : statistics_keys()) {
      object[std::string(key.name)] = report.statistics.*key.field;
    }
  }
  if (report.cycle_report) {
    const CycleReport& cycles = *report.cycle_report;
    object["cycles"] = cycles.cycles;
    object["gemm_utilization"] = percent(report.statistics.gemm_counter, cycles.cycles) / 100.0;
    for (const auto& [name, stage] : stages(cycles)) {
      object["stages"][name] = {{"busy", stage->busy},
                                {"token_wait", stage->token_wait},
                                {"memory_wait", stage->memory_wait}};
    }
    object["host_seconds"] = cycles.host_seconds;
    object["cycles_per_second"] = cycles_per_second(cycles);
  }
  switch (report.outcome) {
    case RunOutcome::kFinished:
      object["outcome"] = "finished";
      break;
    case RunOutcome::kTimeout:
      object["outcome"] = "timeout";
      break;
    case RunOutcome::kError:
      object["outcome"] = "error";
      object["error"] = std::string(to_string(report.error));
      object["error_insn"] = report.error_insn;
      if (site) object["error_origin"] = site->origin;
      break;
  }
  if (!report.detail.empty()) object["detail"] = report.detail;
}

}  // namespace vta
