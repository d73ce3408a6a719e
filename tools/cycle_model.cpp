// SPDX-License-Identifier: Apache-2.0
#include "tools/cycle_model.h"

namespace vta {

tune::Refinement cycle_refinement(const timing::Options& options) {
  const auto predict = [options](const Program& program) -> Result<std::uint64_t> {
    const Result<timing::Estimate> estimate = timing::estimate(program, options);
    if (!estimate) return estimate.error();
    if (!estimate.value().finished()) {
      return Error{"the program does not finish: " + estimate.value().failure()};
    }
    return estimate.value().cycles();
  };
  return {.predict = predict};
}

}  // namespace vta
