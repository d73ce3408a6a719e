// SPDX-License-Identifier: Apache-2.0
//
// The cycle model run by run, for who does not have all runs of a program in advance.

#ifndef VTA_SIM_TIMING_ESTIMATOR_H_
#define VTA_SIM_TIMING_ESTIMATOR_H_

#include <cstdint>
#include <functional>

#include "driver/program/program.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"
#include "sim/timing/estimate.h"
#include "sim/timing/geometry.h"
#include "sim/timing/image.h"
#include "sim/timing/nest.h"
#include "sim/timing/tokens.h"

namespace vta::timing {

// Fails naming the option, its value and its range.
[[nodiscard]] Status check_options(const Options& options);

// One machine: micro-ops on chip and tokens stay from run to run.
class Estimator {
 public:
  // Sees every retirement of the compute stage: instruction, cycle.
  using Watch = std::function<void(std::uint32_t, Cycle)>;

  // The options must be legal; their `watch` is not looked at.
  Estimator(const Config& config, const Options& options);

  // A run with this image of memory. After one that does not finish what the machine holds is not
  // known.
  [[nodiscard]] RunEstimate run(const ProgramRun& run, const Image& image, const Watch& watch = {});

  void set_features(std::uint32_t features) { options_.features = features; }
  void soft_reset() { tokens_ = {}; }

 private:
  Config config_;
  Geometry geometry_;
  Options options_;
  UopMemory uops_;
  Tokens tokens_;
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_ESTIMATOR_H_
