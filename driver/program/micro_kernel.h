// SPDX-License-Identifier: Apache-2.0
//
// A micro-kernel: at most two loops around micro-ops that share one operation. It becomes one GEMM
// or ALU instruction.

#ifndef VTA_DRIVER_PROGRAM_MICRO_KERNEL_H_
#define VTA_DRIVER_PROGRAM_MICRO_KERNEL_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "driver/program/calls.h"
#include "hw/isa/insn.h"

namespace vta {

// Two kernels are the same when everything in them is.
struct MicroKernel {
  UopMode mode = UopMode::kGemm;
  bool reset = false;
  std::uint32_t alu_opcode = 0;
  bool use_imm = false;
  std::int32_t imm = 0;
  std::vector<UopLoopBegin> loops;  // outer first, at most two
  std::vector<Uop> uops;
  friend bool operator==(const MicroKernel&, const MicroKernel&) = default;

  // The instruction that executes the kernel from [uop_bgn, uop_end) of the micro-op memory. A
  // single loop is the outer one of a GEMM and the inner one of an ALU instruction.
  [[nodiscard]] Insn insn(std::uint32_t uop_bgn, std::uint32_t uop_end) const;

  // Fails when a micro-op, with its loops at their last trip, leaves a memory; names the micro-op,
  // the loops and the depth.
  [[nodiscard]] Status check_indices(const Config& config) const;
};

struct MicroKernelHash {
  [[nodiscard]] std::size_t operator()(const MicroKernel& kernel) const;
};

// Collects one kernel after the other from calls and refuses what no instruction can express:
// more than two loops, loops behind micro-ops or behind one another, mixed operations.
class KernelRecorder {
 public:
  explicit KernelRecorder(const Config& config) : config_(config) {}

  [[nodiscard]] bool open() const { return kernel_.has_value(); }

  Status begin(UopMode mode);
  Status loop_begin(const UopLoopBegin& loop);
  Status push(const UopPush& uop);
  Status loop_end();
  // Yields the kernel; its fields and indices are checked.
  Result<MicroKernel> end();

 private:
  Config config_;
  std::optional<MicroKernel> kernel_;
  std::size_t ended_loops_ = 0;
};

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_MICRO_KERNEL_H_
