// SPDX-License-Identifier: Apache-2.0
#include "tools/target.h"

#include <unistd.h>

#include <cstdio>
#include <optional>
#include <utility>

#include "driver/device/registry.h"
#include "sim/lockstep/lockstep_device.h"
#include "sim/rtl/rtl_device.h"
#include "tools/back_ends.h"
#include "tools/command.h"

namespace vta {

namespace po = boost::program_options;

namespace {

constexpr const char* kTargetHelp =
    "device URI: golden (slow, obvious), functional (fast), rtl (cycle by cycle), or any that vta "
    "devices lists";

// Options of the URI of an rtl target, and those beside it.
Status read_rtl_target(const DeviceUri& uri, const po::variables_map& values,
                       TargetOptions& options) {
  const Result<MachineOptions> in_uri = read_machine_options(uri);
  if (!in_uri) return in_uri.error();
  const Result<TargetOptions> beside = read_memory_options(values);
  if (!beside) return beside.error();
  for (const MachineOption& option : machine_options()) {
    const std::optional<std::int64_t>& value = beside.value().*option.field;
    if (value && in_uri.value().*option.field) {
      return Error{"--" + std::string(option.flag) + " is given, and so is " + option.key +
                   " in --target; give one of them"};
    }
    options.*option.field = value ? value : in_uri.value().*option.field;
  }
  return ok_status();
}

// What only the rtl target understands.
Status refuse_rtl_options(const po::variables_map& values, const std::string& target) {
  for (const char* option : {"trace", "trace-from", "trace-for"}) {
    if (values.count(option) == 0) continue;
    return Error{"--" + std::string(option) + " needs --target rtl; target " + target +
                 " has no signals"};
  }
  if (values.count("lockstep") != 0) {
    return Error{"--lockstep needs --target rtl; target " + target +
                 " has no cycles to compare with the golden model"};
  }
  for (const MachineOption& option : machine_options()) {
    if (values.count(option.flag) == 0) continue;
    return Error{"--" + std::string(option.flag) + " needs --target rtl; target " + target +
                 " has no such setting"};
  }
  return ok_status();
}

}  // namespace

void add_target_options(po::options_description& options) {
  options.add_options()("target", po::value<std::string>()->default_value("rtl")->value_name("T"),
                        kTargetHelp);
  add_trace_options(options);
  add_memory_options(options);
}

void add_memory_options(po::options_description& options) {
  for (const MachineOption& option : machine_options()) {
    options.add_options()(option.flag, po::value<std::int64_t>()->value_name("N"), option.help);
  }
}

Result<TargetOptions> read_memory_options(const po::variables_map& values) {
  TargetOptions options;
  options.target = "rtl";
  for (const MachineOption& option : machine_options()) {
    const auto value = integer_option(values, option.flag, option.low, option.high);
    if (!value) return value.error();
    options.*option.field = value.value();
  }
  return options;
}

Result<TargetOptions> read_target_options(const po::variables_map& values) {
  TargetOptions options;
  options.target = values["target"].as<std::string>();
  const Result<DeviceUri> uri = parse_device_uri(options.target);
  if (!uri) return Error{"--target: " + uri.error().message};
  if (const auto known = make_registry().find(uri.value()); !known) return known.error();
  if (uri.value().scheme != "rtl") {
    if (Status s = refuse_rtl_options(values, uri.value().scheme); !s) return s.error();
    return options;
  }
  Result<TraceRequest> trace = read_trace_options(values);
  if (!trace) return trace.error();
  options.trace = std::move(trace).value();
  options.lockstep = values.count("lockstep") != 0;
  if (Status s = read_rtl_target(uri.value(), values, options); !s) return s.error();
  return options;
}

std::string target_scheme(const TargetOptions& options) {
  const Result<DeviceUri> uri = parse_device_uri(options.target);
  return uri.ok() ? uri.value().scheme : options.target;
}

Result<std::unique_ptr<Device>> make_target(const Config& config, const TargetOptions& options,
                                            const std::string& trace_file,
                                            std::shared_ptr<RtlObserver> observer) {
  if (target_scheme(options) != "rtl") return make_registry().open(options.target, config);
  RtlOptions rtl = rtl_options(options);
  rtl.trace_file = trace_file;
  rtl.observer = std::move(observer);
  rtl.trace_window = options.trace.window;
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
