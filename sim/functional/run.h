// SPDX-License-Identifier: Apache-2.0
//
// One run of the functional simulator: fetch and three stages, each of which goes as far as its
// tokens and its queue let it before the next one has its turn.

#ifndef VTA_SIM_FUNCTIONAL_RUN_H_
#define VTA_SIM_FUNCTIONAL_RUN_H_

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "driver/device/device.h"
#include "hw/isa/insn.h"
#include "sim/common/verdict.h"
#include "sim/functional/execute.h"

namespace vta::functional {

// Tokens that exist, by producer and consumer; they live longer than a run.
struct Tokens {
  std::uint32_t load_to_compute = 0, compute_to_load = 0;
  std::uint32_t compute_to_store = 0, store_to_compute = 0;
};

class Run {
 public:
  Run(const RunRequest& request, Machine machine, Tokens& tokens);
  Run(const Run&) = delete;  // stages point into it
  Run& operator=(const Run&) = delete;

  [[nodiscard]] RunReport to_the_end();

 private:
  struct Entry {
    std::uint64_t index;
    Insn insn;
  };
  // A stage with the counters that its flags move; nullptr where there is no neighbour.
  struct StageState {
    std::string_view name;
    std::uint32_t *pop_prev, *pop_next, *push_prev, *push_next;
    std::deque<Entry> queue = {};
    bool stopped = false;
  };

  bool fetch();
  bool advance(StageState& stage);
  [[nodiscard]] static bool can_start(const StageState& stage, const TokenFlags& flags);
  [[nodiscard]] ErrorCode execute(const Insn& insn);
  void retire(const Insn& insn);
  void stop(const Entry& entry, ErrorCode code);
  [[nodiscard]] RestingMachine at_rest() const;

  const RunRequest& request_;
  Machine machine_;
  std::array<StageState, kStageCount> stages_;  // indexed by Stage
  std::uint64_t next_ = 0;                      // instruction to be dispatched
  bool fetch_stopped_ = false;
  bool finish_retired_ = false;
  std::optional<Fault> fault_;
  Statistics statistics_;
};

}  // namespace vta::functional

#endif  // VTA_SIM_FUNCTIONAL_RUN_H_
