// SPDX-License-Identifier: Apache-2.0
//
// All units of one run, from event to event: vta_core.

#ifndef VTA_SIM_TIMING_CORE_H_
#define VTA_SIM_TIMING_CORE_H_

#include <vector>

#include "sim/timing/compute_stage.h"
#include "sim/timing/estimate.h"
#include "sim/timing/load_stage.h"

namespace vta::timing {

class Core {
 public:
  // What must live as long: the decoded instructions, the image, the micro-ops, the tokens.
  Core(const Geometry& geometry, const Options& options, const ProgramRun& run,
       const std::vector<Insn>& insns, const Image& image, UopMemory& uops, Tokens& tokens);

  void watch(ComputeStage::Watch watch) { compute_.watch(std::move(watch)); }
  [[nodiscard]] RunEstimate run(std::uint64_t max_cycles);

 private:
  [[nodiscard]] Cycle next_of_others() const;
  void hand_out();
  void step(Cycle now);
  void yield(Cycle now);
  [[nodiscard]] RunEstimate end();
  [[nodiscard]] RunEstimate stopped(ErrorCode code, std::uint64_t index) const;

  ReadPort port_;
  Fetch fetch_;
  LoadStage load_;
  ComputeStage compute_;
  StoreStage store_;
  bool compute_news_ = false;
  Cycle others_change_ = kNever;  // when fetch may have to give way, or no longer
  Cycle others_ = 0;              // the next step of anybody but compute
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_CORE_H_
