// SPDX-License-Identifier: Apache-2.0
//
// GEMM and ALU one micro-op at a time, for whoever wants to look at the memories in between.

#ifndef VTA_SIM_GOLDEN_UOP_STEPS_H_
#define VTA_SIM_GOLDEN_UOP_STEPS_H_

#include <cstdint>

#include "hw/isa/insn.h"
#include "sim/golden/execute.h"

namespace vta::golden {

class UopSteps {
 public:
  // Counters of the loop nest.
  struct Position {
    std::uint64_t out = 0, in = 0, uop = 0;
  };

  // A GEMM or ALU that check() has found legal.
  explicit UopSteps(const Insn& insn);

  // No micro-op is left.
  [[nodiscard]] bool done() const { return done_; }

  // Executes the next micro-op, its indices checked before. After an error, which is that of the
  // instruction, and when the meter is exhausted, nothing was written and none is left.
  // Precondition: !done().
  [[nodiscard]] Execution next(Machine& machine);

  // The element of ACC that the last micro-op has written.
  [[nodiscard]] std::uint64_t written() const { return written_; }

 private:
  [[nodiscard]] Execution execute_here(Machine& machine);
  void advance();

  Insn insn_;
  LoopFields loop_;
  Position at_;
  std::uint64_t written_ = 0;
  bool done_ = false;
};

}  // namespace vta::golden

#endif  // VTA_SIM_GOLDEN_UOP_STEPS_H_
