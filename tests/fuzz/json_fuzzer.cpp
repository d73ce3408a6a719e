// SPDX-License-Identifier: Apache-2.0
//
// The JSON reader of bundles: what it takes has bounded depth, unique keys, and is what it prints.

#include "driver/program/json_reader.h"
#include "tests/fuzz/property.h"

namespace vta::fuzz {
namespace {

using json_reader::Json;

int depth_of(const Json& json) {
  int most = 0;
  if (!json.is_structured()) return 0;
  for (const Json& part : json) most = std::max(most, depth_of(part));
  return most + 1;
}

void try_json(std::string_view text) {
  try {
    const Json json = json_reader::parse_json(text);
    require(depth_of(json) <= 16, "nesting is bounded", text);
    require(json_reader::parse_json(json.dump()) == json, "a document is what it prints", text);
    if (!json.is_object()) return;
    const json_reader::Node node{json, ""};
    for (const auto& [key, value] : json.items()) {
      (void)json_reader::integer({value, json_reader::join("", "n")}, 1, 1000);
    }
    json_reader::check_keys(node, {"a"}, {"b"});
    (void)json_reader::elements(json_reader::member(node, "a"), 4);
  } catch (const json_reader::Refusal& refusal) {
    require_sentence(refusal.message);
  } catch (const Json::exception& exception) {
    require_sentence(json_reader::without_tag(exception));
  }
}

}  // namespace
}  // namespace vta::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vta::fuzz::try_json(vta::fuzz::text_of(data, size));
  return 0;
}
