// SPDX-License-Identifier: Apache-2.0
//
// vta fuzz: random programs on the golden model and on other targets, compared.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/fuzz/reach.h"
#include "tools/command.h"
#include "tools/fuzz_failure.h"
#include "tools/text.h"

namespace vta {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

constexpr std::int64_t kMaxSeed = std::numeric_limits<std::uint32_t>::max();
// Whatever is wrong then is wrong nearly everywhere.
constexpr std::size_t kEnoughFailures = 10;

const CommandHelp kHelp = {
    "vta fuzz", "[options]",
    "Makes random programs with one result, runs them on the golden model and on other targets, "
    "and\n"
    "compares memory, statistics, error code and instruction index after every run. A program on\n"
    "which they differ is made as small as possible and saved as a bundle.",
    "Profiles: legal (anything that has one result), corner (fields at their extremes), illegal\n"
    "(every error, in every place), deadlock, multi-run (memories, tokens and base registers from\n"
    "run to run).\n"
    "Exit codes: 0 all agree; 1 some program failed; 2 wrong usage, or a target without this\n"
    "geometry.\n"};

struct Options {
  fuzz::Profile profile = fuzz::Profile::kLegal;
  std::uint32_t seed = 1;
  std::uint64_t count = 100;
  std::vector<std::string> targets;
  std::string config_path, failures;
  bool report = false, json = false;
};

struct Totals {
  std::uint64_t programs = 0;
  std::vector<FuzzFailure> failures;
  double seconds = 0.0;
  fuzz::Reach reach;
};

Result<fuzz::Profile> profile_named(const std::string& name) {
  const auto found = std::find(fuzz::kProfileNames.begin(), fuzz::kProfileNames.end(), name);
  if (found != fuzz::kProfileNames.end()) {
    return fuzz::kProfiles[static_cast<std::size_t>(found - fuzz::kProfileNames.begin())];
  }
  std::string known;
  for (const std::string_view other : fuzz::kProfileNames) known += " " + std::string(other);
  return Error{"there is no profile '" + name + "'; there are:" + known};
}

Result<Options> read_options(const po::variables_map& values) {
  Options options;
  if (values.count("argument") != 0) {
    return Error{"expected only options, got '" +
                 values["argument"].as<std::vector<std::string>>().front() + "'"};
  }
  const Result<fuzz::Profile> profile = profile_named(values["profile"].as<std::string>());
  if (!profile) return profile.error();
  options.profile = profile.value();
  const auto seed = integer_option(values, "seed", 0, kMaxSeed);
  if (!seed) return seed.error();
  options.seed = static_cast<std::uint32_t>(*seed.value());
  const auto count = integer_option(values, "count", 1, kMaxSeed + 1 - options.seed);
  if (!count) return count.error();
  options.count = static_cast<std::uint64_t>(*count.value());
  options.targets = values["target"].as<std::vector<std::string>>();
  for (const std::string& target : options.targets) {
    if (target == "functional" || target == "rtl") continue;
    return Error{"there is no target '" + target +
                 "' to compare with golden; --target is functional or rtl"};
  }
  if (values.count("config") != 0) options.config_path = values["config"].as<std::string>();
  options.failures = values["failures"].as<std::string>();
  options.report = values.count("report") != 0;
  options.json = values.count("json") != 0;
  return options;
}

// Every target must have the geometry before the first program is made.
Status check_targets(const Options& options, const Config& config) {
  for (const std::string& target : options.targets) {
    const auto device = make_target(config, fuzz_target(target, options.seed), "");
    if (!device) return device.error();
  }
  return ok_status();
}

void run_one(const Options& options, const fuzz::Profiles& profiles, std::uint32_t seed,
             Totals& totals) {
  const fuzz::Case sample = profiles.make(options.profile, seed);
  ++totals.programs;
  for (const std::string& target : options.targets) {
    const TargetOptions device = fuzz_target(target, seed);
    const fuzz::NewDevice new_device = [&] {
      return make_target(sample.program.config, device, "");
    };
    const fuzz::Judgement judgement = fuzz::judge(sample, new_device);
    if (judgement.kind == fuzz::Judgement::Kind::kAgrees) continue;
    const std::string config =
        options.config_path.empty() ? "" : " --config " + options.config_path;
    totals.failures.push_back(handle_failure(sample, options.profile, seed, target, judgement,
                                             new_device, options.failures, config));
    if (!options.json) std::fputs(failure_lines(totals.failures.back()).c_str(), stdout);
  }
  if (options.report) {
    const Status looked = totals.reach.add(sample.program);
    VTA_CHECK(looked.ok());  // golden has run it
  }
}

std::string summary(const Options& options, const Totals& totals) {
  std::string targets;
  for (const std::string& target : options.targets) {
    targets += (targets.empty() ? "" : " and ") + target;
  }
  return textf(
      "%llu %s programs, seeds %u to %llu, %s against golden: %zu failed (%.0f per second)\n",
      static_cast<unsigned long long>(totals.programs),
      std::string(to_string(options.profile)).c_str(), options.seed,
      static_cast<unsigned long long>(options.seed + totals.programs - 1), targets.c_str(),
      totals.failures.size(),
      static_cast<double>(totals.programs) / std::max(totals.seconds, 1e-9));
}

std::string report_text(const fuzz::Reach& reach) {
  std::string text = "Corners:\n";
  for (const auto& [name, count] : reach.counts()) {
    text += textf("%12llu  %s\n", static_cast<unsigned long long>(count), name.c_str());
  }
  return text + textf("%zu of %zu corners were met\n",
                      reach.counts().size() - reach.missed().size(), reach.counts().size());
}

Json to_json(const Options& options, const Totals& totals) {
  Json json;
  json["profile"] = std::string(to_string(options.profile));
  json["seed"] = options.seed;
  json["programs"] = totals.programs;
  json["targets"] = options.targets;
  json["seconds"] = totals.seconds;
  json["failures"] = Json::array();
  for (const FuzzFailure& failure : totals.failures) {
    Json entry;
    entry["seed"] = failure.seed;
    entry["target"] = failure.target;
    entry["what"] = failure.what;
    entry["instructions"] = failure.insns;
    entry["again"] = failure.again;
    if (failure.bundle.empty()) {
      entry["no_bundle"] = failure.no_bundle;
    } else {
      entry["bundle"] = failure.bundle;
      entry["replay"] = failure.replay;
      entry["small_instructions"] = failure.small_insns;
      entry["small_what"] = failure.small_what;
      entry["steps"] = failure.steps;
    }
    json["failures"].push_back(std::move(entry));
  }
  if (options.report) json["corners"] = totals.reach.counts();
  json["success"] = totals.failures.empty();
  return json;
}

}  // namespace

int fuzz_command(const Arguments& arguments) {
  po::options_description description("Options");
  description.add_options()(
      "profile", po::value<std::string>()->default_value("legal")->value_name("P"),
      "what kind of programs")("seed", po::value<std::int64_t>()->default_value(1)->value_name("N"),
                               "of the first program; the next one has the next number")(
      "count", po::value<std::int64_t>()->default_value(100)->value_name("N"), "programs")(
      "target",
      po::value<std::vector<std::string>>()
          ->composing()
          ->default_value({"functional"}, "functional")
          ->value_name("T"),
      "functional, or rtl with a memory timing drawn from the seed; may be repeated")(
      "config", po::value<std::string>()->value_name("FILE"),
      "geometry (default: hw/config/pynq.json)")(
      "failures", po::value<std::string>()->default_value("build/failures")->value_name("DIR"),
      "where bundles of programs that failed go")(
      "report", "count how often each named corner was met")("json",
                                                             "report as one JSON object on stdout");
  po::variables_map values;
  po::positional_options_description positional;
  positional.add("argument", -1);
  if (const auto code = parse_arguments(kHelp, description, positional, arguments, values)) {
    return *code;
  }
  const Result<Options> options = read_options(values);
  if (!options) return fail(kHelp, options.error().message);
  const Result<Config> config = read_config(options.value().config_path);
  if (!config) return fail(kHelp, config.error().message);
  const Result<fuzz::Profiles> profiles = fuzz::Profiles::of(config.value());
  if (!profiles) return fail(kHelp, profiles.error().message);
  if (Status s = check_targets(options.value(), config.value()); !s) {
    return fail(kHelp, s.error().message);
  }
  if (Status s = prepare_failures(options.value().failures); !s) {
    return fail(kHelp, s.error().message);
  }

  Totals totals;
  const auto start = std::chrono::steady_clock::now();
  for (std::uint64_t i = 0; i < options.value().count; ++i) {
    run_one(options.value(), profiles.value(), static_cast<std::uint32_t>(options.value().seed + i),
            totals);
    if (totals.failures.size() >= kEnoughFailures) break;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  totals.seconds = took.count();

  if (options.value().json) {
    std::fputs(json_text(to_json(options.value(), totals)).c_str(), stdout);
  } else {
    if (options.value().report) std::fputs(report_text(totals.reach).c_str(), stdout);
    std::fputs(summary(options.value(), totals).c_str(), stdout);
  }
  return totals.failures.empty() ? kExitOk : kExitMismatch;
}

}  // namespace vta
