// SPDX-License-Identifier: Apache-2.0
//
// Geometries from JSON: text and files, refused with a sentence when they are not what they must
// be.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "hw/isa/config.h"
#include "hw/isa/config_keys.h"
#include "hw/isa/json_watch.h"
#include "hw/isa/shown.h"

namespace vta {
namespace {

using namespace config_keys;

// A value in a message; nested ones, which have no bound, by their kind only.
std::string value_text(const nlohmann::json& value) {
  return value.is_structured() ? "an " + text(value.type_name()) : shown(value.dump());
}

// Integer keys of a JSON object, and its TARGET.
struct JsonKeys {
  std::map<std::string, std::int64_t> keys;
  std::string target;
};

Result<JsonKeys> read_object(const nlohmann::json& json) {
  if (!json.is_object()) {
    return Error{"a geometry is a JSON object, not " + text(json.type_name())};
  }
  JsonKeys result;
  for (const auto& [key, value] : json.items()) {
    if (key == "TARGET" || key == "HW_VER" || key == "NAME") {
      if (!value.is_string()) {
        return Error{key + " is " + value_text(value) + "; it must be a string"};
      }
      if (key == "TARGET") result.target = value.get<std::string>();
      continue;
    }
    if (!is_geometry_key(key)) {
      return Error{"unknown key " + shown(key) + " (its value is " + value_text(value) + ")"};
    }
    // Unsigned beyond int64 would wrap; such numbers are out of every range anyway.
    constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
    const bool fits = value.is_number_integer() &&
                      (!value.is_number_unsigned() ||
                       value.get<std::uint64_t>() <= static_cast<std::uint64_t>(kMax));
    if (!fits) return Error{key + " is " + value_text(value) + "; it must be a small integer"};
    result.keys.emplace(key, value.get<std::int64_t>());
  }
  return result;
}

Result<nlohmann::json> parse(std::string_view json_text) {
  constexpr std::size_t kMaxReason = 200;  // of what the library says, which repeats the text
  const std::optional<JsonProblem> problem = find_json_problem(json_text);
  if (problem && !problem->deep) return Error{shown(problem->key) + " is given twice"};
  try {
    return nlohmann::json::parse(json_text);
  } catch (const nlohmann::json::exception& exception) {
    std::string what = exception.what();  // "[json.exception...] parse error at line ..."
    if (const auto end = what.find("] "); end != std::string::npos) what.erase(0, end + 2);
    return Error{"malformed JSON: " + shown(what, kMaxReason)};
  }
}

}  // namespace

Result<Config> Config::from_json(std::string_view json_text, std::string_view origin) {
  const auto failed = [&](const std::string& message) {
    return Error{text(origin) + ": " + message};
  };
  const Result<nlohmann::json> json = parse(json_text);
  if (!json) return failed(json.error().message);
  const Result<JsonKeys> object = read_object(json.value());
  if (!object) return failed(object.error().message);
  Result<Config> config = from_keys(object.value().keys);
  if (!config) return failed(config.error().message);
  // That target's widths, 8/8/32, are the only ones anyway.
  if (const int block = config.value().log_block();
      object.value().target == "intelfocl" && block != 4 && block != 5) {
    return failed(key_is("LOG_BLOCK", block) +
                  "; it must be 4..5: TARGET intelfocl has blocks of 16 or 32");
  }
  return config;
}

Result<Config> Config::from_file(const std::string& path) {
  constexpr std::size_t kMaxBytes = 1 << 20;  // a geometry has a few hundred
  // A pipe may never be written to.
  std::error_code error;
  const bool regular = std::filesystem::is_regular_file(path, error);
  std::ifstream file;
  if (regular) file.open(path, std::ios::binary);
  std::string content(kMaxBytes, '\0');
  if (!file.is_open() || !file.read(content.data(), 1)) {
    return Error{path + ": cannot be read (a geometry is a non-empty JSON file)"};
  }
  file.read(content.data() + 1, kMaxBytes - 1);
  content.resize(1 + static_cast<std::size_t>(file.gcount()));
  if (content.size() == kMaxBytes) {
    return Error{path + ": has 1048576 bytes or more; a geometry is a short JSON file"};
  }
  return from_json(content, path);
}

}  // namespace vta
