// SPDX-License-Identifier: Apache-2.0
//
// Times: what simulators and the compiler take on this machine, in seconds of the processor, at
// best of some runs.

#ifndef VTA_BENCH_SPEED_H_
#define VTA_BENCH_SPEED_H_

#include <string>
#include <vector>

#include "hw/isa/result.h"

namespace vta::bench {

// One way to run the RTL.
struct RtlSpeed {
  std::string key, title;
  double cycles_per_second = 0;
  double ratio = 0;  // to the plain run of the seed's program
};

// One simulator at the seed's program.
struct SimulatorSpeed {
  std::string target;
  double gemm_uops_per_second = 0;
  double ratio = 0;  // to the RTL
};

struct Speeds {
  std::vector<RtlSpeed> rtl;  // the plain run first
  std::vector<SimulatorSpeed> simulators;
};

// Each of them `repeat` times, in turn, so that a busy moment of the machine meets all of them.
// Waves are written to a file in `directory`, which is removed.
[[nodiscard]] Result<Speeds> measure_speeds(int repeat, const std::string& directory);

struct CompileTime {
  std::string layer;
  double lowering_ms = 0;  // from the expression to instructions
  double tuner_ms = 0;     // the search for the schedule; 0 for the seed, which has one
  std::size_t insns = 0;
};

[[nodiscard]] Result<std::vector<CompileTime>> measure_compiler(
    int repeat, const std::vector<std::string>& layers);

}  // namespace vta::bench

#endif  // VTA_BENCH_SPEED_H_
