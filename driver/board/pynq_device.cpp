// SPDX-License-Identifier: Apache-2.0

#include "driver/board/pynq_device.h"

#include <array>
#include <cstdio>
#include <utility>

#include "driver/board/identity.h"
#include "driver/board/loaded_design.h"
#include "driver/board/small_file.h"
#include "hw/isa/insn.h"

namespace vta::board {
namespace {

// What the processor wrote to memory comes before what it then writes to a register: for everybody
// who looks, the accelerator included, which a fence between processors does not promise.
void memory_barrier() {
#if defined(__arm__) || defined(__aarch64__)
  __asm__ volatile("dsb st" ::: "memory");
#else
  __sync_synchronize();
#endif
}

std::string seconds_text(WallClock::Duration duration) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%g", std::chrono::duration<double>(duration).count());
  return text.data();
}

Status check_loaded(System& system, const std::string& manager) {
  const Result<std::string> state = read_small_file(system, manager + "/state");
  if (!state) return Error{"this is no board with programmable logic: " + state.error().message};
  if (state.value() == "operating") return ok_status();
  return Error{"no bitstream is loaded: the state in " + manager + " is '" + state.value() +
               "' instead of 'operating'; load one with vta program --bitstream FILE"};
}

// The options with what is known of the loaded design.
Result<PynqOptions> with_design(System& system, const PynqOptions& given) {
  PynqOptions options = given;
  options.arena.coherent = given.coherent.value_or(given.arena.coherent);
  const Result<std::optional<Sidecar>> design = read_loaded_design(system);
  if (!design) return design.error();
  if (!design.value()) return options;
  const Sidecar& sidecar = *design.value();
  if (given.coherent && *given.coherent != sidecar.coherent) {
    const auto name = [](bool coherent) { return coherent ? "coherent" : "not coherent"; };
    return Error{"the memory port of the device is to be " + std::string(name(*given.coherent)) +
                 ", but the loaded design was described with one that is " +
                 name(sidecar.coherent) + "; open the device without the option port"};
  }
  options.arena.coherent = sidecar.coherent;
  options.registers.address = sidecar.register_base;
  options.registers.size = sidecar.register_span;
  return options;
}

}  // namespace

PynqDevice::PynqDevice(Parts parts, const Config& config, const PynqOptions& options)
    : config_(config),
      options_(options),
      system_(std::move(parts.system)),
      clock_(std::move(parts.clock)),
      lease_(std::move(parts.lease)),
      registers_(std::move(parts.registers)),
      memory_(std::move(parts.arena)) {}

Status PynqDevice::add_region(std::uint64_t address, std::uint64_t size) {
  return memory_.add_region(address, size);
}

Status PynqDevice::write(std::uint64_t address, std::span<const std::byte> data) {
  return memory_.write(address, data);
}

Status PynqDevice::read(std::uint64_t address, std::span<std::byte> data) const {
  return memory_.read(address, data);
}

Result<RunReport> PynqDevice::run(const RunRequest& request) {
  if (Status status = check_request(request); !status) return status.error();
  if (Status status = verify_presence(*registers_); !status) return status.error();
  if (Status status = memory_.place(); !status) return status.error();
  const Result<MemoryGuard> guard = MemoryGuard::inspect(memory_, config_, request);
  if (!guard) return guard.error();
  if (Status status = guard.value().set(memory_); !status) return status.error();
  const WallClock::Duration start = clock_->now();
  Result<RunReport> report = run_to_end(request, guard.value());
  const Status removed = guard.value().remove(memory_);
  if (report && !removed) return removed.error();
  if (report && report.value().cycle_report) {
    report.value().cycle_report->host_seconds =
        std::chrono::duration<double>(clock_->now() - start).count();
  }
  return report;
}

Result<RunReport> PynqDevice::run_to_end(const RunRequest& request, const MemoryGuard& guard) {
  RunRequest physical = request;
  physical.insn_count = guard.insn_count();
  physical.insn_address = (request.insn_address + memory_.offset()) & 0xFFFF'FFFF;
  for (std::uint32_t& base : physical.base) base += memory_.offset();
  if (Status status = memory_.sync_for_device(); !status) return status.error();
  memory_barrier();
  Status status = registers_->write_register(csr::kFeatures, kAllFeatures);
  if (status) status = start_run(*registers_, physical);
  if (!status) return status.error();
  const WaitBounds bounds{options_.timeout, request.max_cycles.value_or(~std::uint64_t{0}),
                          [this] { return stop_requested(); }};
  const Result<WaitResult> end = wait_for_end(*registers_, *clock_, bounds, counters_, progress_);
  if (!end) return end.error();
  if (end.value() == WaitResult::kTimeUp) {
    return time_out("did not end within " + seconds_text(options_.timeout) + " seconds");
  }
  if (end.value() == WaitResult::kStopped) return time_out("was stopped on request");
  if (end.value() == WaitResult::kTooManyCycles) {
    return time_out("did not end within " + std::to_string(*request.max_cycles) + " cycles");
  }
  return finish(request, guard);
}

Result<RunReport> PynqDevice::finish(const RunRequest& request, const MemoryGuard& guard) {
  // The state is read before the report: the reset that follows an error clears it.
  const Result<std::string> state = describe_state(*registers_);
  if (!state) return state.error();
  const Result<std::uint32_t> fetch = registers_->read_register(csr::kHeadFetch);
  if (!fetch) return fetch.error();
  Result<RunReport> report = read_report(*registers_);
  if (!report) return report;
  guard.translate(report.value(), fetch.value() >= guard.insn_count());
  if (Status status = memory_.sync_for_cpu(); !status) return status.error();
  const bool late =
      report.value().cycle_report->cycles > request.max_cycles.value_or(~std::uint64_t{0});
  if (report.value().outcome == RunOutcome::kFinished && !late) return report;
  if (Status status = reset_softly(); !status) return status.error();
  if (late) {
    // It ended between two looks; the bound holds all the same.
    report.value() = RunReport{};
    report.value().outcome = RunOutcome::kTimeout;
    report.value().detail = "the run did not end within " + std::to_string(*request.max_cycles) +
                            " cycles: " + state.value();
    return report;
  }
  report.value().detail += ": " + state.value();
  return report;
}

Result<RunReport> PynqDevice::time_out(const std::string& why) {
  const Result<std::string> state = describe_state(*registers_);
  if (!state) return state.error();
  RunReport report;
  report.outcome = RunOutcome::kTimeout;
  report.detail = "the run " + why + ": " + state.value();
  if (Status status = reset_softly(); !status) return status.error();
  if (Status status = memory_.sync_for_cpu(); !status) return status.error();
  return report;
}

Status PynqDevice::reset_softly() {
  const Result<bool> done = reset_in_time(*registers_, *clock_);
  if (!done) return done.error();
  if (done.value()) return ok_status();
  const Result<std::string> state = describe_state(*registers_);
  return Error{"the soft reset has not come to its end within a second (" +
               (state ? state.value() : state.error().message) +
               "); load the bitstream again with vta program --force"};
}

Result<std::unique_ptr<PynqDevice>> open_pynq(std::unique_ptr<System> system, const Config& config,
                                              const PynqOptions& given,
                                              std::unique_ptr<WallClock> clock) {
  if (Status status = check_loaded(*system, given.manager); !status) return status.error();
  Result<Lease> lease = Lease::take(*system);
  if (!lease) return lease.error();
  const Result<PynqOptions> known = with_design(*system, given);
  if (!known) return known.error();
  const PynqOptions& options = known.value();
  Result<std::unique_ptr<RegisterIo>> registers = RegisterIo::open(*system, options.registers);
  if (!registers) return registers.error();
  if (Status s = verify_identity(*registers.value(), config); !s) return s.error();
  // Whoever had it before may have left it running.
  const Result<bool> reset = reset_in_time(*registers.value(), *clock);
  if (!reset) return reset.error();
  if (!reset.value()) {
    return Error{
        "the accelerator does not come out of a soft reset within a second; load the "
        "bitstream again with vta program --force"};
  }
  Result<std::unique_ptr<DmaArena>> arena = open_arena(*system, options.arena);
  if (!arena) return arena.error();
  PynqDevice::Parts parts{std::move(system), std::move(clock), std::move(lease).value(),
                          std::move(registers).value(), std::move(arena).value()};
  return std::make_unique<PynqDevice>(std::move(parts), config, options);
}

}  // namespace vta::board
