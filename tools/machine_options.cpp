// SPDX-License-Identifier: Apache-2.0
#include "tools/machine_options.h"

#include <limits>
#include <string>
#include <vector>

#include "hw/isa/features.h"

namespace vta {
namespace {

constexpr std::int64_t kMax32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t kMax63 = std::numeric_limits<std::int64_t>::max();

constexpr MachineOption kMachineOptions[] = {
    {"latency", "mem-latency",
     "rtl: cycles from a read request to its first data beat (default 40)", 1, 1'000'000,
     &MachineOptions::read_latency},
    {"write_latency", "mem-write-latency",
     "rtl: cycles from the last data beat to the write response (default 20)", 1, 1'000'000,
     &MachineOptions::write_latency},
    {"outstanding", "mem-outstanding",
     "rtl: reads that the memory accepts before it answers (default 16)", 1, 64,
     &MachineOptions::max_outstanding_reads},
    {"random", "mem-random", "rtl: random latencies, gaps and back-pressure, from this seed", 0,
     kMax32, &MachineOptions::random_seed},
    {"features", "features",
     "rtl: mechanisms in use: 1 tail engine, 2 joining, 4 tail beside GEMM, "
     "8 loads beside GEMM, 16 one read for many accumulators (default 31, their sum)",
     0, kAllFeatures, &MachineOptions::features},
    {"max_cycles", "max-cycles", "rtl: a run that takes longer is a timeout", 1, kMax63,
     &MachineOptions::max_cycles},
};

}  // namespace

std::span<const MachineOption> machine_options() { return kMachineOptions; }

Result<MachineOptions> read_machine_options(const DeviceUri& uri) {
  std::vector<std::string> keys;
  for (const MachineOption& option : kMachineOptions) keys.emplace_back(option.key);
  if (Status s = check_device_uri(uri, false, keys); !s) return s.error();
  MachineOptions options;
  for (const MachineOption& option : kMachineOptions) {
    const auto value = device_uri_integer(uri, option.key, option.low, option.high);
    if (!value) return value.error();
    options.*option.field = value.value();
  }
  return options;
}

RtlOptions rtl_options(const MachineOptions& options) {
  RtlOptions rtl;
  if (options.read_latency) rtl.read_latency = static_cast<std::uint32_t>(*options.read_latency);
  if (options.write_latency) rtl.write_latency = static_cast<std::uint32_t>(*options.write_latency);
  if (options.max_outstanding_reads) {
    rtl.max_outstanding_reads = static_cast<std::uint32_t>(*options.max_outstanding_reads);
  }
  if (options.random_seed) rtl.random_seed = static_cast<std::uint32_t>(*options.random_seed);
  if (options.features) rtl.features = static_cast<std::uint32_t>(*options.features);
  if (options.max_cycles) rtl.max_cycles = static_cast<std::uint64_t>(*options.max_cycles);
  return rtl;
}

nlohmann::ordered_json machine_json(const MachineOptions& options) {
  const RtlOptions rtl = rtl_options(options);
  nlohmann::ordered_json json = {{"latency", rtl.read_latency},
                                 {"write_latency", rtl.write_latency},
                                 {"outstanding", rtl.max_outstanding_reads},
                                 {"features", rtl.features}};
  if (rtl.random_seed) json["random"] = *rtl.random_seed;
  return json;
}

}  // namespace vta
