// SPDX-License-Identifier: Apache-2.0
//
// Strict reading of the JSON files of a bundle. A refusal travels as an exception between these
// functions and the function that reads a whole text, because the JSON library throws as well; it
// goes no further.

#ifndef VTA_DRIVER_PROGRAM_JSON_READER_H_
#define VTA_DRIVER_PROGRAM_JSON_READER_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace vta::json_reader {

using Json = nlohmann::json;

struct Refusal {
  std::string message;
};

// A value with the path that leads to it.
struct Node {
  const Json& json;
  std::string path;
};

// Throws a Refusal where an object repeats a key or nesting has no end, the library's exception
// where the text is malformed.
[[nodiscard]] Json parse_json(std::string_view text);

// What an exception of the library says, without the tag in front, and on one line of bounded
// length.
[[nodiscard]] std::string without_tag(const Json::exception& exception);

// "regions[0].size is -1, expected ..."
[[noreturn]] void refuse(const Node& node, const std::string& expected);

// An object with these keys and no others.
void check_keys(const Node& node, std::initializer_list<const char*> required,
                std::initializer_list<const char*> optional = {});

[[nodiscard]] std::string join(const std::string& path, std::string_view key);
[[nodiscard]] Node member(const Node& node, const char* key);  // which must be there
[[nodiscard]] std::vector<Node> elements(const Node& node, std::size_t most);
[[nodiscard]] std::uint64_t integer(const Node& node, std::uint64_t low, std::uint64_t high);
[[nodiscard]] std::string text_of(const Node& node);

}  // namespace vta::json_reader

#endif  // VTA_DRIVER_PROGRAM_JSON_READER_H_
