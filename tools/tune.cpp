// SPDX-License-Identifier: Apache-2.0
//
// vta tune: the schedules of a convolution, ranked.

#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "compiler/tune/conv2d_tuner.h"
#include "tools/command.h"
#include "tools/conv2d_job.h"
#include "tools/conv2d_options.h"
#include "tools/cycle_model.h"
#include "tools/target.h"
#include "tools/text.h"

namespace vta {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

constexpr std::int64_t kDefaultTop = 10;
constexpr std::int64_t kMaxTop = 1000;

const CommandHelp kHelp = {
    "vta tune", "[LAYER] [options]",
    "Ranks the schedules of a convolution: every combination of tiles, virtual threads and what\n"
    "stays on the chip that fits the buffers, best first. An analytic model of the machine picks\n"
    "them, the cycle model (vta estimate) puts them in order. Parts that are given are kept.\n"
    "--measure runs the first ones on the rtl target, too.",
    "Memories are in per cent of what there is; uop is the largest micro-kernel.\n\n"
    "Exit codes: 0 ranked, 1 a measured schedule gave a wrong result, 2 wrong usage or nothing\n"
    "fits, 3 hang, timeout or device error.\n"};

struct Settings {
  Conv2dOptions conv2d;
  TargetOptions target;
  Config config = Config::pynq();
  std::size_t top = 0, measure = 0;
  bool json = false;
};

Result<Settings> read_settings(const po::variables_map& values) {
  Settings settings;
  Result<Config> config =
      read_config(values.count("config") != 0 ? values["config"].as<std::string>() : "");
  if (!config) return config.error();
  settings.config = config.value();
  const auto top = integer_option(values, "top", 1, kMaxTop);
  if (!top) return top.error();
  settings.top = static_cast<std::size_t>(top.value().value_or(kDefaultTop));
  const auto measure = integer_option(values, "measure", 0, kMaxTop);
  if (!measure) return measure.error();
  settings.measure = static_cast<std::size_t>(measure.value().value_or(0));
  if (settings.measure > settings.top) {
    return Error{"--measure is " + std::to_string(settings.measure) + "; --top lists only " +
                 std::to_string(settings.top)};
  }
  settings.json = values.count("json") != 0;
  Result<TargetOptions> target = read_target_options(values);
  if (!target) return target.error();
  settings.target = std::move(target).value();
  Result<Conv2dOptions> conv2d = read_conv2d_options(values);
  if (!conv2d) return conv2d.error();
  settings.conv2d = std::move(conv2d).value();
  if (settings.conv2d.schedule_name == "seed") {
    return Error{
        "--schedule is 'seed'; a search is automatic, give parts of it with --tile-oc, ..."};
  }
  settings.conv2d.schedule.coalesce = settings.conv2d.coalesce.value_or(true);
  return settings;
}

// What a schedule did on a device.
struct Measured {
  std::uint64_t cycles = 0;  // 0: the target has no clock
  bool right = false;
};

Result<Measured> measure(const Settings& s, const topi::Conv2dSchedule& schedule) {
  constexpr std::uint32_t kSeed = 1;
  Result<std::unique_ptr<Device>> device = make_target(s.config, s.target, "");
  if (!device) return device.error();
  const Result<Conv2dJob> job = make_conv2d_job(s.config, "tune", s.conv2d.layer, schedule, kSeed);
  if (!job) return job.error();
  const Result<Conv2dRun> run = run_conv2d_job(job.value(), *device.value());
  if (!run) return run.error();
  const RunReport& report = run.value().report;
  if (report.outcome != RunOutcome::kFinished) return Error{"the run did not finish"};
  return Measured{report.cycle_report ? report.cycle_report->cycles : 0,
                  compare_with_reference(job.value(), run.value()).matches};
}

int percent(std::int64_t part, std::int64_t whole) {
  return static_cast<int>((100 * part + whole - 1) / whole);
}

std::string row(const Config& config, std::size_t rank, const tune::Candidate& c,
                const std::optional<Measured>& measured) {
  const topi::Conv2dSchedule& s = c.schedule;
  const auto used = [&config](std::int64_t elements, MemoryType type) {
    return percent(elements, config.depth(type));
  };
  std::string text = textf(
      "%4zu %7lld %7lld %6lld %6lld %8lld %8s %10s %10lld %10llu %7.1f %10lld %3d %3d %3d %3d",
      rank, static_cast<long long>(s.tile_oc), static_cast<long long>(s.tile_ic),
      static_cast<long long>(s.tile_h), static_cast<long long>(s.tile_w),
      static_cast<long long>(s.vthreads), std::string(to_string(s.thread_axis)).c_str(),
      std::string(to_string(s.stationary)).c_str(), static_cast<long long>(c.cost.cycles),
      static_cast<unsigned long long>(c.predicted.value_or(0)),
      100.0 * static_cast<double>(c.cost.gemm_cycles) / static_cast<double>(c.cost.cycles),
      static_cast<long long>(c.cost.dram_bytes), used(c.cost.inp, MemoryType::kInp),
      used(c.cost.wgt, MemoryType::kWgt), used(c.cost.acc, MemoryType::kAcc),
      used(c.cost.uop, MemoryType::kUop));
  if (measured) {
    text += textf(" %10llu", static_cast<unsigned long long>(measured->cycles));
    if (!measured->right) text += " WRONG";
  }
  return text + "\n";
}

Json json_row(const tune::Candidate& c, const std::optional<Measured>& measured) {
  const topi::Conv2dSchedule& s = c.schedule;
  Json object = {{"tile_oc", s.tile_oc},
                 {"tile_ic", s.tile_ic},
                 {"tile_h", s.tile_h},
                 {"tile_w", s.tile_w},
                 {"vthreads", s.vthreads},
                 {"thread_axis", std::string(to_string(s.thread_axis))},
                 {"stationary", std::string(to_string(s.stationary))},
                 {"coalesce", s.coalesce},
                 {"overlap", s.overlap},
                 {"predicted_cycles", c.cost.cycles},
                 {"estimated_cycles", c.predicted.value_or(0)},
                 {"gemm_cycles", c.cost.gemm_cycles},
                 {"dram_bytes", c.cost.dram_bytes},
                 {"inp_elements", c.cost.inp},
                 {"wgt_elements", c.cost.wgt},
                 {"acc_elements", c.cost.acc},
                 {"uop_elements", c.cost.uop}};
  if (measured) {
    object["measured_cycles"] = measured->cycles;
    object["right"] = measured->right;
  }
  return object;
}

}  // namespace

int tune_command(const Arguments& arguments) {
  po::options_description layer("Layer"), schedule("Parts of the schedule"), output("Output");
  add_layer_options(layer);
  add_schedule_options(schedule);
  output.add_options()("top", po::value<std::int64_t>()->value_name("N"),
                       "schedules to list (default 10)")("measure",
                                                         po::value<std::int64_t>()->value_name("N"),
                                                         "run the first N of them (default none)")(
      "config", po::value<std::string>()->value_name("FILE"),
      "geometry (default: the one of hw/config/pynq.json)")("json", "print one JSON object");
  add_target_options(output);
  po::options_description all;
  all.add(layer).add(schedule).add(output);
  po::positional_options_description positional;
  positional.add("layer", 1);
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, all, positional, arguments, values)) return *code;
  const Result<Settings> settings = read_settings(values);
  if (!settings) return fail(kHelp, settings.error().message);
  const Settings& s = settings.value();
  tune::Refinement refinement = cycle_refinement(cycle_options(s.target));
  refinement.candidates = std::max(refinement.candidates, s.top);
  const Result<std::vector<tune::Candidate>> ranked =
      tune::rank_schedules(s.config, s.conv2d.layer, s.conv2d.schedule, s.top, refinement);
  if (!ranked) return fail(kHelp, ranked.error().message);

  Json json = {{"layer", s.conv2d.layer_name}, {"geometry", s.config.name()}};
  json["schedules"] = Json::array();
  if (!s.json) {
    std::printf("%4s %7s %7s %6s %6s %8s %8s %10s %10s %10s %7s %10s %3s %3s %3s %3s%s\n", "rank",
                "tile-oc", "tile-ic", "tile-h", "tile-w", "vthreads", "axis", "stationary",
                "analytic", "estimate", "GEMM %", "DRAM bytes", "inp", "wgt", "acc", "uop",
                s.measure > 0 ? "   measured" : "");
  }
  bool right = true;
  for (std::size_t i = 0; i < ranked.value().size(); ++i) {
    const tune::Candidate& candidate = ranked.value()[i];
    std::optional<Measured> measured;
    if (i < s.measure) {
      const Result<Measured> result = measure(s, candidate.schedule);
      if (!result) return fail(kHelp, result.error().message, kExitDevice);
      measured = result.value();
      right = right && measured->right;
    }
    if (s.json) {
      json["schedules"].push_back(json_row(candidate, measured));
    } else {
      std::fputs(row(s.config, i + 1, candidate, measured).c_str(), stdout);
      std::fflush(stdout);
    }
  }
  if (s.json) std::fputs(json_text(json).c_str(), stdout);
  return right ? kExitOk : kExitMismatch;
}

}  // namespace vta
