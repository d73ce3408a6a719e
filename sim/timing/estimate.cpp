// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/estimate.h"

#include <algorithm>

#include "sim/timing/estimator.h"

namespace vta::timing {

std::uint64_t Estimate::cycles() const {
  std::uint64_t sum = 0;
  for (const RunEstimate& run : runs) sum += run.cycles;
  return sum;
}

bool Estimate::finished() const {
  return std::all_of(runs.begin(), runs.end(),
                     [](const RunEstimate& run) { return run.outcome == RunOutcome::kFinished; });
}

std::string Estimate::failure() const {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string where = "run " + std::to_string(i) + ": ";
    if (runs[i].outcome == RunOutcome::kTimeout) return where + "it reaches the bound on cycles";
    if (runs[i].outcome == RunOutcome::kError) {
      return where + describe_error(runs[i].error, runs[i].error_insn);
    }
  }
  return {};
}

Result<Estimate> estimate(const Program& program, const Options& options) {
  if (Status status = check_options(options); !status) return status.error();
  Estimator machine(program.config, options);
  Image image(program);
  Estimate result;
  for (std::size_t i = 0; i < program.runs.size(); ++i) {
    image.write(program.runs[i]);
    Estimator::Watch watch;
    if (options.watch) {
      watch = [&options, i](std::uint32_t index, Cycle at) { options.watch(i, index, at); };
    }
    result.runs.push_back(machine.run(program.runs[i], image, watch));
    if (result.runs.back().outcome != RunOutcome::kFinished) break;
  }
  return result;
}

}  // namespace vta::timing
