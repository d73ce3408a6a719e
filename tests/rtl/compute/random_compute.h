// SPDX-License-Identifier: Apache-2.0
//
// Random GEMM and ALU instructions whose loop nests are small.

#ifndef VTA_TESTS_RTL_COMPUTE_RANDOM_COMPUTE_H_
#define VTA_TESTS_RTL_COMPUTE_RANDOM_COMPUTE_H_

#include <algorithm>

#include "tests/rtl/compute/bits.h"

namespace vta {

// At most `uops` micro-ops and `most` trips of each loop; every loop is empty now and then.
inline LoopFields random_loop(Random& random, const Config& config, std::uint32_t uops,
                              std::uint32_t most) {
  const std::uint32_t depth = config.depth(MemoryType::kUop);
  LoopFields loop;
  loop.uop_bgn = random.below(std::max(1u, depth - uops));
  loop.uop_end =
      random.percent(3) ? random.below(loop.uop_bgn + 1) : loop.uop_bgn + between(random, 1, uops);
  loop.iter_out = random.percent(3) ? 0 : between(random, 1, random.percent(50) ? 1 : most);
  loop.iter_in = random.percent(3) ? 0 : between(random, 1, random.percent(50) ? 1 : most);
  return loop;
}

// A factor below `bound`, often 0 or 1.
inline std::uint32_t random_factor(Random& random, std::uint32_t bound) {
  return random.percent(50) ? random.below(std::min(2u, bound)) : random.below(bound);
}

}  // namespace vta

#endif  // VTA_TESTS_RTL_COMPUTE_RANDOM_COMPUTE_H_
