// SPDX-License-Identifier: Apache-2.0
//
// The golden model's parts once more, opened: what every instruction of a run sees before it
// executes, and how it ends. For programs without a race this is what the RTL saw, too.

#ifndef VTA_TESTS_COVERAGE_MIRROR_H_
#define VTA_TESTS_COVERAGE_MIRROR_H_

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "driver/device/device.h"
#include "driver/device/memory.h"
#include "hw/isa/insn.h"
#include "sim/golden/sram.h"
#include "sim/golden/token_counters.h"

namespace vta::coverage {

class Mirror {
 public:
  explicit Mirror(const Config& config) : config_(config), sram_(make_sram(config)) {}

  // Called before an instruction executes.
  using Visit = std::function<void(const Insn&, const SramState&)>;

  struct Outcome {
    // Instructions that have retired, in the order of their stage.
    std::array<std::vector<Insn>, kStageCount> retired;
    bool complete = false;  // everything has
  };

  [[nodiscard]] Outcome run(const RunRequest& request, const Visit& visit);
  void clear_tokens() { tokens_.clear(); }

  [[nodiscard]] DeviceMemory& memory() { return memory_; }
  [[nodiscard]] const TokenCounters& tokens() const { return tokens_; }

 private:
  struct State {
    std::array<std::vector<Insn>, kStageCount> queues;
    std::array<std::size_t, kStageCount> heads{};  // retired so far
    std::array<bool, kStageCount> stopped{};
    std::uint64_t next = 0;
    bool fetch_stopped = false;
  };
  void fetch(const RunRequest& request, State& state) const;

  Config config_;
  DeviceMemory memory_;
  SramState sram_;
  TokenCounters tokens_;
};

}  // namespace vta::coverage

#endif  // VTA_TESTS_COVERAGE_MIRROR_H_
