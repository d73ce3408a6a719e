// SPDX-License-Identifier: Apache-2.0
//
// Watches an RTL device and keeps what its runs did.

#ifndef VTA_SIM_TIMELINE_RECORDER_H_
#define VTA_SIM_TIMELINE_RECORDER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "hw/isa/config.h"
#include "sim/rtl/rtl_observer.h"
#include "sim/timeline/timeline.h"

namespace vta::timeline {

// Set as RtlOptions::observer. It stops no run.
class Recorder final : public RtlObserver {
 public:
  // Instructions, micro-ops, phases, bursts and tokens together that are kept of all runs; a run
  // beyond it is not complete.
  static constexpr std::size_t kMaxRecords = 6'000'000;

  explicit Recorder(const Config& config, std::size_t max_records = kMaxRecords)
      : config_(config), max_records_(max_records) {}

  void begin_run(const RunRequest& request, const RtlMemories& memories) override;
  bool cycle(std::uint64_t cycle, const CoreCycle& core, const AxiMasterPins& master,
             const AxiSlavePins& slave) override;
  bool end_run(std::uint64_t cycle, const RunReport& report, const RtlMemories& memories) override;
  [[nodiscard]] std::string complaint() const override { return ""; }

  // In their order; the last one may still go on.
  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }

 private:
  // A token that was given and not yet taken, as its place in Run::tokens.
  using Waiting = std::deque<std::size_t>;

  void record(const CoreCycle& core);
  void record_phases(const CoreCycle& core);
  void record_retirements(const CoreCycle& core);
  void record_starts(const CoreCycle& core);
  void record_bus(const AxiMasterPins& master, const AxiSlavePins& slave);
  void give(unsigned counter, std::uint32_t from);
  void take(unsigned counter, std::uint32_t to);
  [[nodiscard]] Run& run() { return runs_.back(); }
  // Room for one more; else the run is not complete and nothing more of it is kept.
  bool keep(std::size_t records = 1);

  Config config_;
  std::size_t max_records_;
  std::size_t records_ = 0;
  std::vector<Run> runs_;

  // Of the run that goes on.
  enum class State { kBefore, kCounting, kAfter };
  State state_ = State::kBefore;
  const DeviceMemory* dram_ = nullptr;
  std::uint64_t insn_address_ = 0;
  std::uint64_t now_ = 0;  // cycles counted
  bool counters_known_ = false;
  std::vector<std::uint32_t> uops_;                                // what the UOP memory holds
  std::array<std::deque<std::uint32_t>, kStageCount> dispatched_;  // and not started
  std::array<Waiting, kTokenCounters> waiting_;
  std::array<std::deque<std::size_t>, kAxiMaxIds> reads_, answers_;  // bursts under way, by id
  std::deque<std::size_t> writes_;                                   // beats missing
};

}  // namespace vta::timeline

#endif  // VTA_SIM_TIMELINE_RECORDER_H_
