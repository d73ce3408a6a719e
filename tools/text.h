// SPDX-License-Identifier: Apache-2.0
//
// Formatted text as a string.

#ifndef VTA_TOOLS_TEXT_H_
#define VTA_TOOLS_TEXT_H_

#include <string>

namespace vta {

// printf into a string.
[[gnu::format(printf, 1, 2)]] std::string textf(const char* format, ...);

}  // namespace vta

#endif  // VTA_TOOLS_TEXT_H_
