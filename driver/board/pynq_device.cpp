// SPDX-License-Identifier: Apache-2.0

#include "driver/board/pynq_device.h"

#include <array>
#include <cstdio>
#include <utility>

#include "driver/board/identity.h"
#include "driver/board/memory_guard.h"
#include "driver/board/small_file.h"
#include "hw/isa/insn.h"

namespace vta::board {
namespace {

// Microseconds are enough on a board, and looks by the hundred on an emulated one.
constexpr WallClock::Duration kSoftResetTime{1'000'000};
constexpr WallClock::Duration kSoftResetLook{50};
constexpr unsigned kSoftResetLooks = 100;

// What the processor wrote to memory comes before what it then writes to a register: for everybody
// who looks, the accelerator included, which a fence between processors does not promise.
void memory_barrier() {
#if defined(__arm__) || defined(__aarch64__)
  __asm__ volatile("dsb st" ::: "memory");
#else
  __sync_synchronize();
#endif
}

Result<bool> reset_within(RegisterIo& registers, WallClock& clock) {
  const WallClock::Duration start = clock.now();
  unsigned looks = 0;
  return soft_reset(registers, [&] {
    clock.sleep(kSoftResetLook);
    return ++looks < kSoftResetLooks || clock.now() - start < kSoftResetTime;
  });
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
  Result<std::optional<RunReport>> refused = refuse_strays(memory_, config_, request);
  if (!refused) return refused.error();
  if (refused.value()) return std::move(*refused.value());
  const WallClock::Duration start = clock_->now();
  Result<RunReport> report = run_to_end(request);
  if (report && report.value().cycle_report) {
    report.value().cycle_report->host_seconds =
        std::chrono::duration<double>(clock_->now() - start).count();
  }
  return report;
}

Result<RunReport> PynqDevice::run_to_end(const RunRequest& request) {
  RunRequest physical = request;
  physical.insn_address = (request.insn_address + memory_.offset()) & 0xFFFF'FFFF;
  for (std::uint32_t& base : physical.base) base += memory_.offset();
  if (Status status = memory_.sync_for_device(); !status) return status.error();
  memory_barrier();
  Status status = registers_->write_register(csr::kFeatures, kAllFeatures);
  if (status) status = start_run(*registers_, physical);
  if (!status) return status.error();
  const WaitBounds bounds{options_.timeout, request.max_cycles.value_or(~std::uint64_t{0})};
  const Result<WaitResult> end = wait_for_end(*registers_, *clock_, bounds, counters_, progress_);
  if (!end) return end.error();
  if (end.value() == WaitResult::kTimeUp) {
    return time_out(seconds_text(options_.timeout) + " seconds");
  }
  if (end.value() == WaitResult::kTooManyCycles) {
    return time_out(std::to_string(*request.max_cycles) + " cycles");
  }
  return finish(request);
}

Result<RunReport> PynqDevice::finish(const RunRequest& request) {
  // The state is read before the report: the reset that follows an error clears it.
  const Result<std::string> state = describe_state(*registers_);
  if (!state) return state.error();
  Result<RunReport> report = read_report(*registers_);
  if (!report) return report;
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

Result<RunReport> PynqDevice::time_out(const std::string& bound) {
  const Result<std::string> state = describe_state(*registers_);
  if (!state) return state.error();
  RunReport report;
  report.outcome = RunOutcome::kTimeout;
  report.detail = "the run did not end within " + bound + ": " + state.value();
  if (Status status = reset_softly(); !status) return status.error();
  if (Status status = memory_.sync_for_cpu(); !status) return status.error();
  return report;
}

Status PynqDevice::reset_softly() {
  const Result<bool> done = reset_within(*registers_, *clock_);
  if (!done) return done.error();
  if (done.value()) return ok_status();
  const Result<std::string> state = describe_state(*registers_);
  return Error{"the soft reset has not come to its end within a second (" +
               (state ? state.value() : state.error().message) +
               "); load the bitstream again with vta program"};
}

Result<std::unique_ptr<PynqDevice>> open_pynq(std::unique_ptr<System> system, const Config& config,
                                              const PynqOptions& options,
                                              std::unique_ptr<WallClock> clock) {
  if (Status status = check_loaded(*system, options.manager); !status) return status.error();
  Result<Lease> lease = Lease::take(*system);
  if (!lease) return lease.error();
  Result<std::unique_ptr<RegisterIo>> registers = RegisterIo::open(*system, options.registers);
  if (!registers) return registers.error();
  if (Status s = verify_identity(*registers.value(), config); !s) return s.error();
  // Whoever had it before may have left it running.
  const Result<bool> reset = reset_within(*registers.value(), *clock);
  if (!reset) return reset.error();
  if (!reset.value()) {
    return Error{
        "the accelerator does not come out of a soft reset within a second; load the "
        "bitstream again with vta program"};
  }
  Result<std::unique_ptr<DmaArena>> arena = open_arena(*system, options.arena);
  if (!arena) return arena.error();
  PynqDevice::Parts parts{std::move(system), std::move(clock), std::move(lease).value(),
                          std::move(registers).value(), std::move(arena).value()};
  return std::make_unique<PynqDevice>(std::move(parts), config, options);
}

}  // namespace vta::board
