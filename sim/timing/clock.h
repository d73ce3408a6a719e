// SPDX-License-Identifier: Apache-2.0
//
// Time in the cycle model, and the numbers of the machine that it is made of.
//
// Every number is a parameter of the module that it is named after; none is fitted. What a module
// takes from its input to its output follows from its registers and stands where it is used.

#ifndef VTA_SIM_TIMING_CLOCK_H_
#define VTA_SIM_TIMING_CLOCK_H_

#include <cstdint>
#include <limits>

namespace vta::timing {

using Cycle = std::uint64_t;  // since the cycle of the start pulse, which is cycle 0
inline constexpr Cycle kNever = std::numeric_limits<Cycle>::max();  // or: not known yet

inline constexpr unsigned kReadOutstanding = 32;    // vta_core: u_axi_read.MaxOutstanding
inline constexpr unsigned kEngineDepth = 4;         // vta_load_engine.Depth
inline constexpr unsigned kEngineBeats = 128;       // vta_load_engine.MaxBeats
inline constexpr unsigned kLanded = 8;              // vta_compute_load.Landed
inline constexpr unsigned kStarted = 32;            // vta_compute_retire.Depth
inline constexpr unsigned kExecInsns = 12;          // vta_exec.MaxInsns
inline constexpr unsigned kMaxScan = 64;            // vta_issue.MaxScan
inline constexpr unsigned kPatience = 8;            // vta_issue.Patience
inline constexpr unsigned kPatienceLoad = 255;      // vta_issue.PatienceLoad
inline constexpr unsigned kManyElems = 256;         // vta_issue.ManyElems
inline constexpr unsigned kFetchPatience = 255;     // vta_fetch: u_yield.Patience
inline constexpr unsigned kWriteOutstanding = 32;   // vta_store.MaxOutstanding
inline constexpr unsigned kStoreHeld = 40;          // vta_store: u_held.Depth
inline constexpr unsigned kTokensHigh = 1023 - 63;  // vta_core: high
inline constexpr unsigned kFootprintSteps = 28;     // vta_footprint: 2 * IterW
inline constexpr unsigned kExecDepth = 6;           // vta_exec: from s0 to s6
// vta_run_control.QuietCycles, the verdict, the end and vta_csr's flag.
inline constexpr unsigned kEndCycles = 16 + 2;

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_CLOCK_H_
