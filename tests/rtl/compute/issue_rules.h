// SPDX-License-Identifier: Apache-2.0
//
// The rules by which vta_issue starts instructions (docs/decisions/0006), over sets of elements.
// Nothing here knows how the module computes them.

#ifndef VTA_TESTS_RTL_COMPUTE_ISSUE_RULES_H_
#define VTA_TESTS_RTL_COMPUTE_ISSUE_RULES_H_

#include <cstdint>
#include <vector>

#include "hw/isa/config.h"
#include "hw/isa/insn.h"
#include "tests/rtl/compute/desc.h"

namespace vta {

// First and last of consecutive elements; nothing if the last one lies before the first.
struct Span {
  std::int64_t first = 0, last = -1;
};

// Whether some element belongs to both.
bool meet(const Span& a, const Span& b);

// The elements of a loop nest, micro-op by micro-op.
struct Walk {
  // They only rise, without a gap within a sweep over the micro-ops, and all of them exist. Of an
  // addition, so do the operands, which lie all below or all above the elements.
  bool dense = false;
  std::vector<std::uint32_t> elements;  // in order, if dense
  std::vector<std::uint32_t> operands;  // of an addition: one per step of the outer loop
  [[nodiscard]] bool solid() const;     // no element between the first and the last is left out
  [[nodiscard]] Span touched() const;   // from the lowest to the highest that is read or written
};

// What the stage is offered.
struct Offer {
  Insn insn;  // GEMM, ALU, or one without body
  bool load = false, legal = true;
  Desc desc;  // of a LOAD
  Walk walk;  // of GEMM and ALU

  [[nodiscard]] const LoopFields* loop() const;  // nullptr: no GEMM, no ALU
  [[nodiscard]] bool pops() const;
  [[nodiscard]] bool resets() const;     // GEMM that writes zeros
  [[nodiscard]] bool immediate() const;  // ALU: MIN, MAX, ADD, SHR to the right; with an immediate
  [[nodiscard]] bool clips() const;      // ALU: MIN or MAX with an immediate
  [[nodiscard]] bool biases() const;     // ALU: adds one operand per step of the outer loop
  // Worth a look at its micro-ops: one of the above, with something to do and at most 64 micro-ops,
  // which exist.
  [[nodiscard]] bool worth_a_look(const Config& config) const;
};

Walk walk_of(const Config& config, const Insn& insn, const std::vector<std::uint32_t>& uops);

// The others, in one cycle.
struct Others {
  std::uint32_t features = 0;
  bool tokens = true, stopped = false, overflow_near = false;
  bool engine_ready = true, engine_empty = true, loads_wait = false;
  bool exec_ready = true, exec_idle = true, exec_behind = false, safe = false;
  Span exec{0, 0}, exec_uops{0, 0};  // what the GEMM touches
  bool tail_ready = true, tail_busy = false, tail_zeroing = false;
  bool can_join = false, can_shift = false;
  Span tail{0, 0};
};

struct Decision {
  bool load = false, exec = false, tail = false, join = false;
  bool offer = false;  // the LOAD, whether the DMA is ready or not
  bool go = false;     // the operation that waits in the tail engine waits no longer
};

// The operation that was last given to the tail engine.
struct Waiting {
  Offer offer;
  std::uint64_t cycles = 0;  // since its start
  std::uint64_t alone = 0;   // of those, without an instruction behind it
};

// `offer`: nullptr if there is none. `looked`: the micro-ops have been looked at.
Decision decide(const Config& config, const Offer* offer, bool looked, const Others& others,
                const Waiting& waiting);

}  // namespace vta

#endif  // VTA_TESTS_RTL_COMPUTE_ISSUE_RULES_H_
