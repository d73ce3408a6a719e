// SPDX-License-Identifier: Apache-2.0

#include "sim/systemc/tlm_device.h"

#include <string>
#include <utility>

namespace vta {

Status TlmDevice::reset_softly() {
  const sc_core::sc_time end = sc_core::sc_time_stamp() + max_time_;
  const Result<bool> done = soft_reset(registers_, [&] { return sc_core::sc_time_stamp() < end; });
  if (!done) return done.error();
  if (done.value()) return ok_status();
  return Error{"the accelerator is still in soft reset after " + max_time_.to_string()};
}

Result<RunReport> TlmDevice::run(const RunRequest& request) {
  if (Status status = check_request(request); !status) return status.error();
  if (reset_needed_) {
    if (Status status = reset_softly(); !status) return status.error();
  }
  reset_needed_ = true;  // unless this run finishes
  if (Status status = start_run(registers_, request); !status) return status.error();
  if (!irq_.read()) sc_core::wait(max_time_, irq_.posedge_event());
  if (!irq_.read()) {
    Result<std::string> state = describe_state(registers_);
    if (!state) return state.error();
    RunReport report;
    report.outcome = RunOutcome::kTimeout;
    report.detail = "no interrupt within " + max_time_.to_string() + ": " + state.value();
    return report;
  }
  Result<RunReport> report = read_report(registers_);
  if (report) reset_needed_ = report.value().outcome != RunOutcome::kFinished;
  return report;
}

}  // namespace vta
