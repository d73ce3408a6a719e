// SPDX-License-Identifier: Apache-2.0
//
// The machine, in cycles, as the models see it that choose schedules. Only the order of schedules
// depends on these numbers.

#ifndef VTA_COMPILER_TOPI_MACHINE_CYCLES_H_
#define VTA_COMPILER_TOPI_MACHINE_CYCLES_H_

#include <cstdint>

namespace vta::topi {

inline constexpr std::int64_t kPortBytes = 8;     // per cycle
inline constexpr std::int64_t kLatency = 60;      // of a load that nothing hides, decoding included
inline constexpr std::int64_t kRowStart = 2;      // every row of a transfer is a burst of its own
inline constexpr std::int64_t kKernelStart = 16;  // filling the pipeline of GEMM and ALU

}  // namespace vta::topi

#endif  // VTA_COMPILER_TOPI_MACHINE_CYCLES_H_
