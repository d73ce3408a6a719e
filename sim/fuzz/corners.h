// SPDX-License-Identifier: Apache-2.0
//
// The named corners, and which of them an instruction that is about to execute is in.

#ifndef VTA_SIM_FUZZ_CORNERS_H_
#define VTA_SIM_FUZZ_CORNERS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hw/isa/insn.h"
#include "sim/fuzz/cells.h"
#include "sim/golden/execute.h"

namespace vta::fuzz {

// Called with the name of a corner that was met.
using Met = std::function<void(const std::string&)>;

// All names, each once.
[[nodiscard]] std::vector<std::string> corner_names();

// Parts of it.
void add_transfer_corners(std::vector<std::string>& names);
void add_compute_corners(std::vector<std::string>& names);

// "LOAD INP", "STORE"
[[nodiscard]] std::string transfer_name(const Insn& insn);

// A LOAD or STORE that is legal and moves something or nothing. `stored`: granules of DRAM that a
// STORE of the program has written; those of this one are added.
void meet_transfer(const Insn& insn, const golden::Machine& machine, Cells<std::uint8_t>& stored,
                   const Met& met);

// A GEMM or ALU instruction with a legal ALU opcode.
void meet_compute(const Insn& insn, const golden::Machine& machine, const Met& met);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_CORNERS_H_
