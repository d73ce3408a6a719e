// SPDX-License-Identifier: Apache-2.0
//
// What matmul and dense have in common.

#ifndef VTA_COMPILER_TOPI_MATMUL_STAGES_H_
#define VTA_COMPILER_TOPI_MATMUL_STAGES_H_

#include <string>

#include "compiler/topi/matmul.h"

namespace vta::topi {

// A matrix product, perhaps with a bias for each column, and the names of its parts.
struct MatmulParts {
  Matmul matmul;
  bool bias = false;
  std::string op, a, b;
};

// Precondition: all is in range.
[[nodiscard]] Operator matmul_operator(const Config& config, const MatmulParts& parts,
                                       const MatmulSchedule& schedule);

[[nodiscard]] MatmulSchedule choose_matmul_schedule(const Config& config, const Matmul& matmul,
                                                    bool bias);

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_MATMUL_STAGES_H_
