// SPDX-License-Identifier: Apache-2.0
//
// Where the cycles of a run go, as the compute stage sees it: every cycle has one cause.

#ifndef VTA_SIM_TIMING_BREAKDOWN_H_
#define VTA_SIM_TIMING_BREAKDOWN_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/timing/clock.h"

namespace vta::timing {

// The first cause that applies.
enum class Cause : std::uint8_t {
  kGemm,          // a GEMM is in the pipeline
  kAlu,           // an ALU operation is at work, beside no GEMM, or a GEMM waits for its element
  kReset,         // the same of a reset
  kDmaBandwidth,  // waits for its own LOADs, while data come
  kDmaLatency,    // waits for its own LOADs, while none come
  kLoadToken,     // waits for a token of load
  kStoreToken,    // waits for a token of store
  kFetch,         // has no instruction, though there are more
  kIssue,         // starts an instruction: scan, pipeline, retirement of what is done
  kStartEnd,      // before the first instruction and behind the last one
};
inline constexpr std::size_t kCauses = 10;
// As they are printed and saved.
inline constexpr std::array<std::string_view, kCauses> kCauseNames = {
    "gemm",       "alu",         "reset", "dma_bandwidth", "dma_latency",
    "load_token", "store_token", "fetch", "issue",         "start_end"};

struct Breakdown {
  std::array<Cycle, kCauses> cycles{};
  Cycle load_token_bus_busy = 0;  // of kLoadToken: a beat crossed the read bus

  [[nodiscard]] Cycle of(Cause cause) const { return cycles[static_cast<std::size_t>(cause)]; }
  [[nodiscard]] Cycle total() const {
    Cycle sum = 0;
    for (const Cycle c : cycles) sum += c;
    return sum;
  }
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_BREAKDOWN_H_
