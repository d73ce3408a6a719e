// SPDX-License-Identifier: Apache-2.0
#include "sim/reference/elementwise.h"

#include <algorithm>
#include <string>

#include "sim/reference/checks.h"

namespace vta {

Result<std::vector<std::int8_t>> elementwise_add(std::span<const std::int8_t> a,
                                                 std::span<const std::int8_t> b, int shift, int lo,
                                                 int hi) {
  const std::string op = "elementwise_add";
  if (a.size() != b.size()) {
    return Error{op + ": a has " + std::to_string(a.size()) + " elements and b has " +
                 std::to_string(b.size()) + ", must be the same"};
  }
  if (Status s = reference::check_shift(op, shift); !s) return s.error();
  if (Status s = reference::check_clip(op, lo, hi); !s) return s.error();
  std::vector<std::int8_t> result;
  result.reserve(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    result.push_back(static_cast<std::int8_t>(std::clamp((a[i] + b[i]) >> shift, lo, hi)));
  }
  return result;
}

}  // namespace vta
