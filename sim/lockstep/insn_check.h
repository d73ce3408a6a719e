// SPDX-License-Identifier: Apache-2.0
//
// One instruction on its way through a stage of the RTL, with the writes that golden says it makes.

#ifndef VTA_SIM_LOCKSTEP_INSN_CHECK_H_
#define VTA_SIM_LOCKSTEP_INSN_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/golden/uop_steps.h"
#include "sim/lockstep/golden_state.h"
#include "sim/lockstep/mismatch.h"
#include "sim/rtl/core_cycle.h"

namespace vta::lockstep {

// A write to an on-chip memory: the lanes of an element that the mask names.
struct SramWrite {
  MemoryType type;
  std::uint32_t address;
  std::uint64_t lanes;
  std::span<const std::byte> data;  // of the whole element, or of one lane, which all get
};

// A write beat on the bus.
struct DramBeat {
  std::uint64_t address;
  std::uint64_t strobes;
  std::span<const std::byte> data;
};

// Golden executes the instruction in step with its writes: LOAD and STORE whole, before the first
// one is looked at; GEMM and ALU micro-op by micro-op. What is reported lacks cycle and
// instruction.
class InsnCheck {
 public:
  InsnCheck(std::uint64_t index, const Insn& insn) : index_(index), insn_(insn) {}

  [[nodiscard]] std::uint64_t index() const { return index_; }
  [[nodiscard]] const Insn& insn() const { return insn_; }

  // It starts: who executes it, of the compute stage. The tail engine has read the micro-ops by
  // then, whatever is loaded over them afterwards.
  void start(ComputeUnit unit, const GoldenState& golden);
  [[nodiscard]] ComputeUnit unit() const { return unit_; }

  // Golden begins to execute; once is enough.
  void begin(GoldenState& golden);

  [[nodiscard]] bool begun() const { return begun_; }

  // Golden makes no write that has not been seen. A LOAD with axi_error is never complete.
  [[nodiscard]] bool complete() const;

  // Compares a write with the next one of golden. Precondition: begun and not complete.
  [[nodiscard]] std::optional<Mismatch> write(GoldenState& golden, const SramWrite& write);
  [[nodiscard]] std::optional<Mismatch> write(GoldenState& golden, const DramBeat& beat);

  // Golden makes the next write, which the RTL does not show: another operation follows on the same
  // element in the same pass. Precondition: begun and not complete. False: there is none.
  [[nodiscard]] bool write_unseen(GoldenState& golden);

  // Golden executes what is left. Begun before; what the RTL has not written is a mismatch, unless
  // the instruction ends with axi_error.
  [[nodiscard]] std::optional<Mismatch> finish(GoldenState& golden);

  // Of the execution so far: the error of the instruction (token overflow aside).
  [[nodiscard]] const golden::Execution& execution() const { return execution_; }

  // Writes have been seen.
  [[nodiscard]] bool has_written() const { return has_written_; }

  // After axi_error, memories hold what the RTL put there: golden takes it over.
  void take_over(GoldenState& golden, const RtlMemories& memories) const;

 private:
  // The next micro-op.
  [[nodiscard]] golden::Execution step(GoldenState& golden);
  [[nodiscard]] std::optional<Mismatch> write_loaded(GoldenState& golden, const SramWrite& write);
  [[nodiscard]] std::optional<Mismatch> write_computed(GoldenState& golden, const SramWrite& write);
  [[nodiscard]] Mismatch missing(const GoldenState& golden) const;
  [[nodiscard]] std::uint64_t store_address(GoldenState& golden) const;
  [[nodiscard]] std::byte store_byte(const GoldenState& golden) const;

  std::uint64_t index_;
  Insn insn_;
  ComputeUnit unit_ = ComputeUnit::kExec;
  std::size_t first_uop_ = 0;
  std::vector<std::uint32_t> uops_;  // tail engine: from that one on, as they were at the start
  bool begun_ = false, has_written_ = false;
  golden::Execution execution_;

  std::optional<golden::UopSteps> steps_;  // GEMM and ALU
  MemoryType type_ = MemoryType::kUop;     // LOAD: the memory that is written
  std::vector<bool> seen_;                 // LOAD: lanes written, of all elements
  std::size_t lanes_ = 0;                  // LOAD: of an element
  std::uint64_t left_ = 0;                 // LOAD: lanes not written; STORE: bytes
  std::uint64_t position_ = 0;             // STORE: bytes written
};

}  // namespace vta::lockstep

#endif  // VTA_SIM_LOCKSTEP_INSN_CHECK_H_
