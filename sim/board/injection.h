// SPDX-License-Identifier: Apache-2.0
//
// What an emulated board does wrong on purpose.

#ifndef VTA_SIM_BOARD_INJECTION_H_
#define VTA_SIM_BOARD_INJECTION_H_

#include <array>
#include <optional>
#include <set>
#include <string_view>

namespace vta::board {

enum class Injection {
  kRefuseLoad,        // loading a bitstream fails with EINVAL
  kWriteError,        // loading fails half way: EIO, state `write error`
  kStaleBitstream,    // whatever is loaded, the registers are those of another geometry
  kMissingInterrupt,  // the interrupt of the accelerator reaches nobody
  kStoppedClock,      // the programmable logic gets no clock
  kExhaustedCma,      // almost no contiguous memory is left
  kHeldLease,         // another process has the lease
  kStuckRun,          // memory stops answering in every run
};

struct InjectionName {
  Injection injection;
  std::string_view name, help;
};
inline constexpr std::array<InjectionName, 8> kInjections = {{
    {Injection::kRefuseLoad, "refuse-load", "loading a bitstream fails with EINVAL"},
    {Injection::kWriteError, "write-error", "loading fails half way, with the state `write error`"},
    {Injection::kStaleBitstream, "stale-bitstream", "the registers are those of another geometry"},
    {Injection::kMissingInterrupt, "missing-interrupt", "the interrupt reaches nobody"},
    {Injection::kStoppedClock, "stopped-clock", "the programmable logic gets no clock"},
    {Injection::kExhaustedCma, "exhausted-cma", "64 kB of contiguous memory are left"},
    {Injection::kHeldLease, "held-lease", "another process has the lease"},
    {Injection::kStuckRun, "stuck-run", "memory stops answering in every run"},
}};

using Injections = std::set<Injection>;

[[nodiscard]] inline std::optional<Injection> find_injection(std::string_view name) {
  for (const InjectionName& known : kInjections) {
    if (known.name == name) return known.injection;
  }
  return std::nullopt;
}

}  // namespace vta::board

#endif  // VTA_SIM_BOARD_INJECTION_H_
