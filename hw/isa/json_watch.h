// SPDX-License-Identifier: Apache-2.0
//
// What JSON allows and our formats do not: a key twice in one object, nesting without end.

#ifndef VTA_HW_ISA_JSON_WATCH_H_
#define VTA_HW_ISA_JSON_WATCH_H_

#include <optional>
#include <string>
#include <string_view>

namespace vta {

inline constexpr std::size_t kMaxJsonDepth = 16;  // the formats need five levels

struct JsonProblem {
  bool deep = false;  // nests deeper than kMaxJsonDepth; else the key appears twice in one object
  std::string key;
};

// The first problem in front of the place, if any, where the text stops being JSON. Takes time
// proportional to the length of the text. (The callbacks of the library's parser do not: after each
// object they look through all elements before it.)
[[nodiscard]] std::optional<JsonProblem> find_json_problem(std::string_view text);

}  // namespace vta

#endif  // VTA_HW_ISA_JSON_WATCH_H_
