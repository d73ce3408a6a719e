// SPDX-License-Identifier: Apache-2.0
//
// vta info: a geometry and all that follows from it.

#include <cstdio>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "tools/command.h"
#include "tools/field_layout.h"
#include "tools/target.h"
#include "tools/text.h"

namespace vta {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

const CommandHelp kHelp = {
    "vta info", "[--config FILE] [--clock-mhz N] [--json]",
    "Describes a geometry: its keys, the depths of its buffers, the layout of its instructions\n"
    "and the peak rates at a given clock.",
    "Exit codes: 0 described, 2 wrong usage or illegal configuration.\n"};

constexpr std::array kMemories = {MemoryType::kUop, MemoryType::kInp, MemoryType::kWgt,
                                  MemoryType::kAcc, MemoryType::kOut};

struct Rate {
  const char* name;
  double value;
  const char* unit;
};

std::vector<Rate> peak_rates(const Config& config, double clock_hz) {
  const double lanes = config.batch() * config.block();
  const double macs = lanes * config.block();
  const double port_bytes = static_cast<double>(1u << config.log_bus_width()) / 8.0;
  return {{"gemm_macs_per_cycle", macs, "multiply-accumulates per cycle"},
          {"gemm_gops", 2 * macs * clock_hz / 1e9, "GOPS (two operations per MAC)"},
          {"alu_lanes_per_cycle", lanes, "element operations per cycle"},
          {"alu_gops", lanes * clock_hz / 1e9, "GOPS"},
          {"memory_read_gbytes_per_second", port_bytes * clock_hz / 1e9, "GB/s"},
          {"memory_write_gbytes_per_second", port_bytes * clock_hz / 1e9, "GB/s"}};
}

Json info_json(const Config& config, double clock_mhz) {
  Json result;
  result["name"] = config.name();
  for (const auto& [key, value] : config.bundle_keys()) result["config"][key] = value;
  result["config"]["LOG_OUT_WIDTH"] = config.log_out_width();
  result["config"]["LOG_BUS_WIDTH"] = config.log_bus_width();
  for (const MemoryType type : kMemories) {
    result["memories"][std::string(to_string(type))] = {{"element_bytes", config.elem_bytes(type)},
                                                        {"log_depth", config.log_depth(type)},
                                                        {"depth", config.depth(type)}};
  }
  for (const InstructionFormat& format : instruction_formats(config)) {
    Json& fields = result["formats"][format.name];
    for (const FieldBits& field : format.fields) {
      fields.push_back({{"name", field.name},
                        {"msb", field.msb},
                        {"lsb", field.lsb},
                        {"signed", field.is_signed}});
    }
  }
  result["clock_mhz"] = clock_mhz;
  for (const Rate& rate : peak_rates(config, clock_mhz * 1e6)) {
    result["peak_rates"][rate.name] = rate.value;
  }
  return result;
}

std::string info_text(const Config& config, double clock_mhz) {
  std::string text = "Geometry " + config.name() + "\n";
  for (const auto& [key, value] : config.bundle_keys()) {
    text += textf("  %-18s %6lld\n", key.c_str(), static_cast<long long>(value));
  }
  text += textf("  %-18s %6d\n", "LOG_OUT_WIDTH", config.log_out_width());
  text += textf("  %-18s %6d\n", "LOG_BUS_WIDTH", config.log_bus_width());
  text += textf("\nGEMM: (%d x %d) times (%d x %d) transposed, per cycle\n", config.batch(),
                config.block(), config.block(), config.block());
  text += "\nOn-chip memories\n  memory  element bytes    elements       bytes\n";
  for (const MemoryType type : kMemories) {
    text += textf("  %-6s  %13u  %10u  %10llu\n", std::string(to_string(type)).c_str(),
                  config.elem_bytes(type), config.depth(type),
                  static_cast<unsigned long long>(config.elem_bytes(type)) * config.depth(type));
  }
  for (const InstructionFormat& format : instruction_formats(config)) {
    text += "\n" + format.name + "\n";
    for (const FieldBits& field : format.fields) {
      const std::string range = field.msb == field.lsb ? textf("[%u]", field.lsb)
                                                       : textf("[%u:%u]", field.msb, field.lsb);
      text += textf("  %-10s %s%s\n", range.c_str(), field.name.c_str(),
                    field.is_signed ? " (signed)" : "");
    }
  }
  text += textf("\nPeak rates at %g MHz\n", clock_mhz);
  for (const Rate& rate : peak_rates(config, clock_mhz * 1e6)) {
    text += textf("  %-31s %10.6g  %s\n", rate.name, rate.value, rate.unit);
  }
  return text;
}

}  // namespace

int info_command(const Arguments& arguments) {
  po::options_description options("Options");
  options.add_options()("config", po::value<std::string>()->value_name("FILE"),
                        "geometry (default: the one of hw/config/pynq.json)")(
      "clock-mhz", po::value<double>()->default_value(100.0)->value_name("N"),
      "clock that the peak rates assume")("json", "print one JSON object");
  po::variables_map values;
  if (const auto code = parse_arguments(kHelp, options, {}, arguments, values)) return *code;
  const double clock_mhz = values["clock-mhz"].as<double>();
  if (!(clock_mhz > 0 && clock_mhz <= 1e6)) {
    return fail(kHelp,
                textf("--clock-mhz is %g; it must be above 0 and at most 1000000", clock_mhz));
  }
  const Result<Config> config =
      read_config(values.count("config") != 0 ? values["config"].as<std::string>() : "");
  if (!config) return fail(kHelp, config.error().message);
  const std::string text = values.count("json") != 0
                               ? json_text(info_json(config.value(), clock_mhz))
                               : info_text(config.value(), clock_mhz);
  std::fputs(text.c_str(), stdout);
  return kExitOk;
}

}  // namespace vta
