// SPDX-License-Identifier: Apache-2.0

#include "driver/program/json_reader.h"

#include <algorithm>
#include <optional>

#include "hw/isa/json_watch.h"
#include "hw/isa/shown.h"

namespace vta::json_reader {
namespace {

// Of what the library says, which repeats the text.
constexpr std::size_t kMaxReason = 200;

std::string value_text(const Json& json) {
  constexpr std::size_t kMaxShown = 40;
  return shown(json.dump(-1, ' ', true), kMaxShown);
}

}  // namespace

Json parse_json(std::string_view text) {
  if (const std::optional<JsonProblem> problem = find_json_problem(text)) {
    if (problem->deep) {
      throw Refusal{"nests deeper than " + std::to_string(kMaxJsonDepth) + " levels"};
    }
    throw Refusal{"key " + value_text(problem->key) + " appears twice in one object"};
  }
  return Json::parse(text);
}

std::string without_tag(const Json::exception& exception) {
  std::string what = exception.what();  // "[json.exception.parse_error.101] ..."
  if (const auto end = what.find("] "); end != std::string::npos) what.erase(0, end + 2);
  return shown(what, kMaxReason);
}

void refuse(const Node& node, const std::string& expected) {
  const std::string subject = node.path.empty() ? "the document" : node.path;
  throw Refusal{subject + " is " + value_text(node.json) + ", expected " + expected};
}

std::string join(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

void check_keys(const Node& node, std::initializer_list<const char*> required,
                std::initializer_list<const char*> optional) {
  if (!node.json.is_object()) refuse(node, "an object");
  for (const char* key : required) {
    if (!node.json.contains(key)) throw Refusal{join(node.path, key) + " is missing"};
  }
  for (const auto& [key, value] : node.json.items()) {
    const auto is_key = [&name = key](const char* known) { return name == known; };
    if (std::none_of(required.begin(), required.end(), is_key) &&
        std::none_of(optional.begin(), optional.end(), is_key)) {
      throw Refusal{join(node.path, shown(key)) + " is not a key of this format"};
    }
  }
}

Node member(const Node& node, const char* key) { return {node.json.at(key), join(node.path, key)}; }

std::vector<Node> elements(const Node& node, std::size_t most) {
  if (!node.json.is_array()) refuse(node, "an array");
  if (node.json.size() > most) {
    throw Refusal{node.path + " has " + std::to_string(node.json.size()) + " elements; at most " +
                  std::to_string(most) + " are allowed"};
  }
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

}  // namespace vta::json_reader
