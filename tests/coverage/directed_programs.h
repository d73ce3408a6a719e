// SPDX-License-Identifier: Apache-2.0
//
// Programs that reach, bin by bin, what random ones leave open. All are free of races.

#ifndef VTA_TESTS_COVERAGE_DIRECTED_PROGRAMS_H_
#define VTA_TESTS_COVERAGE_DIRECTED_PROGRAMS_H_

#include <vector>

#include "driver/program/program.h"
#include "sim/fuzz/illegal_programs.h"

namespace vta::coverage {

// LOADs and STOREs: every memory type with every class of pads, relation of stride and size, way of
// splitting into bursts, and combination of tokens.
[[nodiscard]] std::vector<Program> directed_transfers(const Config& config);

// GEMM and ALU: empty loops, distances between equal destinations, forwarding, shifts, immediates,
// token flags.
[[nodiscard]] std::vector<Program> directed_compute(const Config& config);

// Tokens left over, full queues.
[[nodiscard]] std::vector<Program> directed_runs(const Config& config);

// Each error of each kind of instruction.
[[nodiscard]] std::vector<fuzz::IllegalProgram> directed_errors(const Config& config);

}  // namespace vta::coverage

#endif  // VTA_TESTS_COVERAGE_DIRECTED_PROGRAMS_H_
