// SPDX-License-Identifier: Apache-2.0

#include "sim/rtl/rtl_device.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "driver/device/host_registers.h"
#include "sim/rtl/rtl_system.h"

namespace vta {
namespace {

constexpr std::uint64_t kProgressCycles = 65'536;

AxiMemoryOptions memory_options(const RtlOptions& options) {
  return {.read_latency = options.read_latency,
          .write_latency = options.write_latency,
          .max_outstanding_reads = options.max_outstanding_reads,
          .random_seed = options.random_seed,
          .faults = options.faults};
}

class SystemMemories final : public RtlMemories {
 public:
  explicit SystemMemories(RtlSystem& system) : system_(system) {}
  void read_sram(MemoryType type, std::uint32_t element,
                 std::span<std::byte> bytes) const override {
    system_.model().read_sram(type, element, bytes);
  }
  const DeviceMemory& dram() const override { return system_.memory(); }

 private:
  RtlSystem& system_;
};

class RtlDevice final : public Device {
 public:
  RtlDevice(std::unique_ptr<RtlModel> model, const Config& config, const RtlOptions& options)
      : config_(config),
        max_cycles_(options.max_cycles),
        features_(options.features),
        observer_(options.observer),
        system_(std::move(model), memory_options(options)) {}

  Status connect() { return check_identity(system_, config_); }

  std::string_view target() const override { return "rtl"; }
  const Config& config() const override { return config_; }
  Status add_region(std::uint64_t address, std::uint64_t size) override {
    return system_.memory().add_region(address, size);
  }
  Status write(std::uint64_t address, std::span<const std::byte> data) override {
    return system_.memory().write(address, data);
  }
  Status read(std::uint64_t address, std::span<std::byte> data) const override {
    return system_.memory().read(address, data);
  }

  Result<RunReport> run(const RunRequest& request) override {
    if (Status status = check_request(request); !status) return status.error();
    if (Status status = recover(); !status) return status.error();
    recovery_ = Recovery::kPowerOn;  // unless this run gets to its end
    const auto start = std::chrono::steady_clock::now();
    Result<RunReport> report = observer_ ? run_observed(request) : run_to_end(request);
    system_.model().flush_trace();
    if (!report) return report;
    if (report.value().cycle_report) {
      report.value().cycle_report->host_seconds =
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    return report;
  }

 private:
  // What has to happen before the next run.
  enum class Recovery { kNone, kSoftReset, kPowerOn };

  Status recover() {
    if (recovery_ == Recovery::kSoftReset) return reset_softly();
    if (recovery_ == Recovery::kPowerOn) system_.power_on();
    return ok_status();
  }

  // A soft reset, or a full one when that does not come to its end.
  Status reset_softly() {
    const Result<bool> done = soft_reset(system_);
    if (!done) return done.error();
    if (!done.value()) system_.power_on();
    return ok_status();
  }

  Result<RunReport> run_observed(const RunRequest& request) {
    observer_->begin_run(request, memories_);
    system_.observe(observer_.get());
    Result<RunReport> report = run_to_end(request);
    system_.observe(nullptr);
    if (report && !observer_->end_run(system_.cycle(), report.value(), memories_)) {
      recovery_ = Recovery::kPowerOn;
      return Error{observer_->complaint()};
    }
    return report;
  }

  Result<RunReport> run_to_end(const RunRequest& request) {
    if (Status status = start_run(system_, request, features_); !status) return status.error();
    const std::uint64_t bound = request.max_cycles.value_or(max_cycles_);
    const std::uint64_t begin = system_.cycle();
    for (;;) {
      const std::uint64_t cycles = system_.cycle() - begin;
      if (cycles >= bound) {
        return give_up("the run did not end within " + std::to_string(bound) + " cycles");
      }
      const Result<bool> ended = system_.run_until_irq(std::min(bound - cycles, kProgressCycles));
      if (!ended) return ended.error();
      if (progress_) progress_(system_.cycle() - begin);
      if (ended.value()) break;
      if (stop_requested()) return give_up("the run was asked to stop");
    }
    if (system_.axi().reads_outstanding() != 0 || system_.axi().writes_outstanding() != 0) {
      return Error{"the run was reported as ended with " +
                   std::to_string(system_.axi().reads_outstanding()) + " AXI reads and " +
                   std::to_string(system_.axi().writes_outstanding()) + " writes outstanding"};
    }
    Result<RunReport> report = read_report(system_);
    if (report) {
      const bool finished = report.value().outcome == RunOutcome::kFinished;
      recovery_ = finished ? Recovery::kNone : Recovery::kSoftReset;
    }
    return report;
  }

  Result<RunReport> give_up(const std::string& why) {
    Result<std::string> state = describe_state(system_);
    if (!state) return state.error();
    RunReport report;
    report.outcome = RunOutcome::kTimeout;
    report.detail = why + ": " + state.value();
    system_.observe(nullptr);  // the run is over; the reset is no part of it
    if (Status status = reset_softly(); !status) return status.error();
    recovery_ = Recovery::kNone;
    return report;
  }

  Config config_;
  std::uint64_t max_cycles_;
  std::uint32_t features_;
  std::shared_ptr<RtlObserver> observer_;
  RtlSystem system_;
  SystemMemories memories_{system_};
  Recovery recovery_ = Recovery::kNone;
};

}  // namespace

Result<std::unique_ptr<Device>> make_rtl_device(std::unique_ptr<RtlModel> model,
                                                const Config& config, const RtlOptions& options) {
  if (Status status = check_options(memory_options(options)); !status) return status.error();
  if (options.max_cycles == 0) {
    return Error{"the bound on the cycles of a run is 0; it must be at least 1"};
  }
  if (options.observer && !model->watch(nullptr)) {
    return Error{"the RTL model has no trace module; nobody can observe its runs"};
  }
  if (!options.trace_file.empty()) {
    if (options.trace_window.cycles == 0u) {
      return Error{"the window of the trace is 0 cycles long; it must have at least 1"};
    }
    const TraceOptions trace{config, options.trace_window};
    if (Status status = model->set_trace_options(trace); !status) return status.error();
    if (Status status = model->open_trace(options.trace_file); !status) return status.error();
  }
  auto device = std::make_unique<RtlDevice>(std::move(model), config, options);
  if (Status status = device->connect(); !status) return status.error();
  return std::unique_ptr<Device>(std::move(device));
}

}  // namespace vta
