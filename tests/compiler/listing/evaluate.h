// SPDX-License-Identifier: Apache-2.0
//
// Whether two expressions are the same function of the loop variables.

#ifndef VTA_TESTS_COMPILER_LISTING_EVALUATE_H_
#define VTA_TESTS_COMPILER_LISTING_EVALUATE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "tests/compiler/listing/expr.h"

namespace vta::test {

struct Range {
  std::int64_t minimum, extent;
};

// An iteration in which two expressions differ.
struct Witness {
  std::vector<std::pair<std::size_t, std::int64_t>> variables;  // loop and value, outermost first
  std::int64_t a, b;
};

// Evaluates two pure expressions in all iterations of the loops that either of them mentions. The
// ranges are those of the enclosing loops, outermost first. Exact, for it leaves out no iteration;
// about a second for 50 million of them.
[[nodiscard]] std::optional<Witness> find_difference(const ExprPtr& a, const ExprPtr& b,
                                                     const std::vector<Range>& ranges);

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_LISTING_EVALUATE_H_
