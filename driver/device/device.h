// SPDX-License-Identifier: Apache-2.0
//
// A VTA that can run programs: a simulator or, later, a board. The interface is the same for all.

#ifndef VTA_DRIVER_DEVICE_DEVICE_H_
#define VTA_DRIVER_DEVICE_DEVICE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hw/isa/config.h"
#include "hw/isa/isa_tables.h"
#include "hw/isa/result.h"

namespace vta {

// The seven counters of a run. Instructions count when they retire.
struct Statistics {
  std::uint64_t inp_load_nbytes = 0, wgt_load_nbytes = 0, acc_load_nbytes = 0, uop_load_nbytes = 0;
  std::uint64_t out_store_nbytes = 0, gemm_counter = 0, alu_counter = 0;
  friend bool operator==(const Statistics&, const Statistics&) = default;
};

// Names in the order in which they are printed and saved, with access to the field.
struct StatisticsKey {
  std::string_view name;
  std::uint64_t Statistics::*field;
};
[[nodiscard]] const std::array<StatisticsKey, 7>& statistics_keys();

// Cycles of one stage: executing, lacking a token (fetch: a place in a queue), waiting for memory.
struct StageCycles {
  std::uint64_t busy = 0, token_wait = 0, memory_wait = 0;
  friend bool operator==(const StageCycles&, const StageCycles&) = default;
};

// What only a target with a clock can report.
struct CycleReport {
  std::uint64_t cycles = 0;  // accelerator cycles of the run, from start to done
  StageCycles fetch, load, compute, store;
  double host_seconds = 0.0;  // wall-clock time of the simulation, for simulated cycles per second
};

// Base registers are multiples of this; see RunRequest::base.
inline constexpr std::uint32_t kBaseAlignment = 64;

struct RunRequest {
  std::uint64_t insn_address = 0;  // bytes, a multiple of 16
  std::uint32_t insn_count = 0;
  // Base registers, indexed by MemoryType, multiples of kBaseAlignment. The compiler leaves them
  // zero.
  std::array<std::uint32_t, kMemoryTypeCount> base{};
  std::optional<std::uint64_t> max_cycles;  // beyond it the run is a timeout
};

enum class RunOutcome {
  kFinished,  // FINISH and everything else has retired
  kError,     // stopped with an error code of the ISA
  kTimeout,   // max_cycles or the target's own bound was reached
};

struct RunReport {
  RunOutcome outcome = RunOutcome::kFinished;
  ErrorCode error = ErrorCode::kNone;
  std::uint64_t error_insn = 0;  // index of the offending instruction; see docs/semantics.md
  std::string detail;            // for people: what happened, empty when finished
  Statistics statistics;
  std::optional<CycleReport> cycle_report;
};

// DRAM and SRAM contents and token counters persist from run to run. After a run that did not
// finish the next run starts with a soft reset, which clears tokens and queues and keeps memories.
class Device {
 public:
  virtual ~Device() = default;
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  [[nodiscard]] virtual std::string_view target() const = 0;  // "golden", "functional", "rtl"
  [[nodiscard]] virtual const Config& config() const = 0;

  // Device memory; see DeviceMemory for what fails.
  virtual Status add_region(std::uint64_t address, std::uint64_t size) = 0;
  virtual Status write(std::uint64_t address, std::span<const std::byte> data) = 0;
  virtual Status read(std::uint64_t address, std::span<std::byte> data) const = 0;

  // Runs to the end. An error of the program is a RunReport, not an Error; an Error means that the
  // request itself was impossible (misaligned address, base register, more than 2^28 instructions).
  virtual Result<RunReport> run(const RunRequest& request) = 0;

  // Called every few thousand cycles (or micro-ops) of a long run with cycles so far.
  using Progress = std::function<void(std::uint64_t cycles)>;
  virtual void set_progress(Progress progress) { progress_ = std::move(progress); }

  // Asked where progress is reported. Once it says true, the run ends soon as a timeout, and the
  // next run starts as after any other timeout. A device that cannot stop a run does not ask.
  using StopRequest = std::function<bool()>;
  virtual void set_stop_request(StopRequest stop) { stop_request_ = std::move(stop); }

 protected:
  Device() = default;
  // Checks what every target checks of a request.
  [[nodiscard]] static Status check_request(const RunRequest& request);

  [[nodiscard]] bool stop_requested() const { return stop_request_ && stop_request_(); }

  Progress progress_;
  StopRequest stop_request_;
};

// "illegal_opcode (1) at instruction 12", or "" for none.
[[nodiscard]] std::string describe_error(ErrorCode code, std::uint64_t insn);

}  // namespace vta

#endif  // VTA_DRIVER_DEVICE_DEVICE_H_
