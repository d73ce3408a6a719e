// SPDX-License-Identifier: Apache-2.0
//
// Runs without a clock: what they do by the functional simulator, how long they take by the cycle
// model. No SystemC in here.

#ifndef VTA_SIM_SYSTEMC_RUN_MODEL_H_
#define VTA_SIM_SYSTEMC_RUN_MODEL_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "driver/device/device.h"
#include "driver/program/program.h"
#include "hw/isa/config.h"
#include "sim/functional/dram.h"
#include "sim/functional/memories.h"
#include "sim/functional/run.h"
#include "sim/timing/estimator.h"

namespace vta {

struct RunResult {
  RunReport report;
  std::uint64_t cycles = 0;      // from start to end
  bool guessed = false;          // the cycle model says nothing: of a run that does not finish
  std::uint64_t acc_writes = 0;  // ACC elements written by GEMM and ALU
};

class RunModel {
 public:
  // The options must be legal; `dram` must live as long.
  RunModel(const Config& config, const timing::Options& options, functional::Dram& dram);

  // kTimeout when `stop` says yes, which is asked now and then, or after request.max_cycles
  // micro-ops, elements moved and instructions.
  [[nodiscard]] RunResult run(const RunRequest& request, std::uint32_t features,
                              const Device::StopRequest& stop);
  // Tokens are gone, memories stay.
  void soft_reset();

  [[nodiscard]] const functional::Tokens& tokens() const { return tokens_; }

 private:
  // The instructions and micro-ops that a run has read, for the cycle model.
  [[nodiscard]] ProgramRun recall(const RunRequest& request, std::vector<Insn>& insns);

  Config config_;
  timing::Options options_;
  functional::Dram& dram_;
  functional::Memories memories_;
  functional::Tokens tokens_;
  timing::Estimator estimator_;
};

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_RUN_MODEL_H_
