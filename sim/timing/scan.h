// SPDX-License-Identifier: Apache-2.0
//
// The look at the micro-ops of a reset or an ALU operation before it starts: vta_scan. It takes a
// cycle per micro-op, in which the pipeline does not get one, and four more.

#ifndef VTA_SIM_TIMING_SCAN_H_
#define VTA_SIM_TIMING_SCAN_H_

#include <cstdint>

#include "sim/timing/nest.h"
#include "sim/timing/tail.h"

namespace vta::timing {

class Scan {
 public:
  // Micro-ops are read in this cycle, if the pipeline lets them.
  [[nodiscard]] bool reads() const { return state_ == State::kRead && left_ != 0; }
  [[nodiscard]] bool told() const { return state_ == State::kTold; }
  [[nodiscard]] bool dense() const { return dense_; }
  [[nodiscard]] const TailWork& work() const { return work_; }
  // Something happens without anybody's help.
  [[nodiscard]] bool runs() const { return state_ == State::kRead || state_ == State::kJudge; }

  // The cycle. `want`: this instruction is to be looked at; `got`: a micro-op was read.
  void step(bool want, bool got, const Insn& insn, UopMemory& uops, std::uint32_t acc_depth);
  // The instruction has started.
  void reset() { state_ = State::kBegin; }

 private:
  enum class State : std::uint8_t { kBegin, kRead, kJudge, kTold };
  void judge(const Insn& insn, UopMemory& uops, std::uint32_t acc_depth);

  State state_ = State::kBegin;
  std::uint32_t left_ = 0;
  bool arrives_ = false, dense_ = false;
  TailWork work_;
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_SCAN_H_
