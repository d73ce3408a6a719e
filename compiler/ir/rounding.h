// SPDX-License-Identifier: Apache-2.0
//
// Division and multiples, rounded up: how many tiles or blocks an axis has.

#ifndef VTA_COMPILER_IR_ROUNDING_H_
#define VTA_COMPILER_IR_ROUNDING_H_

#include <cstdint>

namespace vta {

// Precondition of both: size is at least 0 and of is at least 1.
[[nodiscard]] constexpr std::int64_t ceil_div(std::int64_t size, std::int64_t of) {
  return (size + of - 1) / of;
}
[[nodiscard]] constexpr std::int64_t round_up(std::int64_t size, std::int64_t of) {
  return ceil_div(size, of) * of;
}

}  // namespace vta

#endif  // VTA_COMPILER_IR_ROUNDING_H_
