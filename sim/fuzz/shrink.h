// SPDX-License-Identifier: Apache-2.0
//
// From a program that fails to a small one that fails.

#ifndef VTA_SIM_FUZZ_SHRINK_H_
#define VTA_SIM_FUZZ_SHRINK_H_

#include <cstddef>
#include <functional>
#include <string>

#include "driver/program/program.h"
#include "sim/fuzz/touched.h"

namespace vta::fuzz {

// What is wrong with a program, empty when nothing is.
using Complaint = std::function<std::string(const Program&)>;

struct ShrinkOptions {
  // Programs that are tried at most. A program of a few dozen instructions takes some hundreds.
  std::size_t max_steps = 4000;
  // What the device of the complaint promises of memories at first.
  FirstRead first_read = FirstRead::kAnything;
};

struct Shrunk {
  Program program;
  std::string complaint;  // about it
  std::size_t steps = 0;  // programs tried
};

// Leaves out runs, instructions, tokens, micro-ops, bytes and regions and makes fields small, as
// long as something is still wrong. Every program that is tried has one result, and its runs end as
// those of the first one do (with the same error or with none). Precondition: `failing` has one
// result and a complaint.
[[nodiscard]] Shrunk shrink(const Program& failing, const Complaint& complaint,
                            const ShrinkOptions& options);

// Instructions of all runs.
[[nodiscard]] std::size_t instruction_count(const Program& program);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_SHRINK_H_
