// SPDX-License-Identifier: Apache-2.0
//
// A refusal travels as an exception inside this file only: the JSON library throws as well.

#include "driver/program/bundle_json.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "driver/device/device.h"

namespace vta {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr const char* kFormat = "vta-program";
constexpr std::uint64_t kVersion = 1;
constexpr int kMaxDepth = 16;  // the format needs five levels
constexpr std::uint64_t kMaxAddress = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kMaxSize = std::uint64_t{1} << 32;
constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 28;  // fill the address space
constexpr std::uint64_t kMaxNumber = std::numeric_limits<std::uint64_t>::max();

struct Refusal {
  std::string message;
};

// A value with the path that leads to it.
struct Node {
  const Json& json;
  std::string path;
};

std::string shown(const Json& json) {
  constexpr std::size_t kMaxShown = 40;
  std::string text = json.dump(-1, ' ', true);
  if (text.size() > kMaxShown) text = text.substr(0, kMaxShown) + "...";
  return text;
}

[[noreturn]] void refuse(const Node& node, const std::string& expected) {
  const std::string subject = node.path.empty() ? "the document" : node.path;
  throw Refusal{subject + " is " + shown(node.json) + ", expected " + expected};
}

std::string join(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

// An object with these keys and no others.
void check_keys(const Node& node, std::initializer_list<const char*> required,
                std::initializer_list<const char*> optional = {}) {
  if (!node.json.is_object()) refuse(node, "an object");
  for (const char* key : required) {
    if (!node.json.contains(key)) throw Refusal{join(node.path, key) + " is missing"};
  }
  for (const auto& [key, value] : node.json.items()) {
    const auto is_key = [&name = key](const char* known) { return name == known; };
    if (std::none_of(required.begin(), required.end(), is_key) &&
        std::none_of(optional.begin(), optional.end(), is_key)) {
      throw Refusal{join(node.path, key) + " is not a key of this format"};
    }
  }
}

Node member(const Node& node, const char* key) { return {node.json.at(key), join(node.path, key)}; }

std::vector<Node> elements(const Node& node) {
  if (!node.json.is_array()) refuse(node, "an array");
  std::vector<Node> result;
  for (std::size_t i = 0; i < node.json.size(); ++i) {
    result.push_back({node.json[i], node.path + "[" + std::to_string(i) + "]"});
  }
  return result;
}

std::uint64_t integer(const Node& node, std::uint64_t low, std::uint64_t high) {
  if (node.json.is_number_unsigned()) {
    const auto value = node.json.get<std::uint64_t>();
    if (value >= low && value <= high) return value;
  }
  refuse(node, "an integer from " + std::to_string(low) + " to " + std::to_string(high));
}

std::string text_of(const Node& node) {
  if (!node.json.is_string()) refuse(node, "a string");
  return node.json.get<std::string>();
}

std::vector<ProgramBlob> read_blobs(const Node& node) {
  std::vector<ProgramBlob> blobs;
  for (const Node& element : elements(node)) {
    check_keys(element, {"address", "file"});
    ProgramBlob blob;
    blob.address = integer(member(element, "address"), 0, kMaxAddress);
    blob.file = text_of(member(element, "file"));
    blobs.push_back(std::move(blob));
  }
  return blobs;
}

ProgramRun read_run(const Node& node) {
  check_keys(node, {"instructions", "memory", "expect"}, {"stats", "error", "max_cycles"});
  ProgramRun run;
  const Node insns = member(node, "instructions");
  check_keys(insns, {"address", "count"});
  run.insn_address = integer(member(insns, "address"), 0, kMaxAddress);
  run.insn_count = static_cast<std::uint32_t>(integer(member(insns, "count"), 0, kMaxCount));
  run.memory = read_blobs(member(node, "memory"));
  run.expect = read_blobs(member(node, "expect"));
  if (node.json.contains("stats")) {
    const Node stats = member(node, "stats");
    if (!stats.json.is_object()) refuse(stats, "an object");
    for (const auto& [name, value] : stats.json.items()) {
      run.stats[name] = integer({value, join(stats.path, name)}, 0, kMaxNumber);
    }
  }
  if (node.json.contains("error")) run.error = text_of(member(node, "error"));
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
  for (const Node& element : elements(member(root, "regions"))) {
    check_keys(element, {"address", "size"});
    program.regions.push_back({integer(member(element, "address"), 0, kMaxAddress),
                               integer(member(element, "size"), 1, kMaxSize)});
  }
  for (const Node& element : elements(member(root, "runs"))) {
    program.runs.push_back(read_run(element));
  }
  return program;
}

Json parse(std::string_view text) {
  std::vector<std::set<std::string>> keys;  // of every object that is open
  const auto watch = [&keys](int depth, Json::parse_event_t event, const Json& value) {
    if (depth > kMaxDepth) {
      throw Refusal{"nests deeper than " + std::to_string(kMaxDepth) + " levels"};
    }
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second) {
      throw Refusal{"key " + shown(value) + " appears twice in one object"};
    }
    return true;
  };
  return Json::parse(text, watch);
}

std::string without_tag(std::string what) {  // "[json.exception.parse_error.101] ..."
  if (const auto end = what.find("] "); end != std::string::npos) what.erase(0, end + 2);
  return what;
}

OrderedJson write_blobs(const std::vector<ProgramBlob>& blobs) {
  OrderedJson array = OrderedJson::array();
  for (const ProgramBlob& blob : blobs) {
    array.push_back(OrderedJson{{"address", blob.address}, {"file", blob.file}});
  }
  return array;
}

OrderedJson write_run(const ProgramRun& run) {
  OrderedJson json;
  json["instructions"] = OrderedJson{{"address", run.insn_address}, {"count", run.insn_count}};
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
    return read_program({parse(text), ""});
  } catch (const Refusal& refusal) {
    return Error{refusal.message};
  } catch (const Json::exception& exception) {
    return Error{"malformed JSON: " + without_tag(exception.what())};
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
    return Error{"the program does not fit into JSON: " + without_tag(exception.what())};
  }
}

}  // namespace vta
