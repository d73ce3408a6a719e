// SPDX-License-Identifier: Apache-2.0
//
// vta replay: run a program bundle on any target and check what it leaves behind.

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "driver/device/memory.h"
#include "driver/program/bundle.h"
#include "driver/replay/run_program.h"
#include "tools/command.h"
#include "tools/lockstep_option.h"
#include "tools/output_file.h"
#include "tools/report.h"
#include "tools/target.h"
#include "tools/text.h"

namespace vta {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

const CommandHelp kHelp = {
    "vta replay", "DIR [options]",
    "Runs every run of a program bundle, in order, and compares memory and statistics with what\n"
    "the bundle expects.",
    "Exit codes: 0 every expected byte and every given statistic matches; 1 a mismatch; 2 wrong\n"
    "usage, unreadable bundle or a target of another geometry; 3 hang, timeout or device error.\n"};

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

Json result_json(const Program& program, const std::string& target, const ReplayResult& result) {
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

std::string result_text(const Program& program, const ReplayResult& result) {
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

Result<Program> read_program(const std::string& path, const TargetOptions& target) {
  Result<Program> program = read_bundle(path);
  if (!program) return program;
  std::uint64_t bytes = 0;  // each region is below 2^33, and there are few
  for (const ProgramRegion& region : program.value().regions) bytes += region.size;
  if (bytes > DeviceMemory::kMaxBytes) {
    return Error{"the regions of '" + path + "' have " + std::to_string(bytes) +
                 " bytes together; at most " + std::to_string(DeviceMemory::kMaxBytes) +
                 " are simulated"};
  }
  if (target.max_cycles) {
    const auto bound = static_cast<std::uint64_t>(*target.max_cycles);
    for (ProgramRun& run : program.value().runs) {
      run.max_cycles = std::min(run.max_cycles.value_or(bound), bound);
    }
  }
  return program;
}

}  // namespace

int replay_command(const Arguments& arguments) {
  po::options_description options("Options");
  add_target_options(options);
  add_lockstep_option(options);
  options.add_options()("stats-json", po::value<std::string>()->value_name("FILE"),
                        "write statistics, cycles and the rest of the report")(
      "json", "report as one JSON object on stdout");
  po::positional_options_description positional;
  positional.add("argument", -1);
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, options, positional, arguments, values)) {
    return *code;
  }
  const Result<std::string> path = single_argument(values, "the directory of a bundle");
  if (!path) return fail(kHelp, path.error().message);
  const Result<TargetOptions> target = read_target_options(values);
  if (!target) return fail(kHelp, target.error().message);
  const Result<Program> program = read_program(path.value(), target.value());
  if (!program) return fail(kHelp, program.error().message);

  std::optional<OutputFile> stats, trace;
  const std::string stats_path =
      values.count("stats-json") != 0 ? values["stats-json"].as<std::string>() : "";
  for (const auto& [name, file] :
       {std::pair{stats_path, &stats}, std::pair{target.value().trace_path, &trace}}) {
    if (name.empty()) continue;
    Result<OutputFile> created = OutputFile::create(name);
    if (!created) return fail(kHelp, created.error().message);
    file->emplace(std::move(created).value());
  }
  Result<std::unique_ptr<Device>> device =
      make_target(program.value().config, target.value(), trace ? trace->temporary_path() : "");
  if (!device) return fail(kHelp, device.error().message);

  const Result<ReplayResult> result = [&] {
    const ProgressLine progress(*device.value());
    return run_program(*device.value(), program.value());
  }();
  const std::optional<LockstepOutcome> lockstep =
      lockstep_outcome(*device.value(), program.value(), kHelp.name, arguments);
  device.value().reset();  // completes the trace
  if (trace) {
    if (Status s = trace->commit(); !s) return fail(kHelp, s.error().message);
  }
  if (lockstep && lockstep->mismatch) {
    return fail_with_report(kHelp, *lockstep->mismatch, kExitMismatch);
  }
  // The bundle was checked when it was read, so what fails now is the device.
  if (!result) return fail(kHelp, result.error().message, kExitDevice);

  Json json = result_json(program.value(), target.value().target, result.value());
  if (lockstep) json["lockstep"] = lockstep->counts;
  std::string text = result_text(program.value(), result.value());
  if (lockstep) text += lockstep->line;
  if (values.count("json") != 0) text = json.dump(2) + "\n";
  std::fputs(text.c_str(), stdout);
  if (stats) {
    Status status = stats->write(json.dump(2) + "\n");
    if (status) status = stats->commit();
    if (!status) return fail(kHelp, status.error().message);
  }
  for (const std::string& complaint : result.value().complaints()) fail(kHelp, complaint);
  return exit_code(result.value().verdict());
}

}  // namespace vta
