// SPDX-License-Identifier: Apache-2.0
//
// A mismatch as a user reads it: with the instruction, where it came from, and how to look at it.

#ifndef VTA_SIM_LOCKSTEP_REPORT_H_
#define VTA_SIM_LOCKSTEP_REPORT_H_

#include <string>

#include "driver/program/program.h"
#include "sim/lockstep/mismatch.h"

namespace vta::lockstep {

// A line for each thing that is known, the first one a sentence, without the last line end.
// `program` is the one that ran; `waves` is the command that shows them, or empty.
[[nodiscard]] std::string report_text(const Mismatch& mismatch, const Program& program,
                                      const std::string& waves);

// ns at which the cycle of the mismatch begins in a trace of the run.
[[nodiscard]] std::uint64_t trace_time(const Mismatch& mismatch);

// The shell command (bash) that shows a trace file around the mismatch, with a marker on it;
// `save_file` says what it shows first, or is empty.
[[nodiscard]] std::string viewer_command(const Mismatch& mismatch, const std::string& trace_file,
                                         const std::string& save_file = "");

}  // namespace vta::lockstep

#endif  // VTA_SIM_LOCKSTEP_REPORT_H_
