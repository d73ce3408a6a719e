// SPDX-License-Identifier: Apache-2.0
//
// Bounds the work of one run of a simulator without a clock, and reports its progress. A program is
// finite, but one instruction can ask for 2^41 micro-ops.

#ifndef VTA_SIM_COMMON_WORK_METER_H_
#define VTA_SIM_COMMON_WORK_METER_H_

#include <cstdint>
#include <string>
#include <utility>

#include "driver/device/device.h"

namespace vta {

// Bound of a run that names none: micro-ops executed plus elements moved plus instructions started.
inline constexpr std::uint64_t kDefaultWorkBound = std::uint64_t{1} << 32;

class WorkMeter {
 public:
  WorkMeter(const RunRequest& request, Device::Progress progress, Device::StopRequest stop = {})
      : bound_(request.max_cycles.value_or(kDefaultWorkBound)),
        progress_(std::move(progress)),
        stop_(std::move(stop)) {}

  // Counts work that is about to be done; false, and nothing more is to be done, when it exceeds
  // the bound or the run is to stop.
  [[nodiscard]] bool spend(std::uint64_t units) {
    if (units > bound_ - spent_) {
      exhausted_ = true;
      return false;
    }
    spent_ += units;
    return spent_ < next_report_ || report();
  }

  [[nodiscard]] bool exhausted() const { return exhausted_; }
  [[nodiscard]] std::uint64_t spent() const { return spent_; }
  [[nodiscard]] std::string bound_text() const {
    if (stopped_) return "the run was asked to stop";
    return "the bound of " + std::to_string(bound_) +
           " micro-ops, elements moved and instructions was reached";
  }

 private:
  static constexpr std::uint64_t kReportEvery = std::uint64_t{1} << 16;

  // False when the run is to stop; then every further unit exceeds the bound.
  bool report() {
    next_report_ = spent_ + kReportEvery;
    if (progress_) progress_(spent_);
    if (!stop_ || !stop_()) return true;
    exhausted_ = stopped_ = true;
    bound_ = spent_;
    return false;
  }

  std::uint64_t bound_;
  Device::Progress progress_;
  Device::StopRequest stop_;
  std::uint64_t spent_ = 0;
  std::uint64_t next_report_ = kReportEvery;
  bool exhausted_ = false;  // by the bound or by a request to stop
  bool stopped_ = false;
};

}  // namespace vta

#endif  // VTA_SIM_COMMON_WORK_METER_H_
