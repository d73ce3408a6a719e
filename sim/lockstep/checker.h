// SPDX-License-Identifier: Apache-2.0
//
// Runs the golden model beside the RTL and stops at the first difference.
//
// The RTL tells when each stage starts and retires an instruction and what it writes; golden
// follows in the same order, each stage for itself, so that it has a state to compare at every
// moment:
//   - a start needs the tokens that the instruction pops, a retirement all of its writes;
//   - instructions start and retire in the order of the stream, no earlier than fetch may give
//   them;
//   - every write has the element, the lanes and the value that golden computes, in its order where
//     the order means something, and OUT follows ACC in the same cycle;
//   - beats on the bus are the bytes of the STOREs in their order;
//   - token counters are equal in every cycle, errors when a stage reports them, and verdict,
//     statistics and all memories at the end of a run.
// What axi_error leaves unspecified is not compared, and taken over from the RTL. A program with a
// race has no single result; it may be reported without any fault.

#ifndef VTA_SIM_LOCKSTEP_CHECKER_H_
#define VTA_SIM_LOCKSTEP_CHECKER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "sim/common/verdict.h"
#include "sim/lockstep/golden_state.h"
#include "sim/lockstep/insn_check.h"
#include "sim/lockstep/mismatch.h"
#include "sim/rtl/rtl_observer.h"

namespace vta::lockstep {

// What has been compared since the checker was made.
struct Counts {
  std::uint64_t instructions = 0;  // retired
  std::uint64_t sram_writes = 0;   // to UOP, INP, WGT, ACC and OUT, one per write port and cycle
  std::uint64_t dram_bytes = 0;    // written
};

class Checker final : public RtlObserver {
 public:
  explicit Checker(const Config& config) : golden_(config) {}

  // The memory of golden must hold what that of the RTL holds, whenever a run begins.
  [[nodiscard]] DeviceMemory& memory() { return golden_.memory; }

  void begin_run(const RunRequest& request, const RtlMemories& memories) override;
  bool cycle(std::uint64_t cycle, const CoreCycle& core, const AxiMasterPins& master,
             const AxiSlavePins& slave) override;
  bool end_run(std::uint64_t cycle, const RunReport& report, const RtlMemories& memories) override;
  [[nodiscard]] std::string complaint() const override;

  // Of the last run.
  [[nodiscard]] const std::optional<Mismatch>& mismatch() const { return mismatch_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  struct StageState {
    std::deque<InsnCheck> held;  // dispatched and not retired, oldest first
    std::size_t started = 0;     // so many of them have started
    std::size_t writing = 0;     // the one whose writes come now
    bool failed = false;
    ErrorCode code = ErrorCode::kNone;  // with which it failed
  };
  // A burst whose beats are still to come.
  struct Burst {
    std::uint64_t address = 0;
    unsigned beats = 0;
  };

  [[nodiscard]] StageState& state(Stage stage) { return stages_[static_cast<std::size_t>(stage)]; }
  [[nodiscard]] bool nothing_happens(const CoreCycle& core, const AxiMasterPins& master) const;

  // Fetch: one instruction further; false when it must wait or stop.
  bool fetch_one();

  void check_writes(const CoreCycle& core);
  // `insn`: the one that makes it, or null.
  void check_sram_write(Stage stage, InsnCheck* insn, const SramWrite& write);
  void check_acc(const CoreCycle::Bank& bank);
  void check_out(const CoreCycle::Bank& bank);
  void check_bus(const AxiMasterPins& master, const AxiSlavePins& slave);
  // The instruction to which the next write of the stage belongs, or null; of the compute stage,
  // among those that the unit executes.
  InsnCheck* writer(Stage stage, ComputeUnit unit = ComputeUnit::kExec);

  void check_stage(Stage stage, const CoreCycle& core, const TokenCounters& before);
  // Where in `held` the one is that may retire with this index: the oldest, or one of the tail
  // engine whose tokens no older instruction gives, too.
  [[nodiscard]] static std::size_t retiring(const StageState& s, std::uint32_t index);
  void check_retirement(Stage stage, const CoreCycle& core, const TokenCounters& before);
  void check_failure(Stage stage, std::uint32_t index, ErrorCode code);
  void check_start(Stage stage, const CoreCycle& core, const TokenCounters& before);
  void check_tokens(const CoreCycle& core);

  void check_rest(const RunReport& report);
  void check_verdict(const RunReport& report);
  void check_memories(const RtlMemories& memories);

  // Keeps the first mismatch, with what is known about it.
  void report(Mismatch mismatch);
  void report(Stage stage, const InsnCheck* insn, Mismatch mismatch);

  GoldenState golden_;
  RunRequest request_;
  std::array<StageState, kStageCount> stages_;
  std::uint64_t next_ = 0;  // to be dispatched
  std::optional<Fault> fault_;
  bool fetch_stopped_ = false, finish_retired_ = false;
  bool finished_ = true;       // the last run
  bool out_of_step_ = false;   // golden's memories are not those of the RTL
  TokenCounters last_tokens_;  // at the beginning of the cycle before
  std::deque<Burst> bursts_;
  Statistics statistics_;
  Counts counts_;
  std::uint64_t cycle_ = 0;
  std::size_t runs_ = 0;
  std::optional<Mismatch> mismatch_;
};

}  // namespace vta::lockstep

#endif  // VTA_SIM_LOCKSTEP_CHECKER_H_
