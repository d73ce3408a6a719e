// SPDX-License-Identifier: Apache-2.0
//
// What operators refuse, in one wording.

#ifndef VTA_COMPILER_TOPI_BOUNDS_H_
#define VTA_COMPILER_TOPI_BOUNDS_H_

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "hw/isa/result.h"

namespace vta::topi {

// With every size below 2^15 the bytes of a tensor, a product of four of them, stay well inside 64
// bits. Sizes and strides of LOAD and STORE have 16 bits.
inline constexpr std::int64_t kMaxSize = 32767;

struct Bound {
  std::string_view name;
  std::int64_t value, low, high;
};

// "NAME is VALUE; it must lie in LOW..HIGH", for the first that does not.
[[nodiscard]] Status check_bounds(std::initializer_list<Bound> bounds);

// "NAME is VALUE; it must be a multiple of UNIT (OF)".
[[nodiscard]] Status check_multiple(std::string_view name, std::int64_t value, std::int64_t of,
                                    std::string_view unit);

// "tensor NAME has BYTES bytes; the machine addresses less than 4294967296".
[[nodiscard]] Status check_tensor_bytes(std::string_view name, std::int64_t bytes);

[[nodiscard]] constexpr std::int64_t blocks(std::int64_t size, std::int64_t block) {  // rounded up
  return (size + block - 1) / block;
}

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_BOUNDS_H_
