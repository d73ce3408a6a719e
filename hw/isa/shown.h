// SPDX-License-Identifier: Apache-2.0
//
// Text of strangers inside our sentences. A message is one line and reaches terminals, so a name
// with a line break, an escape sequence or a million letters is not repeated as it came.

#ifndef VTA_HW_ISA_SHOWN_H_
#define VTA_HW_ISA_SHOWN_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace vta {

// With control characters (those of C1 included) and broken UTF-8 as \x1b, the rest as it is.
[[nodiscard]] std::string one_line(std::string_view text);

// The same of at most `most` bytes, the end replaced by "..." when there are more.
[[nodiscard]] std::string shown(std::string_view text, std::size_t most = 80);

}  // namespace vta

#endif  // VTA_HW_ISA_SHOWN_H_
