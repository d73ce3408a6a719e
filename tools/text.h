// SPDX-License-Identifier: Apache-2.0
//
// Formatted text, and JSON, as a string.

#ifndef VTA_TOOLS_TEXT_H_
#define VTA_TOOLS_TEXT_H_

#include <nlohmann/json.hpp>
#include <string>

namespace vta {

// printf into a string.
[[gnu::format(printf, 1, 2)]] std::string textf(const char* format, ...);

// JSON as --json and --stats-json show it, over several lines. Names of files are bytes of any
// kind: what is not UTF-8 in a string becomes U+FFFD.
template <typename Json>
std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vta

#endif  // VTA_TOOLS_TEXT_H_
