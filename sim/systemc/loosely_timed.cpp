// SPDX-License-Identifier: Apache-2.0

#include "sim/systemc/loosely_timed.h"

#include <string>
#include <utility>

#include "sim/systemc/messages.h"

namespace vta {
namespace {

// Of an AXI4-Lite access that nothing delays, with the master of sim/rtl.
constexpr unsigned kAccessCycles = 3;
constexpr std::size_t kStackBytes = 1 << 20;  // the simulators are made for the main stack

}  // namespace

LooselyTimed::LooselyTimed(const sc_core::sc_module_name& name, const Config& config,
                           const timing::Options& options, std::uint64_t max_work,
                           const sc_core::sc_time& clock_period, MemoryPort& port,
                           Interrupt interrupt)
    : sc_module(name),
      Engine(std::move(interrupt)),
      max_work_(max_work),
      clock_period_(clock_period),
      dram_(port),
      model_(config, options, dram_),
      registers_(config) {
  SC_HAS_PROCESS(LooselyTimed);
  SC_THREAD(serve);
  set_stack_size(kStackBytes);
  SC_METHOD(watch_reset);
}

tlm::tlm_response_status LooselyTimed::access(bool write, std::uint32_t offset,
                                              std::uint32_t& value, sc_core::sc_time& delay) {
  delay += kAccessCycles * clock_period_;
  if (!write) {
    value = *look(offset);
    return tlm::TLM_OK_RESPONSE;
  }
  switch (registers_.write(offset, value)) {
    case RegisterFile::Action::kStart:
      started_ = sc_core::sc_time_stamp();
      start_pending_ = true;
      start_.notify();
      break;
    case RegisterFile::Action::kSoftReset:
      stop_run();
      break;
    case RegisterFile::Action::kNone:
      break;
  }
  tell_interrupt();
  return tlm::TLM_OK_RESPONSE;
}

std::optional<std::uint32_t> LooselyTimed::look(std::uint32_t offset) const {
  if (registers_.running() && (offset == csr::kCycles || offset == csr::kCyclesHi)) {
    const std::uint64_t cycles = cycles_so_far();
    return static_cast<std::uint32_t>(offset == csr::kCycles ? cycles : cycles >> 32);
  }
  return registers_.read(offset);
}

std::uint64_t LooselyTimed::cycles_so_far() const {
  return (sc_core::sc_time_stamp() - started_).value() / clock_period_.value();
}

void LooselyTimed::watch_reset() {
  if (rst_n_ == nullptr) return;
  next_trigger(rst_n_->value_changed_event());
  if (rst_n_->read()) return;
  registers_.reset();
  stop_run();
  tell_interrupt();
}

// The run in progress is not wanted any more. If it is in the middle of a transaction, the reset
// lasts until that has come back.
void LooselyTimed::stop_run() {
  ++run_number_;
  start_pending_ = false;
  stop_.notify();
  if (at_work_) return;
  model_.soft_reset();
  registers_.end_reset();
}

void LooselyTimed::serve() {
  for (;;) {
    while (!start_pending_) wait(start_);
    start_pending_ = false;
    run();
  }
}

void LooselyTimed::run() {
  const std::uint64_t number = run_number_;
  const auto unwanted = [&] { return run_number_ != number; };
  SC_REPORT_INFO_VERB(message::kRun, "a run begins", sc_core::SC_HIGH);
  at_work_ = true;
  dram_.stop_when(unwanted);
  RunRequest request = registers_.request();
  request.max_cycles = max_work_;
  const RunResult result = model_.run(request, registers_.features(), unwanted);
  at_work_ = false;
  dram_.stop_when({});
  if (unwanted()) {
    model_.soft_reset();
    registers_.end_reset();
    return;
  }
  if (result.report.outcome == RunOutcome::kTimeout) {
    SC_REPORT_WARNING(
        message::kRun,
        (result.report.detail + "; the accelerator is busy until it is reset").c_str());
    return;
  }
  if (result.guessed && result.report.outcome == RunOutcome::kFinished) {
    SC_REPORT_WARNING(message::kRun, "the cycle model does not know how long this run takes");
  }
  // A target that waits may have made the run longer than it would be on its own.
  const sc_core::sc_time end = started_ + static_cast<double>(result.cycles) * clock_period_;
  if (end > sc_core::sc_time_stamp()) wait(end - sc_core::sc_time_stamp(), stop_);
  if (unwanted()) return;
  const functional::Tokens& t = model_.tokens();
  registers_.set_cycles(result.guessed ? result.cycles : cycles_so_far());
  registers_.end_run(result.report, result.acc_writes,
                     {.compute_to_load = t.compute_to_load,
                      .load_to_compute = t.load_to_compute,
                      .compute_to_store = t.compute_to_store,
                      .store_to_compute = t.store_to_compute});
  SC_REPORT_INFO_VERB(message::kRun,
                      ("a run ended after " + std::to_string(cycles_so_far()) + " cycles" +
                       (result.report.detail.empty() ? "" : ": " + result.report.detail))
                          .c_str(),
                      sc_core::SC_HIGH);
  tell_interrupt();
}

}  // namespace vta
