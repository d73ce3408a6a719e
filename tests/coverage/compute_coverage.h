// SPDX-License-Identifier: Apache-2.0
//
// Coverage of GEMM and ALU: empty loops, distances between equal destinations, forwarding, shifts,
// immediates and overflow.

#ifndef VTA_TESTS_COVERAGE_COMPUTE_COVERAGE_H_
#define VTA_TESTS_COVERAGE_COMPUTE_COVERAGE_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/golden/sram.h"
#include "tests/coverage/coverage_group.h"

namespace vta::coverage {

class ComputeCoverage {
 public:
  ComputeCoverage();

  // Before an instruction executes. Of a loop nest above a few thousand micro-ops only the first
  // ones are looked at.
  void visit(const Config& config, const Insn& insn, const SramState& sram);

  [[nodiscard]] std::vector<const CoverageGroup*> groups() const;

 private:
  struct Write {
    std::uint64_t slot;  // of the pipeline
    std::uint32_t dst;
    std::size_t writer;
  };
  void visit_loops(const Config& config, const Insn& insn, const SramState& sram);
  void visit_operands(const Config& config, const AluFields& alu, const SramState& sram);
  void micro_op(const Insn& insn, std::uint32_t dst, std::optional<std::uint32_t> source);

  CoverageGroup empty_, distance_, source_distance_, forwarding_, shift_, immediate_, overflow_;
  std::deque<Write> writes_;  // the latest last; gone when another instruction comes between
  std::uint64_t slot_ = 0;
  std::vector<std::uint32_t> dsts_;  // of the current instruction
};

}  // namespace vta::coverage

#endif  // VTA_TESTS_COVERAGE_COMPUTE_COVERAGE_H_
