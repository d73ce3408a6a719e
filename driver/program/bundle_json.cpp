// SPDX-License-Identifier: Apache-2.0

#include "driver/program/bundle_json.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "driver/device/device.h"
#include "driver/program/json_reader.h"
#include "hw/isa/shown.h"

namespace vta {
namespace {

using namespace json_reader;
using OrderedJson = nlohmann::ordered_json;

constexpr const char* kFormat = "vta-program";
constexpr std::uint64_t kVersion = 1;
constexpr std::uint64_t kMaxAddress = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kMaxSize = std::uint64_t{1} << 32;
constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 28;  // fill the address space
constexpr std::uint64_t kMaxNumber = std::numeric_limits<std::uint64_t>::max();

std::vector<ProgramBlob> read_blobs(const Node& node) {
  std::vector<ProgramBlob> blobs;
  for (const Node& element : elements(node, kMaxBlobs)) {
    check_keys(element, {"address", "file"});
    ProgramBlob blob;
    blob.address = integer(member(element, "address"), 0, kMaxAddress);
    blob.file = text_of(member(element, "file"));
    blobs.push_back(std::move(blob));
  }
  return blobs;
}

std::array<std::uint32_t, kMemoryTypeCount> read_bases(const Node& node) {
  check_keys(node, {}, {"UOP", "WGT", "INP", "ACC", "OUT", "ACC_8BIT"});
  std::array<std::uint32_t, kMemoryTypeCount> bases{};
  for (std::size_t type = 0; type < bases.size(); ++type) {
    const std::string name(kMemoryTypeNames[type]);
    if (!node.json.contains(name)) continue;
    bases[type] = static_cast<std::uint32_t>(integer(member(node, name.c_str()), 0, kMaxAddress));
  }
  return bases;
}

ProgramRun read_run(const Node& node) {
  check_keys(node, {"instructions", "memory", "expect"},
             {"base", "stats", "error", "error_insn", "max_cycles"});
  ProgramRun run;
  const Node insns = member(node, "instructions");
  check_keys(insns, {"address", "count"});
  run.insn_address = integer(member(insns, "address"), 0, kMaxAddress);
  run.insn_count = static_cast<std::uint32_t>(integer(member(insns, "count"), 0, kMaxCount));
  if (node.json.contains("base")) run.base = read_bases(member(node, "base"));
  run.memory = read_blobs(member(node, "memory"));
  run.expect = read_blobs(member(node, "expect"));
  if (node.json.contains("stats")) {
    const Node stats = member(node, "stats");
    if (!stats.json.is_object()) refuse(stats, "an object");
    for (const auto& [name, value] : stats.json.items()) {
      run.stats[name] = integer({value, join(stats.path, shown(name))}, 0, kMaxNumber);
    }
  }
  if (node.json.contains("error")) run.error = text_of(member(node, "error"));
  if (node.json.contains("error_insn")) {
    run.error_insn = integer(member(node, "error_insn"), 0, kMaxCount);
  }
  if (node.json.contains("max_cycles")) {
    run.max_cycles = integer(member(node, "max_cycles"), 1, kMaxNumber);
  }
  return run;
}

// The version comes first: whatever else another version has in it is not ours to judge.
void check_version(const Node& root) {
  if (!root.json.is_object()) refuse(root, "an object");
  for (const char* key : {"format", "version"}) {
    if (!root.json.contains(key)) throw Refusal{std::string(key) + " is missing"};
  }
  const Node format = member(root, "format");
  if (text_of(format) != kFormat) refuse(format, '"' + std::string(kFormat) + '"');
  const Node version = member(root, "version");
  if (!version.json.is_number_integer() || version.json != kVersion) {
    refuse(version, "1, the only version of the format");
  }
}

Program read_program(const Node& root) {
  check_version(root);
  check_keys(root, {"format", "version", "name", "config", "regions", "runs"});
  Program program;
  program.name = text_of(member(root, "name"));
  const Node geometry = member(root, "config");
  if (!geometry.json.is_object()) refuse(geometry, "an object");
  Result<Config> config = Config::from_json(geometry.json.dump(), "config");
  if (!config) throw Refusal{config.error().message};
  program.config = config.value();
  for (const Node& element : elements(member(root, "regions"), kMaxRegions)) {
    check_keys(element, {"address", "size"});
    program.regions.push_back({integer(member(element, "address"), 0, kMaxAddress),
                               integer(member(element, "size"), 1, kMaxSize)});
  }
  std::size_t blobs = 0;
  for (const Node& element : elements(member(root, "runs"), kMaxRuns)) {
    program.runs.push_back(read_run(element));
    blobs += program.runs.back().memory.size() + program.runs.back().expect.size();
    if (blobs > kMaxBlobs) {
      throw Refusal{"the runs name more than " + std::to_string(kMaxBlobs) + " files together"};
    }
  }
  return program;
}

OrderedJson write_blobs(const std::vector<ProgramBlob>& blobs) {
  OrderedJson array = OrderedJson::array();
  for (const ProgramBlob& blob : blobs) {
    array.push_back(OrderedJson{{"address", blob.address}, {"file", blob.file}});
  }
  return array;
}

// Registers that are zero are left out, and so is the key when all of them are.
void write_bases(const ProgramRun& run, OrderedJson& json) {
  for (std::size_t type = 0; type < run.base.size(); ++type) {
    if (run.base[type] != 0) json["base"][std::string(kMemoryTypeNames[type])] = run.base[type];
  }
}

OrderedJson write_run(const ProgramRun& run) {
  OrderedJson json;
  json["instructions"] = OrderedJson{{"address", run.insn_address}, {"count", run.insn_count}};
  write_bases(run, json);
  json["memory"] = write_blobs(run.memory);
  json["expect"] = write_blobs(run.expect);
  if (!run.stats.empty()) {
    OrderedJson& stats = json["stats"] = OrderedJson::object();
    for (const StatisticsKey& key : statistics_keys()) {
      const auto found = run.stats.find(std::string(key.name));
      if (found != run.stats.end()) stats[found->first] = found->second;
    }
  }
  if (run.error) json["error"] = *run.error;
  if (run.error_insn) json["error_insn"] = *run.error_insn;
  if (run.max_cycles) json["max_cycles"] = *run.max_cycles;
  return json;
}

OrderedJson write_config(const Config& config) {
  OrderedJson json = OrderedJson::object();
  for (const auto& [key, value] : config.bundle_keys()) json[key] = value;
  if (config.log_out_width() != config.log_inp_width()) {
    json["LOG_OUT_WIDTH"] = config.log_out_width();
  }
  return json;
}

}  // namespace

Result<Program> program_from_json(std::string_view text) {
  try {
    return read_program({parse_json(text), ""});
  } catch (const Refusal& refusal) {
    return Error{refusal.message};
  } catch (const Json::exception& exception) {
    return Error{"malformed JSON: " + without_tag(exception)};
  }
}

Result<std::string> program_to_json(const Program& program) {
  OrderedJson json;
  json["format"] = kFormat;
  json["version"] = kVersion;
  json["name"] = program.name;
  json["config"] = write_config(program.config);
  json["regions"] = OrderedJson::array();
  for (const ProgramRegion& region : program.regions) {
    json["regions"].push_back(OrderedJson{{"address", region.address}, {"size", region.size}});
  }
  json["runs"] = OrderedJson::array();
  for (const ProgramRun& run : program.runs) json["runs"].push_back(write_run(run));
  try {
    return json.dump(2) + "\n";
  } catch (const OrderedJson::exception& exception) {
    return Error{"the program does not fit into JSON: " + without_tag(exception)};
  }
}

}  // namespace vta
