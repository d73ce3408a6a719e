// SPDX-License-Identifier: Apache-2.0
//
// Whether a program has one result: decides for all timings at once what running it in some order
// can only sample.

#ifndef VTA_SIM_FUZZ_RACE_CHECK_H_
#define VTA_SIM_FUZZ_RACE_CHECK_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "driver/device/memory.h"
#include "driver/program/program.h"
#include "hw/isa/insn.h"
#include "sim/fuzz/footprint.h"
#include "sim/fuzz/touched.h"

namespace vta::fuzz {

// How a run ends; kNone when it finishes.
struct Verdict {
  ErrorCode code = ErrorCode::kNone;
  std::uint64_t insn = 0;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

// Follows the runs of a program on one device. A run has one result when
// - of two instructions of different stages that touch the same element or byte, one of them
//   writing, one is ordered before the other by a chain of tokens,
// - no counter can reach 1024 tokens in one timing and stay below in another,
// - nothing is read on chip that was never written, or that an erring LOAD leaves unspecified, and
// - stores do not change instructions or micro-ops that are executed later.
class RaceChecker {
 public:
  RaceChecker(const Config& config, FirstRead first_read);
  ~RaceChecker();

  // Device memory. What is written here is ordered before the next run.
  Status add_region(std::uint64_t address, std::uint64_t size);
  Status write(std::uint64_t address, std::span<const std::byte> bytes);

  // A run of these instructions, which lie at no address. Fails naming the first two that race, or
  // what else is wrong.
  [[nodiscard]] Result<Verdict> run(std::span<const Insn> insns, const Bases& bases);

  // A run of the instructions in memory; one that does not exist is an axi_error.
  [[nodiscard]] Result<Verdict> run(const ProgramRun& run);

 private:
  class State;
  std::unique_ptr<State> state_;
};

// The verdict of every run. Fails, naming the run, when one of them has more than one result, or
// when memory is refused.
[[nodiscard]] Result<std::vector<Verdict>> check_one_result(const Program& program,
                                                            FirstRead first_read);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_RACE_CHECK_H_
