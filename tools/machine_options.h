// SPDX-License-Identifier: Apache-2.0
//
// What can be said about the machine behind target rtl, in a device URI or as options of a command.

#ifndef VTA_TOOLS_MACHINE_OPTIONS_H_
#define VTA_TOOLS_MACHINE_OPTIONS_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "driver/device/registry.h"
#include "hw/isa/result.h"
#include "sim/rtl/rtl_device.h"

namespace vta {

// Values that were given; RtlOptions says what they mean and what holds without them.
struct MachineOptions {
  std::optional<std::int64_t> read_latency, write_latency, max_outstanding_reads, random_seed;
  std::optional<std::int64_t> features, max_cycles;
};

struct MachineOption {
  const char* key;         // in a URI: rtl:?latency=40
  const char* flag;        // of a command: --mem-latency 40
  const char* help;        // what it is
  std::int64_t low, high;  // the values that it may have
  std::optional<std::int64_t> MachineOptions::*field;
};
[[nodiscard]] std::span<const MachineOption> machine_options();

// Reads the options of a URI. Fails naming a place, an option that there is not, or a value out of
// range.
[[nodiscard]] Result<MachineOptions> read_machine_options(const DeviceUri& uri);

[[nodiscard]] RtlOptions rtl_options(const MachineOptions& options);

// What holds, by the keys of a URI, for reports: latency, write_latency, outstanding, features, and
// random when it is given.
[[nodiscard]] nlohmann::ordered_json machine_json(const MachineOptions& options);

}  // namespace vta

#endif  // VTA_TOOLS_MACHINE_OPTIONS_H_
