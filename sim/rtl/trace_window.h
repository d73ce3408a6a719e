// SPDX-License-Identifier: Apache-2.0
//
// Which cycles of a simulation waves hold.

#ifndef VTA_SIM_RTL_TRACE_WINDOW_H_
#define VTA_SIM_RTL_TRACE_WINDOW_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "hw/isa/config.h"

namespace vta {

// One window; by default everything. Cycles are those of the simulation, from 0, resets and
// register accesses included: cycle N is at N * 10 ns, in every window.
struct TraceWindow {
  std::uint64_t from_cycle = 0;
  // Instead, the first cycle in which a stage starts (takes the tokens of) this instruction of its
  // stream, in whatever run that is.
  std::optional<std::uint32_t> from_insn = {};
  std::optional<std::uint64_t> cycles = {};  // so many, at least 1; nothing: to the end
  // Tells how many cycles are in the file; null: nobody asks.
  std::shared_ptr<std::uint64_t> recorded = {};

  [[nodiscard]] bool whole() const { return from_cycle == 0 && !from_insn && !cycles; }
};

struct TraceOptions {
  Config config = Config::pynq();  // how instructions are laid out
  TraceWindow window = {};
};

}  // namespace vta

#endif  // VTA_SIM_RTL_TRACE_WINDOW_H_
