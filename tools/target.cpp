// SPDX-License-Identifier: Apache-2.0
#include "tools/target.h"

#include <unistd.h>

#include <cstdio>
#include <limits>

#include "sim/functional/functional_device.h"
#include "sim/golden/golden_device.h"
#include "sim/lockstep/lockstep_device.h"
#include "sim/rtl/rtl_device.h"
#include "tools/command.h"

namespace vta {

namespace po = boost::program_options;

namespace {

struct IntegerOption {
  const char* name;
  const char* help;
  std::int64_t low, high;
  std::optional<std::int64_t> TargetOptions::*field;
};

constexpr std::int64_t kMax32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t kMax63 = std::numeric_limits<std::int64_t>::max();

constexpr IntegerOption kRtlOptions[] = {
    {"mem-latency", "rtl: cycles from a read request to its first data beat (default 40)", 1,
     1'000'000, &TargetOptions::read_latency},
    {"mem-write-latency", "rtl: cycles from the last data beat to the write response (default 20)",
     1, 1'000'000, &TargetOptions::write_latency},
    {"mem-outstanding", "rtl: reads that the memory accepts before it answers (default 16)", 1, 64,
     &TargetOptions::max_outstanding_reads},
    {"mem-random", "rtl: random latencies, gaps and back-pressure, from this seed", 0, kMax32,
     &TargetOptions::random_seed},
    {"features",
     "rtl: mechanisms in use: 1 tail engine, 2 joining, 4 tail beside GEMM, "
     "8 loads beside GEMM, 16 one read for many accumulators (default 31, their sum)",
     0, kAllFeatures, &TargetOptions::features},
    {"max-cycles", "rtl: a run that takes longer is a timeout", 1, kMax63,
     &TargetOptions::max_cycles},
};

}  // namespace

void add_target_options(po::options_description& options) {
  options.add_options()("target", po::value<std::string>()->default_value("rtl")->value_name("T"),
                        "golden (slow, obvious), functional (fast) or rtl (cycle by cycle)")(
      "trace", po::value<std::string>()->value_name("FILE.fst"), "rtl: write the waves of the run");
  add_memory_options(options);
}

void add_memory_options(po::options_description& options) {
  for (const IntegerOption& option : kRtlOptions) {
    options.add_options()(option.name, po::value<std::int64_t>()->value_name("N"), option.help);
  }
}

Result<TargetOptions> read_memory_options(const po::variables_map& values) {
  TargetOptions options;
  options.target = "rtl";
  for (const IntegerOption& option : kRtlOptions) {
    const auto value = integer_option(values, option.name, option.low, option.high);
    if (!value) return value.error();
    options.*option.field = value.value();
  }
  return options;
}

Result<TargetOptions> read_target_options(const po::variables_map& values) {
  TargetOptions options;
  options.target = values["target"].as<std::string>();
  if (options.target != "golden" && options.target != "functional" && options.target != "rtl") {
    return Error{"there is no target '" + options.target +
                 "'; --target is golden, functional or rtl"};
  }
  if (values.count("trace") != 0) {
    options.trace_path = values["trace"].as<std::string>();
    if (options.target != "rtl") {
      return Error{"--trace needs --target rtl; target " + options.target + " has no signals"};
    }
    if (!options.trace_path.ends_with(".fst")) {
      return Error{"--trace writes FST; the name '" + options.trace_path + "' must end in .fst"};
    }
  }
  options.lockstep = values.count("lockstep") != 0;
  if (options.lockstep && options.target != "rtl") {
    return Error{"--lockstep needs --target rtl; target " + options.target +
                 " has no cycles to compare with the golden model"};
  }
  for (const IntegerOption& option : kRtlOptions) {
    const auto value = integer_option(values, option.name, option.low, option.high);
    if (!value) return value.error();
    if (value.value() && options.target != "rtl") {
      return Error{"--" + std::string(option.name) + " needs --target rtl; target " +
                   options.target + " has no clock"};
    }
    options.*option.field = value.value();
  }
  return options;
}

Result<std::unique_ptr<Device>> make_target(const Config& config, const TargetOptions& options,
                                            const std::string& trace_file) {
  if (options.target == "golden") return make_golden(config);
  if (options.target == "functional") return make_functional(config);
  RtlOptions rtl;
  if (options.read_latency) rtl.read_latency = static_cast<std::uint32_t>(*options.read_latency);
  if (options.write_latency) rtl.write_latency = static_cast<std::uint32_t>(*options.write_latency);
  if (options.max_outstanding_reads) {
    rtl.max_outstanding_reads = static_cast<std::uint32_t>(*options.max_outstanding_reads);
  }
  if (options.random_seed) rtl.random_seed = static_cast<std::uint32_t>(*options.random_seed);
  if (options.features) rtl.features = static_cast<std::uint32_t>(*options.features);
  if (options.max_cycles) rtl.max_cycles = static_cast<std::uint64_t>(*options.max_cycles);
  rtl.trace_file = trace_file;
  if (!options.lockstep) return make_rtl(config, rtl);
  Result<std::unique_ptr<LockstepDevice>> device = make_lockstep_rtl(config, rtl);
  if (!device) return device.error();
  return std::unique_ptr<Device>(std::move(device).value());
}

timing::Options cycle_options(const TargetOptions& options) {
  timing::Options timing;
  const auto set = [](std::uint32_t& field, const std::optional<std::int64_t>& value) {
    if (value) field = static_cast<std::uint32_t>(*value);
  };
  set(timing.read_latency, options.read_latency);
  set(timing.write_latency, options.write_latency);
  set(timing.max_outstanding_reads, options.max_outstanding_reads);
  set(timing.features, options.features);
  if (options.max_cycles) timing.max_cycles = static_cast<std::uint64_t>(*options.max_cycles);
  return timing;
}

Result<Config> read_config(const std::string& path) {
  if (path.empty()) return Config::pynq();
  return Config::from_file(path);
}

ProgressLine::ProgressLine(Device& device) : device_(device) {
  if (isatty(STDERR_FILENO) == 0) return;
  device_.set_progress([this](std::uint64_t cycles) {
    shown_ = true;
    std::fprintf(stderr, "\r%s: %12llu", std::string(device_.target()).c_str(),
                 static_cast<unsigned long long>(cycles));
    std::fflush(stderr);
  });
}

ProgressLine::~ProgressLine() {
  device_.set_progress(nullptr);
  if (shown_) std::fputs("\r\033[K", stderr);
}

}  // namespace vta
