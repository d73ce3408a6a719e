// SPDX-License-Identifier: Apache-2.0
//
// What operators refuse, in one wording.

#ifndef VTA_COMPILER_TOPI_BOUNDS_H_
#define VTA_COMPILER_TOPI_BOUNDS_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta::topi {

// With every size below 2^15 the bytes of a tensor, a product of four of them, stay well inside 64
// bits. Sizes and strides of LOAD and STORE have 16 bits.
inline constexpr std::int64_t kMaxSize = 32767;
inline constexpr std::int64_t kMaxPad = 15;  // pads have 4

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

// shift in 0..31, clip_lo in -128..127, clip_hi in clip_lo..127: what follows the sums.
[[nodiscard]] Status check_epilogue(const Config& config, std::int64_t shift, std::int64_t clip_lo,
                                    std::int64_t clip_hi);

// "NAME is KERNEL; the kernel may not be larger than the padded AXIS (PADDED)".
[[nodiscard]] Status check_kernel_inside(std::string_view name, std::int64_t kernel,
                                         std::string_view axis, std::int64_t padded);

// "the tensor has ACTUAL elements; its shape says EXPECTED".
[[nodiscard]] Status check_elements(std::size_t actual, std::int64_t expected);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_BOUNDS_H_
