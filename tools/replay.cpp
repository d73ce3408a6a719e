// SPDX-License-Identifier: Apache-2.0
//
// vta replay: run a program bundle on any target and check what it leaves behind.

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "driver/replay/parallel.h"
#include "driver/replay/run_program.h"
#include "hw/isa/shown.h"
#include "tools/command.h"
#include "tools/lockstep_option.h"
#include "tools/output_file.h"
#include "tools/replay_bundles.h"
#include "tools/replay_report.h"
#include "tools/run_views.h"
#include "tools/target.h"
#include "tools/text.h"

namespace vta {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

const CommandHelp kHelp = {
    "vta replay", "DIR... [options]",
    "Runs every run of a program bundle, in order, and compares memory and statistics with what\n"
    "the bundle expects. Several bundles run beside each other, each on a device of its own.",
    "Exit codes: 0 every expected byte and every given statistic matches; 1 a mismatch; 2 wrong\n"
    "usage, unreadable bundle or a target of another geometry; 3 hang, timeout or device error.\n"};

constexpr std::int64_t kMaxJobs = 1024;

void print(const po::variables_map& values, const std::string& text, const Json& json) {
  std::fputs((values.count("json") != 0 ? json_text(json) : text).c_str(), stdout);
}

Status write_json(std::optional<OutputFile>& file, const Json& json) {
  if (!file) return ok_status();
  if (Status status = file->write(json_text(json)); !status) return status;
  return file->commit();
}

// An option that is given and that speaks of a single bundle, or null.
const char* single_bundle_option(const po::variables_map& values) {
  for (const char* option : {"lockstep", "trace"}) {
    if (values.count(option) != 0) return option;
  }
  return view_option(values);
}

// 3 before 2 before 1: the worst of the bundles says how all went.
int replay_several(const std::vector<std::string>& paths, const TargetOptions& target,
                   std::size_t jobs, std::optional<OutputFile>& stats,
                   const po::variables_map& values) {
  Json json = {{"target", target.target}, {"bundles", Json::array()}};
  std::string text;
  int code = kExitOk;
  for (const ReplayedBundle& bundle : replay_bundles(paths, target, jobs)) {
    text += shown(bundle.path) + ":\n" + bundle.text;
    json["bundles"].push_back(bundle.json);
    for (const std::string& complaint : bundle.complaints) {
      const bool named =
          complaint.starts_with(bundle.path + ": ");  // as files that are missing are
      fail(kHelp, named ? complaint : bundle.path + ": " + complaint);
    }
    code = std::max(code, bundle.code);
  }
  json["success"] = code == kExitOk;
  print(values, text, json);
  if (Status status = write_json(stats, json); !status) return fail(kHelp, status.error().message);
  return code;
}

}  // namespace

int replay_command(const Arguments& arguments) {
  po::options_description options("Options");
  add_target_options(options);
  add_lockstep_option(options);
  options.add_options()("stats-json", po::value<std::string>()->value_name("FILE"),
                        "write statistics, cycles and the rest of the report")(
      "json", "report as one JSON object on stdout")(
      "jobs", po::value<std::int64_t>()->value_name("N"),
      "how many bundles run at the same time on golden and functional; as many as this host has "
      "processors by default");
  add_view_options(options);
  po::positional_options_description positional;
  positional.add("argument", -1);
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, options, positional, arguments, values)) {
    return *code;
  }
  if (values.count("argument") == 0) return fail(kHelp, "expected the directory of a bundle");
  const auto& paths = values["argument"].as<std::vector<std::string>>();
  const Result<TargetOptions> target = read_target_options(values);
  if (!target) return fail(kHelp, target.error().message);
  auto jobs = integer_option(values, "jobs", 1, kMaxJobs);
  if (!jobs) return fail(kHelp, jobs.error().message);
  const std::string scheme = target_scheme(target.value());
  const bool alone = scheme != "golden" && scheme != "functional";
  if (alone && jobs.value().value_or(1) > 1) {
    return fail(kHelp, "--jobs needs --target golden or functional; target " + scheme +
                           " runs one bundle at a time");
  }
  if (!jobs.value()) jobs = std::optional<std::int64_t>(alone ? 1 : host_threads());
  std::optional<Program> program;
  if (paths.size() == 1) {
    Result<Program> read = read_replay_program(paths.front(), target.value());
    if (!read) return fail(kHelp, read.error().message);
    program = std::move(read).value();
  } else if (const char* option = single_bundle_option(values)) {
    return fail(kHelp, "--" + std::string(option) + " needs a single bundle, got " +
                           std::to_string(paths.size()));
  }

  Result<RunViews> views = RunViews::open(values, target.value());
  if (!views) return fail(kHelp, views.error().message);
  std::optional<OutputFile> stats, trace;
  const std::string stats_path =
      values.count("stats-json") != 0 ? values["stats-json"].as<std::string>() : "";
  for (const auto& [name, file] :
       {std::pair{stats_path, &stats}, std::pair{target.value().trace.path, &trace}}) {
    if (name.empty()) continue;
    Result<OutputFile> created = OutputFile::create(name);
    if (!created) return fail(kHelp, created.error().message);
    file->emplace(std::move(created).value());
  }
  if (!program) {
    return replay_several(paths, target.value(), static_cast<std::size_t>(*jobs.value()), stats,
                          values);
  }

  Result<std::unique_ptr<Device>> device =
      make_target(program->config, target.value(), trace ? trace->temporary_path() : "",
                  views.value().observer(program->config));
  if (!device) return fail(kHelp, device.error().message);

  const Result<ReplayResult> result = [&] {
    const ProgressLine progress(*device.value());
    return run_program(*device.value(), *program);
  }();
  const std::optional<LockstepOutcome> lockstep =
      lockstep_outcome(*device.value(), *program, kHelp.name, arguments);
  device.value().reset();  // completes the trace
  const Status traced = trace ? end_trace(target.value().trace, *trace) : ok_status();
  if (!traced) fail(kHelp, traced.error().message);
  if (lockstep && lockstep->mismatch) {
    return fail_with_report(kHelp, *lockstep->mismatch, kExitMismatch);
  }
  // The bundle was checked when it was read, so what fails now is the device.
  if (!result) return fail(kHelp, result.error().message, kExitDevice);

  Json json = replay_json(*program, target.value().target, result.value());
  if (scheme == "rtl") json["machine"] = machine_json(target.value());
  if (lockstep) json["lockstep"] = lockstep->counts;
  std::string text = replay_text(*program, result.value());
  if (lockstep) text += lockstep->line;
  print(values, text, json);
  if (Status status = write_json(stats, json); !status) return fail(kHelp, status.error().message);
  if (Status s = views.value().write(*program, json); !s) return fail(kHelp, s.error().message);
  for (const std::string& complaint : result.value().complaints()) fail(kHelp, complaint);
  const int code = exit_code(result.value().verdict());
  return code == kExitOk && !traced ? kExitUsage : code;
}

}  // namespace vta
