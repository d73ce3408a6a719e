// SPDX-License-Identifier: Apache-2.0
//
// Programs that must stop with an error: every error code in several ways, deadlocks, and what must
// hold beside the error (the lowest index wins, other stages go on, partial effects stay).

#ifndef VTA_SIM_FUZZ_ILLEGAL_PROGRAMS_H_
#define VTA_SIM_FUZZ_ILLEGAL_PROGRAMS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "driver/program/program.h"
#include "hw/isa/isa_tables.h"

namespace vta::fuzz {

// The first run stops with `code` at instruction `index`. Some programs have a second run that
// finishes: it starts with the soft reset that every device makes by itself and stores all bits of
// the accumulators, so that the effects of the first run on chip are compared, too. No program has
// a race, and none reads an on-chip element that it has not written.
struct IllegalProgram {
  std::string name;  // letters, digits and underscores
  Program program;
  ErrorCode code = ErrorCode::kNone;
  std::uint64_t index = 0;
  std::vector<ProgramRegion> unspecified = {};  // bytes that an erring STORE names
};

// Names are unique. Memories need at least 16 elements.
[[nodiscard]] std::vector<IllegalProgram> illegal_programs(const Config& config);

}  // namespace vta::fuzz

#endif  // VTA_SIM_FUZZ_ILLEGAL_PROGRAMS_H_
