// SPDX-License-Identifier: Apache-2.0

#include "driver/board/pynq_back_end.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "driver/board/open_system.h"
#include "driver/board/small_file.h"

namespace vta::board {
namespace {

Error wrong(const std::string& key, const std::string& value, const std::string& right) {
  return Error{"the option " + key + " of pynq: is '" + value + "'; it must be " + right};
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  std::uint64_t unit = 1;
  if (text.ends_with('K')) unit = 1024;
  if (text.ends_with('M')) unit = 1024 * 1024;
  if (unit != 1) text.remove_suffix(1);
  const std::optional<std::uint64_t> number = parse_number(text);
  if (!number || *number > (std::uint64_t{1} << 31) / unit) return std::nullopt;
  return *number * unit;
}

Status set_option(PynqOptions& options, const std::string& key, const std::string& value) {
  if (key == "arena") {
    const std::optional<std::uint64_t> bytes = parse_bytes(value);
    if (!bytes || *bytes == 0) {
      return wrong(key, value, "a number of bytes up to 2048M, as 65536, 64K or 32M");
    }
    options.arena.size = *bytes;
  } else if (key == "timeout") {
    const std::optional<std::uint64_t> seconds = parse_number(value);
    if (!seconds || *seconds == 0 || *seconds > 86'400) {
      return wrong(key, value, "a number of seconds from 1 to 86400");
    }
    options.timeout = std::chrono::seconds(*seconds);
  } else if (key == "port") {
    if (value != "hp" && value != "acp") return wrong(key, value, "hp or acp");
    options.coherent = value == "acp";
  } else if (key == "memory") {
    if (value != "any" && value != "zocl" && value != "udmabuf") {
      return wrong(key, value, "any, zocl or udmabuf");
    }
    options.arena.kind = value == "any"    ? ArenaKind::kAny
                         : value == "zocl" ? ArenaKind::kZocl
                                           : ArenaKind::kUdmabuf;
  } else {
    return Error{"pynq: has no option '" + key + "'; it has arena, memory, port and timeout"};
  }
  return ok_status();
}

std::string why_not_here() {
  Result<std::unique_ptr<System>> host = open_system("");
  if (!host) return host.error().message;
  const PynqOptions defaults;
  const Result<std::string> state = read_small_file(*host.value(), defaults.manager + "/state");
  if (!state) return "this host is no Pynq: " + state.error().message;
  if (state.value() == "operating") return "";
  return "no bitstream is loaded (state '" + state.value() + "'); see vta program --help";
}

Result<std::unique_ptr<Device>> open(const DeviceUri& uri, const Config& config) {
  const Result<PynqOptions> options = pynq_options(uri);
  if (!options) return options.error();
  Result<std::unique_ptr<System>> system = open_system(uri.place);
  if (!system) return system.error();
  Result<std::unique_ptr<PynqDevice>> device =
      open_pynq(std::move(system).value(), config, options.value());
  if (!device) return device.error();
  return std::unique_ptr<Device>(std::move(device).value());
}

}  // namespace

Result<PynqOptions> pynq_options(const DeviceUri& uri) {
  PynqOptions options;
  for (const auto& [key, value] : uri.options) {
    if (Status status = set_option(options, key, value); !status) return status.error();
  }
  return options;
}

BackEnd pynq_back_end() {
  return {
      .scheme = "pynq",
      .help =
          "a Pynq-Z1 or Pynq-Z2 with our bitstream: pynq: on the board, pynq:/DIR for an emulated "
          "one (arena=BYTES, timeout=SECONDS, port=hp|acp, memory=any|zocl|udmabuf)",
      .unusable = why_not_here,
      .open = open};
}

}  // namespace vta::board
