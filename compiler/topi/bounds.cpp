// SPDX-License-Identifier: Apache-2.0
#include "compiler/topi/bounds.h"

#include <string>

namespace vta::topi {

Status check_bounds(std::initializer_list<Bound> bounds) {
  for (const Bound& b : bounds) {
    if (b.value >= b.low && b.value <= b.high) continue;
    return Error{std::string(b.name) + " is " + std::to_string(b.value) + "; it must lie in " +
                 std::to_string(b.low) + ".." + std::to_string(b.high)};
  }
  return ok_status();
}

Status check_multiple(std::string_view name, std::int64_t value, std::int64_t of,
                      std::string_view unit) {
  if (value % of == 0) return ok_status();
  return Error{std::string(name) + " is " + std::to_string(value) + "; it must be a multiple of " +
               std::string(unit) + " (" + std::to_string(of) + ")"};
}

Status check_tensor_bytes(std::string_view name, std::int64_t bytes) {
  constexpr std::int64_t kLimit = std::int64_t{1} << 32;
  if (bytes < kLimit) return ok_status();
  return Error{"tensor " + std::string(name) + " has " + std::to_string(bytes) +
               " bytes; the machine addresses less than " + std::to_string(kLimit)};
}

Status check_epilogue(const Config& config, std::int64_t shift, std::int64_t clip_lo,
                      std::int64_t clip_hi) {
  return check_bounds({{"shift", shift, 0, config.acc_width() - 1},
                       {"clip_lo", clip_lo, -128, 127},
                       {"clip_hi", clip_hi, clip_lo, 127}});
}

Status check_kernel_inside(std::string_view name, std::int64_t kernel, std::string_view axis,
                           std::int64_t padded) {
  if (kernel <= padded) return ok_status();
  return Error{std::string(name) + " is " + std::to_string(kernel) +
               "; the kernel may not be larger than the padded " + std::string(axis) + " (" +
               std::to_string(padded) + ")"};
}

Status check_elements(std::size_t actual, std::int64_t expected) {
  if (actual == static_cast<std::size_t>(expected)) return ok_status();
  return Error{"the tensor has " + std::to_string(actual) + " elements; its shape says " +
               std::to_string(expected)};
}

}  // namespace vta::topi
