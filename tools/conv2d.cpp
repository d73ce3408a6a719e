// SPDX-License-Identifier: Apache-2.0
//
// vta conv2d: compile a convolution, run it, compare it with its definition and the golden model.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "compiler/ir/print.h"
#include "driver/program/bundle.h"
#include "hw/isa/disassemble.h"
#include "sim/golden/golden_device.h"
#include "tools/command.h"
#include "tools/conv2d_job.h"
#include "tools/conv2d_options.h"
#include "tools/lockstep_option.h"
#include "tools/output_file.h"
#include "tools/report.h"
#include "tools/run_views.h"
#include "tools/target.h"
#include "tools/text.h"

namespace vta {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

constexpr std::int64_t kDefaultSeed = 1;
constexpr const char* kPrintHelp =
    "list the program on stdout: te (loops of the definition), tiled (blocked), vthread (shared by "
    "virtual threads), dma (mapped to DMA, GEMM and ALU), calls or insns";
constexpr std::string_view kPrintStages[] = {"te", "tiled", "vthread", "dma", "calls", "insns"};

const CommandHelp kHelp = {
    "vta conv2d", "[options]",
    "Compiles a 2-D convolution with shift and clip, runs it on random 8-bit data in [-128, 127]\n"
    "and compares the result with the convolution computed from its definition and with the\n"
    "golden model of the instruction set. Without options: the seed's layer on the rtl target.",
    "Tiles that are not given are chosen: the seed's for the seed's layer, else those with the\n"
    "shortest estimated run of all that fit.\n\n"
    "With --print the listing goes to stdout and everything else to stderr.\n\n"
    "Exit codes: 0 both comparisons match; 1 a comparison (or --lockstep) finds a difference;\n"
    "2 wrong usage, bad input, or the layer or the schedule does not fit; 3 hang, timeout or\n"
    "device error.\n"};

po::options_description all_options() {
  po::options_description layer("Layer");
  add_layer_options(layer);
  po::options_description schedule("Schedule");
  add_schedule_options(schedule);
  schedule.add_options()("portable", "refuse what upstream's hardware computes wrongly");
  po::options_description run("Run");
  run.add_options()("seed", po::value<std::int64_t>()->value_name("N"),
                    "of the random data (default 1)")(
      "config", po::value<std::string>()->value_name("FILE"),
      "geometry (default: the one of hw/config/pynq.json)");
  add_target_options(run);
  add_lockstep_option(run);
  po::options_description output("Output");
  output.add_options()("print", po::value<std::string>()->value_name("STAGE"), kPrintHelp)(
      "save-bundle", po::value<std::string>()->value_name("DIR"),
      "write the program with its data and the golden model's result")(
      "stats-json", po::value<std::string>()->value_name("FILE"),
      "write statistics, cycles and the rest of the report")("json",
                                                             "report as one JSON object on stdout");
  add_view_options(output);

  po::options_description all;
  all.add(layer).add(schedule).add(run).add(output);
  return all;
}

// Everything the command line says.
struct Settings {
  Conv2dOptions conv2d;
  TargetOptions target;
  Config config = Config::pynq();
  std::uint32_t seed = 0;
  std::string print, bundle_path, stats_path;
  bool json = false, portable = false;
};

Result<Settings> read_settings(const po::variables_map& values) {
  Settings settings;
  const auto text = [&values](const char* name) {
    return values.count(name) != 0 ? values[name].as<std::string>() : std::string();
  };
  settings.print = text("print");
  if (values.count("print") != 0 && std::find(std::begin(kPrintStages), std::end(kPrintStages),
                                              settings.print) == std::end(kPrintStages)) {
    return Error{"--print is '" + settings.print +
                 "'; it must be te, tiled, vthread, dma, calls or insns"};
  }
  settings.bundle_path = text("save-bundle");
  settings.stats_path = text("stats-json");
  settings.json = values.count("json") != 0;
  settings.portable = values.count("portable") != 0;
  const auto seed = integer_option(values, "seed", 0, 0xffffffff);
  if (!seed) return seed.error();
  settings.seed = static_cast<std::uint32_t>(seed.value().value_or(kDefaultSeed));
  Result<TargetOptions> target = read_target_options(values);
  if (!target) return target.error();
  settings.target = std::move(target).value();
  Result<Config> config = read_config(text("config"));
  if (!config) return config.error();
  settings.config = config.value();
  Result<Conv2dOptions> conv2d = read_conv2d_options(values);
  if (!conv2d) return conv2d.error();
  settings.conv2d = std::move(conv2d).value();
  return settings;
}

// Files are opened before the run, so that hours of simulation are not lost to a typing mistake.
struct Outputs {
  std::optional<OutputFile> stats, trace;
  RunViews views;
};

Result<Outputs> open_outputs(const Settings& settings, const po::variables_map& values) {
  Result<RunViews> views = RunViews::open(values, settings.target);
  if (!views) return views.error();
  Outputs outputs{.stats = {}, .trace = {}, .views = std::move(views).value()};
  for (const auto& [path, file] : {std::pair{settings.stats_path, &outputs.stats},
                                   std::pair{settings.target.trace.path, &outputs.trace}}) {
    if (path.empty()) continue;
    Result<OutputFile> created = OutputFile::create(path);
    if (!created) return created.error();
    file->emplace(std::move(created).value());
  }
  if (!settings.bundle_path.empty()) {
    std::error_code error;
    if (std::filesystem::exists(settings.bundle_path, error) &&
        !std::filesystem::is_empty(settings.bundle_path, error)) {
      return Error{"cannot save a bundle as '" + settings.bundle_path +
                   "': it exists and is not an empty directory"};
    }
  }
  return outputs;
}

// The loop nest of a schedule that is applied in part.
Status print_loops(const Conv2dJob& job, topi::Conv2dStage stage) {
  const Result<topi::Operator> op = topi::conv2d(job.config, job.layer, job.schedule, stage);
  if (!op) return op.error();
  const Result<ir::Function> loops =
      lower_to_loops(op.value().schedule, op.value().args, job.config);
  if (!loops) return loops.error();
  std::fputs(ir::to_text(loops.value()).c_str(), stdout);
  return ok_status();
}

Status print_listing(const Conv2dJob& job, const std::string& what) {
  if (what == "te") return print_loops(job, topi::Conv2dStage::kDefault);
  if (what == "tiled") return print_loops(job, topi::Conv2dStage::kTiled);
  if (what == "vthread") return print_loops(job, topi::Conv2dStage::kThreads);
  if (what == "dma") {
    std::fputs(ir::to_text(job.compiled.function).c_str(), stdout);
  } else if (what == "calls") {
    for (const Call& call : job.compiled.code.calls) std::printf("%s\n", to_string(call).c_str());
  } else if (what == "insns") {
    const std::vector<Insn>& insns = job.compiled.finished.insns;
    for (std::size_t i = 0; i < insns.size(); ++i) {
      std::printf("%s\n", disassemble(job.config, i, insns[i]).c_str());
    }
  }
  return ok_status();
}

Json job_json(const Settings& settings, const Conv2dJob& job) {
  const topi::Conv2dLayer& l = job.layer;
  const topi::Conv2dSchedule& s = job.schedule;
  Json object;
  object["target"] = settings.target.target;
  object["geometry"] = job.config.name();
  object["seed"] = settings.seed;
  if (target_scheme(settings.target) == "rtl") object["machine"] = machine_json(settings.target);
  object["layer"] = {{"name", settings.conv2d.layer_name},
                     {"batch", l.batch},
                     {"height", l.height},
                     {"width", l.width},
                     {"in_channels", l.in_channels},
                     {"out_channels", l.out_channels},
                     {"kernel", {l.kernel_h, l.kernel_w}},
                     {"pad", {l.pad_h, l.pad_w}},
                     {"stride", {l.stride_h, l.stride_w}},
                     {"shift", l.shift},
                     {"bias", l.bias}};
  object["schedule"] = {{"tile_oc", s.tile_oc},
                        {"tile_ic", s.tile_ic},
                        {"tile_h", s.tile_h},
                        {"tile_w", s.tile_w},
                        {"vthreads", s.vthreads},
                        {"thread_axis", std::string(to_string(s.thread_axis))},
                        {"stationary", std::string(to_string(s.stationary))},
                        {"coalesce", s.coalesce},
                        {"overlap", s.overlap}};
  object["instructions"] = job.compiled.finished.insns.size();
  object["uops"] = job.compiled.finished.uops.size();
  return object;
}

// The program as it is saved: it expects what the golden model computed.
Program golden_program(const Conv2dJob& job, const Conv2dRun& golden) {
  Program program = job.program;
  ProgramRun& run = program.runs[0];
  const Result<std::vector<std::int8_t>> packed = topi::pack(job.result_shape, golden.result);
  VTA_CHECK(packed.ok());
  const auto bytes = std::as_bytes(std::span(packed.value()));
  run.expect[0].bytes.assign(bytes.begin(), bytes.end());
  for (const StatisticsKey& key : statistics_keys()) {
    run.stats[std::string(key.name)] = golden.report.statistics.*key.field;
  }
  return program;
}

int run_all(const Settings& settings, const Arguments& arguments, const Conv2dJob& job,
            Outputs outputs) {
  Result<std::unique_ptr<Device>> target = make_target(
      settings.config, settings.target, outputs.trace ? outputs.trace->temporary_path() : "",
      outputs.views.observer(settings.config));
  if (!target) return fail(kHelp, target.error().message);

  const std::unique_ptr<Device> golden_device = make_golden(settings.config);
  const Result<Conv2dRun> golden = run_conv2d_job(job, *golden_device);
  if (!golden) return fail(kHelp, "golden: " + golden.error().message, kExitDevice);
  if (golden.value().report.outcome != RunOutcome::kFinished) {
    return fail(kHelp, "golden: " + failure_text(golden.value().report, golden.value().error_site),
                kExitDevice);
  }
  if (!settings.bundle_path.empty()) {
    if (Status s = write_bundle(golden_program(job, golden.value()), settings.bundle_path); !s) {
      return fail(kHelp, s.error().message);
    }
  }

  const Result<Conv2dRun> run = [&] {
    const ProgressLine progress(*target.value());
    return run_conv2d_job(job, *target.value());
  }();
  const std::optional<LockstepOutcome> lockstep =
      lockstep_outcome(*target.value(), job.program, kHelp.name, arguments);
  target.value().reset();  // completes the trace, which is of use after a failure, too
  const Status traced =
      outputs.trace ? end_trace(settings.target.trace, *outputs.trace) : ok_status();
  if (!traced) fail(kHelp, traced.error().message);
  if (lockstep && lockstep->mismatch) {
    return fail_with_report(kHelp, *lockstep->mismatch, kExitMismatch);
  }
  if (!run) return fail(kHelp, settings.target.target + ": " + run.error().message, kExitDevice);
  const RunReport& report = run.value().report;
  const bool finished = report.outcome == RunOutcome::kFinished;
  const Comparison comparisons[] = {compare_with_reference(job, run.value()),
                                    compare_with_golden(job, run.value(), golden.value())};
  const bool success = finished && comparisons[0].matches && comparisons[1].matches;

  Json json = job_json(settings, job);
  add_report(report, run.value().error_site, json);
  if (lockstep) json["lockstep"] = lockstep->counts;
  if (finished) {
    json["comparisons"] = {
        {"reference", {{"matches", comparisons[0].matches}, {"text", comparisons[0].text}}},
        {"golden", {{"matches", comparisons[1].matches}, {"text", comparisons[1].text}}}};
  }
  json["success"] = success;
  std::string text;
  if (settings.json) {
    text = json_text(json);
  } else {
    text = statistics_text(report) + cycles_text(report);
    if (finished) text += comparisons[0].text + "\n" + comparisons[1].text + "\n";
    if (finished && lockstep) text += lockstep->line;
    if (success) text += "Successful 2D convolution test!\n";
  }
  std::fputs(text.c_str(), settings.print.empty() ? stdout : stderr);
  if (outputs.stats) {
    Status status = outputs.stats->write(json_text(json));
    if (status) status = outputs.stats->commit();
    if (!status) return fail(kHelp, status.error().message);
  }
  if (Status s = outputs.views.write(job.program, json); !s) return fail(kHelp, s.error().message);
  if (!finished) {
    const std::string failure = failure_text(report, run.value().error_site);
    return fail(kHelp, settings.target.target + ": " + failure, kExitDevice);
  }
  if (!success) return kExitMismatch;
  return traced ? kExitOk : kExitUsage;
}

}  // namespace

int conv2d_command(const Arguments& arguments) {
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, all_options(), {}, arguments, values)) return *code;
  const Result<Settings> settings = read_settings(values);
  if (!settings) return fail(kHelp, settings.error().message);
  const Settings& s = settings.value();
  const Result<topi::Conv2dSchedule> schedule = resolve_schedule(s.config, s.conv2d);
  if (!schedule) return fail(kHelp, schedule.error().message);
  Result<Outputs> outputs = open_outputs(s, values);
  if (!outputs) return fail(kHelp, outputs.error().message);
  const Result<Conv2dJob> job =
      make_conv2d_job(s.config, "conv2d-" + s.conv2d.layer_name, s.conv2d.layer, schedule.value(),
                      s.seed, {s.portable});
  if (!job) return fail(kHelp, job.error().message);
  if (Status status = print_listing(job.value(), s.print); !status) {
    return fail(kHelp, status.error().message);
  }
  return run_all(s, arguments, job.value(), std::move(outputs).value());
}

}  // namespace vta
