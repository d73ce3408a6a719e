// SPDX-License-Identifier: Apache-2.0
//
// The verdict on a run that has come to rest: rule 5 of docs/semantics.md.

#ifndef VTA_SIM_COMMON_VERDICT_H_
#define VTA_SIM_COMMON_VERDICT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "driver/device/device.h"
#include "hw/isa/isa_tables.h"

namespace vta {

// An error that stopped a stage, or fetch.
struct Fault {
  std::uint64_t insn = 0;  // index in the stream
  ErrorCode code = ErrorCode::kNone;
  std::string what;  // for people
};

// What is known when nothing can make progress.
struct RestingMachine {
  std::uint64_t insn_count = 0;
  std::optional<Fault> fault;                // the one with the lowest index
  std::optional<std::uint64_t> oldest_left;  // lowest index that has not retired
  std::string waiting;                       // for people: what the stages wait for
  bool finish_retired = false;
};

// Keeps the fault of the lower index.
inline void keep_lowest(std::optional<Fault>& kept, Fault fault) {
  if (!kept || fault.insn < kept->insn) kept = std::move(fault);
}

// Outcome, code, index and detail of the run; statistics are the caller's.
[[nodiscard]] inline RunReport verdict(const RestingMachine& machine) {
  RunReport report;
  std::string what;
  if (machine.fault) {
    report.error = machine.fault->code;
    report.error_insn = machine.fault->insn;
    what = machine.fault->what;
  } else if (machine.oldest_left) {
    report.error = ErrorCode::kDeadlock;
    report.error_insn = *machine.oldest_left;
    what = machine.waiting;
  } else if (!machine.finish_retired) {
    report.error = ErrorCode::kMissingFinish;
    report.error_insn = machine.insn_count;
    what = "no instruction of the stream was a FINISH";
  } else {
    return report;
  }
  report.outcome = RunOutcome::kError;
  report.detail = describe_error(report.error, report.error_insn);
  if (!what.empty()) report.detail += ": " + what;
  return report;
}

}  // namespace vta

#endif  // VTA_SIM_COMMON_VERDICT_H_
