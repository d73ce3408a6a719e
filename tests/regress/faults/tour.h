// SPDX-License-Identifier: Apache-2.0
//
// A program with every kind of access to memory, each to addresses of its own and in several
// bursts, some of them cut at a multiple of 4096, so that an address tells the instruction.

#ifndef VTA_TESTS_REGRESS_FAULTS_TOUR_H_
#define VTA_TESTS_REGRESS_FAULTS_TOUR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "driver/program/program.h"

namespace vta::faults {

struct TourStop {
  std::string name;                 // "load_inp"
  std::uint64_t insn = 0;           // its index
  std::vector<ProgramRegion> rows;  // what it reads or writes
};

struct Tour {
  Program program;
  std::vector<TourStop> stops;  // LOADs and STOREs
};

// While the load stage works, compute and store have work that does not depend on it.
[[nodiscard]] Tour tour();

}  // namespace vta::faults

#endif  // VTA_TESTS_REGRESS_FAULTS_TOUR_H_
