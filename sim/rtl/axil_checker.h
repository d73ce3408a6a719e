// SPDX-License-Identifier: Apache-2.0
//
// The rules of AXI4-Lite, checked in every cycle on both ends of the port.

#ifndef VTA_SIM_RTL_AXIL_CHECKER_H_
#define VTA_SIM_RTL_AXIL_CHECKER_H_

#include <cstdint>
#include <string>

#include "sim/rtl/axi_pins.h"

namespace vta {

class AxilChecker {
 public:
  // max_stall: cycles that a valid may wait for its ready.
  explicit AxilChecker(std::uint64_t max_stall = 1'000'000) : max_stall_(max_stall) {}

  // Checks one cycle, before its rising edge. False when a rule is broken, now or before:
  // violation() then names the first one: rule, cycle and values.
  bool check(const AxilMasterPins& master, const AxilSlavePins& slave) {
    if (!(master.aw_valid | master.w_valid | master.ar_valid | slave.b_valid | slave.r_valid |
          attention_)) {
      ++cycle_;
      return true;
    }
    return check_busy(master, slave);
  }

  [[nodiscard]] const std::string& violation() const { return violation_; }
  [[nodiscard]] std::uint64_t cycle() const { return cycle_; }

  // After a reset of both ends: nothing is in flight, no rule is broken. The next cycle checked has
  // the number `cycle`.
  void reset(std::uint64_t cycle);

 private:
  // What a channel carried in the cycle before, when valid had to wait for ready.
  struct Stall {
    bool stalled = false;
    std::uint64_t since = 0;
    std::uint64_t payload = 0;
  };

  bool check_busy(const AxilMasterPins& m, const AxilSlavePins& s);
  void check_channel(const char* channel, Stall& stall, bool valid, bool ready,
                     std::uint64_t payload);
  [[gnu::cold]] void fail(const char* rule, const std::string& what);

  std::uint64_t max_stall_;
  std::uint64_t cycle_ = 0;
  std::string violation_;
  bool attention_ = false;  // a channel was stalled in the cycle before, or a rule is broken
  Stall aw_, w_, b_, ar_, r_;
  unsigned reads_ = 0, addresses_ = 0, beats_ = 0;  // accepted and not answered
};

}  // namespace vta

#endif  // VTA_SIM_RTL_AXIL_CHECKER_H_
