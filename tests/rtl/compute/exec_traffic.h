// SPDX-License-Identifier: Apache-2.0
//
// What vta_exec did in which cycle, and whether it may have: when each step of the loop nests
// passed the stage that looks at indices, which micro-ops it has shown there, and when it waited.

#ifndef VTA_TESTS_RTL_COMPUTE_EXEC_TRAFFIC_H_
#define VTA_TESTS_RTL_COMPUTE_EXEC_TRAFFIC_H_

#include <cstdint>
#include <vector>

#include "tests/rtl/compute/compute_model.h"

namespace vta {

class ExecTraffic {
 public:
  // Outputs, and the elements that the module must not touch, in one cycle.
  struct Cycle {
    bool tail_busy = false;
    std::uint32_t tail_lo = 0, tail_hi = 0;
    bool waits = false;                     // nobody may read a micro-op now
    bool started = false;                   // an instruction
    bool reads = false, writes = false;     // of ACC
    std::uint32_t read = 0, written = 0;    // where
    bool seen = false, seen_first = false;  // the micro-op that is shown, for vta_footprint
    std::uint64_t dst = 0, src = 0, wgt = 0;
  };

  // The steps of the next instruction that is sent.
  void expect(const std::vector<ComputeModel::Step>& nest);
  // A reset: forgets everything.
  void forget() { *this = ExecTraffic(); }
  void record(const Cycle& cycle) { cycles_.push_back(cycle); }

  // Compares all cycles since the construction with all steps. `complete`: every step has been
  // executed and nothing else has.
  void check(bool complete) const;

  // Cycles in which it waited for elements.
  [[nodiscard]] std::uint64_t waits() const;
  [[nodiscard]] std::uint64_t seen() const;

 private:
  struct Passed {
    ComputeModel::Step step;
    std::uint64_t insn = 0, cycle = 0;
  };
  // The steps that have passed, with their cycles: in their order.
  [[nodiscard]] std::vector<Passed> passed(bool complete) const;

  std::vector<ComputeModel::Step> steps_;
  std::vector<std::uint64_t> insn_of_;  // by step
  std::vector<Cycle> cycles_;
  std::uint64_t insns_ = 0;
};

}  // namespace vta

#endif  // VTA_TESTS_RTL_COMPUTE_EXEC_TRAFFIC_H_
