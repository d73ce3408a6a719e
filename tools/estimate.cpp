// SPDX-License-Identifier: Apache-2.0
//
// vta estimate: how long a program takes and where the cycles go, by the cycle model.

#include "sim/timing/estimate.h"

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "compiler/topi/operator.h"
#include "driver/program/assemble.h"
#include "driver/program/bundle.h"
#include "tools/command.h"
#include "tools/conv2d_options.h"
#include "tools/output_file.h"
#include "tools/target.h"
#include "tools/text.h"

namespace vta {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;
using timing::Cause;

const CommandHelp kHelp = {
    "vta estimate", "[DIR|LAYER] [options]",
    "Tells how many cycles a program bundle or a layer takes, without running it, and where they\n"
    "go. The model goes from event to event through the units of the machine and agrees with the\n"
    "rtl target (docs/cycle-model.md). Without a name: the seed's layer.",
    "Exit codes: 0 estimated, 2 wrong usage, bad input, or the layer or the schedule does not "
    "fit,\n"
    "3 the program does not finish.\n"};

// As they are explained to people.
struct Row {
  Cause cause;
  const char* text;
};
constexpr Row kRows[] = {
    {Cause::kGemm, "GEMM"},
    {Cause::kAlu, "ALU, not hidden"},
    {Cause::kReset, "reset, not hidden"},
    {Cause::kLoadToken, "token load -> compute"},
    {Cause::kStoreToken, "token store -> compute"},
    {Cause::kDmaLatency, "own LOADs: DMA latency"},
    {Cause::kDmaBandwidth, "own LOADs: DMA bandwidth"},
    {Cause::kFetch, "no instruction"},
    {Cause::kIssue, "start of instructions"},
    {Cause::kStartEnd, "start and end"},
};
static_assert(std::size(kRows) == timing::kCauses);

struct Settings {
  std::string name;  // of the layer or of the bundle
  Program program;
  timing::Options timing;
  Json machine;
  std::string stats_path;
  bool json = false;
};

// The program alone; its data do not matter.
Result<Program> compile_layer(const Config& config, const Conv2dOptions& options) {
  const Result<topi::Conv2dSchedule> schedule = resolve_schedule(config, options);
  if (!schedule) return schedule.error();
  const Result<topi::Operator> op = topi::conv2d(config, options.layer, schedule.value());
  if (!op) return op.error();
  const Result<topi::Compiled> compiled = topi::compile(config, op.value());
  if (!compiled) return compiled.error();
  return make_program(config, options.layer_name, compiled.value().finished, {}, {});
}

Status refuse_layer_options(const po::variables_map& values, const std::string& bundle,
                            const std::vector<const po::options_description*>& groups) {
  for (const po::options_description* group : groups) {
    for (const auto& option : group->options()) {
      const std::string& name = option->long_name();
      if (name == "layer" || values.count(name) == 0 || values[name].defaulted()) continue;
      return Error{"--" + name + " belongs to a layer; '" + bundle + "' is a bundle"};
    }
  }
  return ok_status();
}

Result<Settings> read_settings(const po::variables_map& values,
                               const std::vector<const po::options_description*>& groups) {
  Settings settings;
  const auto text = [&values](const char* name) {
    return values.count(name) != 0 ? values[name].as<std::string>() : std::string();
  };
  settings.stats_path = text("stats-json");
  settings.json = values.count("json") != 0;
  const Result<TargetOptions> target = read_memory_options(values);
  if (!target) return target.error();
  if (target.value().random_seed) {
    return Error{"--mem-random makes timing that no model foresees; leave it out"};
  }
  settings.timing = cycle_options(target.value());
  settings.machine = machine_json(target.value());
  settings.name = text("layer");
  if (std::filesystem::is_directory(settings.name)) {
    if (Status s = refuse_layer_options(values, settings.name, groups); !s) return s.error();
    Result<Program> program = read_bundle(settings.name);
    if (!program) return program.error();
    settings.program = std::move(program).value();
    return settings;
  }
  const Result<Config> config = read_config(text("config"));
  if (!config) return config.error();
  const Result<Conv2dOptions> conv2d = read_conv2d_options(values);
  if (!conv2d) return conv2d.error();
  settings.name = conv2d.value().layer_name;
  Result<Program> program = compile_layer(config.value(), conv2d.value());
  if (!program) return program.error();
  settings.program = std::move(program).value();
  return settings;
}

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string run_text(const timing::RunEstimate& run) {
  const timing::Breakdown& b = run.breakdown;
  const auto line = [&run](const char* name, std::uint64_t cycles) {
    return textf("\t%-24s: %12llu  %6.2f %%\n", name, static_cast<unsigned long long>(cycles),
                 percent(cycles, run.cycles));
  };
  std::string text = line("cycles", run.cycles);
  for (const Row& row : kRows) {
    text += line(row.text, b.of(row.cause));
    if (row.cause != Cause::kLoadToken) continue;
    text += line("  memory delivers", b.load_token_bus_busy);
    text += line("  memory does not", b.of(row.cause) - b.load_token_bus_busy);
  }
  return text;
}

Json run_json(const timing::RunEstimate& run) {
  Json object;
  object["cycles"] = run.cycles;
  for (std::size_t c = 0; c < timing::kCauses; ++c) {
    object["breakdown"][std::string(timing::kCauseNames[c])] = run.breakdown.cycles[c];
  }
  object["load_token_bus_busy"] = run.breakdown.load_token_bus_busy;
  return object;
}

}  // namespace

int estimate_command(const Arguments& arguments) {
  po::options_description layer("Layer"), schedule("Schedule"), machine("Machine"),
      output("Output");
  add_layer_options(layer);
  add_schedule_options(schedule);
  machine.add_options()("config", po::value<std::string>()->value_name("FILE"),
                        "geometry of a layer (default: the one of hw/config/pynq.json)");
  add_memory_options(machine);
  output.add_options()("stats-json", po::value<std::string>()->value_name("FILE"),
                       "write the estimate")("json", "print one JSON object");
  po::options_description all;
  all.add(layer).add(schedule).add(machine).add(output);
  po::positional_options_description positional;
  positional.add("layer", 1);
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, all, positional, arguments, values)) return *code;
  const Result<Settings> settings = read_settings(values, {&layer, &schedule});
  if (!settings) return fail(kHelp, settings.error().message);
  const Settings& s = settings.value();
  std::optional<OutputFile> stats;
  if (!s.stats_path.empty()) {
    Result<OutputFile> created = OutputFile::create(s.stats_path);
    if (!created) return fail(kHelp, created.error().message);
    stats.emplace(std::move(created).value());
  }
  const Result<timing::Estimate> estimate = timing::estimate(s.program, s.timing);
  if (!estimate) return fail(kHelp, estimate.error().message);
  if (!estimate.value().finished()) {
    return fail(kHelp, "the program does not finish: " + estimate.value().failure(), kExitDevice);
  }

  Json json = {{"name", s.name}, {"geometry", s.program.config.name()}, {"machine", s.machine}};
  json["cycles"] = estimate.value().cycles();
  json["runs"] = Json::array();
  std::string text;
  for (std::size_t r = 0; r < estimate.value().runs.size(); ++r) {
    const timing::RunEstimate& run = estimate.value().runs[r];
    json["runs"].push_back(run_json(run));
    text += textf("Cycle estimate, run %zu of %zu:\n", r, estimate.value().runs.size());
    text += run_text(run);
  }
  if (s.json) text = json_text(json);
  std::fputs(text.c_str(), stdout);
  if (stats) {
    Status status = stats->write(json_text(json));
    if (status) status = stats->commit();
    if (!status) return fail(kHelp, status.error().message);
  }
  return kExitOk;
}

}  // namespace vta
