// SPDX-License-Identifier: Apache-2.0
//
// The cycle model of the machine: how long a program takes on the RTL, without running it.
//
// Every unit of rtl/ goes from one of its events to the next: a burst, an instruction, a token. No
// data are moved but micro-ops, which say what GEMM and ALU touch. docs/cycle-model.md tells how
// far it is from the RTL.

#ifndef VTA_SIM_TIMING_ESTIMATE_H_
#define VTA_SIM_TIMING_ESTIMATE_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "driver/device/device.h"
#include "driver/program/program.h"
#include "hw/isa/features.h"
#include "hw/isa/result.h"
#include "sim/timing/breakdown.h"

namespace vta::timing {

// The memory is that of the simulator, sim/rtl/axi_memory.h, without a seed; RtlOptions has the
// same defaults and ranges.
struct Options {
  std::uint32_t read_latency = 40;           // cycles, 1 .. 1'000'000
  std::uint32_t write_latency = 20;          // cycles, 1 .. 1'000'000
  std::uint32_t max_outstanding_reads = 16;  // 1 .. 64
  std::uint32_t features = kAllFeatures;     // mechanisms in use: the register `features`
  std::uint64_t max_cycles = 2'000'000'000;  // of a run that brings no bound of its own
  // Sees every retirement of the compute stage: run, instruction, cycle. Empty: nobody does.
  std::function<void(std::size_t, std::uint32_t, Cycle)> watch = {};
};

struct RunEstimate {
  RunOutcome outcome = RunOutcome::kFinished;
  ErrorCode error = ErrorCode::kNone;
  std::uint64_t error_insn = 0;
  std::uint64_t cycles = 0;  // from start to done, as the register counts; of a finished run
  Breakdown breakdown;       // their sum
};

struct Estimate {
  std::vector<RunEstimate> runs;  // up to the first that does not finish
  [[nodiscard]] std::uint64_t cycles() const;
  [[nodiscard]] bool finished() const;
  // "run 0: deadlock (8) at instruction 12", or empty.
  [[nodiscard]] std::string failure() const;
};

// Of a program that check_program() finds no fault with. Fails when an option is out of range. The
// bus is as wide as the geometry of the program says.
[[nodiscard]] Result<Estimate> estimate(const Program& program, const Options& options);

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_ESTIMATE_H_
