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

}  // namespace vta::topi
