// SPDX-License-Identifier: Apache-2.0
//
// Whether two listings are the same program.

#ifndef VTA_TESTS_COMPILER_LISTING_COMPARE_H_
#define VTA_TESTS_COMPILER_LISTING_COMPARE_H_

#include <string>

#include "tests/compiler/listing/listing.h"

namespace vta::test {

// Empty if the listings are equal, otherwise a sentence about the first difference:
//   "loop 3 (extent 14 vs 16), lines 21 and 9"
//   "index of the store to res_conv: 17 vs 18 at i=1, j=2, in loop 3, lines 23 and 11"
//
// Equal are: parameters and allocations with their scope, type and size, by name; the statements
// and their order; minimum and extent of loops; keys and values of attributes; buffer, index and
// value of stores; calls. Names of loop variables do not count. Expressions over loop variables are
// equal if they have the same type, and the same value in all iterations. Where an expression reads
// a buffer or makes a call, the operation, the buffer and so on are the same, and the arguments are
// equal.
[[nodiscard]] std::string first_difference(const Listing& a, const Listing& b);

}  // namespace vta::test

#endif  // VTA_TESTS_COMPILER_LISTING_COMPARE_H_
