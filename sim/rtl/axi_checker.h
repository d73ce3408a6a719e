// SPDX-License-Identifier: Apache-2.0
//
// The rules of AXI4, and those that this design adds, checked in every cycle on both ends of the
// port. docs/rtl-simulation.md lists them by name.

#ifndef VTA_SIM_RTL_AXI_CHECKER_H_
#define VTA_SIM_RTL_AXI_CHECKER_H_

#include <array>
#include <cstdint>
#include <string>

#include "sim/rtl/axi_pins.h"

namespace vta {

struct AxiCheckerOptions {
  unsigned data_bytes = 8;               // width of the bus, a power of two, 4 .. 64
  unsigned max_outstanding_reads = 16;   // what the slave promises to take, at most 64
  unsigned max_outstanding_writes = 64;  // likewise
  std::uint64_t max_stall = 1'000'000;   // cycles that a valid may wait for its ready
};

class AxiChecker {
 public:
  explicit AxiChecker(const AxiCheckerOptions& options) : options_(options) {}

  // Checks one cycle, before its rising edge. False when a rule is broken, now or before:
  // violation() then names the first one: rule, cycle and values.
  bool check(const AxiMasterPins& master, const AxiSlavePins& slave) {
    if (!(master.ar_valid | master.aw_valid | master.w_valid | slave.r_valid | slave.b_valid |
          attention_)) {
      ++cycle_;
      return true;
    }
    return check_busy(master, slave);
  }

  [[nodiscard]] const std::string& violation() const { return violation_; }
  [[nodiscard]] std::uint64_t cycle() const { return cycle_; }  // cycles checked

  // Transactions accepted and not yet answered to the end.
  [[nodiscard]] unsigned reads_outstanding() const { return reads_; }
  [[nodiscard]] unsigned writes_outstanding() const { return writes_; }

  // After a reset of both ends: nothing is in flight, no rule is broken. The next cycle checked has
  // the number `cycle`.
  void reset(std::uint64_t cycle);

 private:
  // A queue of small numbers, as many as transactions can be outstanding.
  struct Ring {
    std::array<std::uint8_t, kAxiMaxOutstanding> item{};
    unsigned head = 0, count = 0;
    [[nodiscard]] std::uint8_t front() const { return item[head % kAxiMaxOutstanding]; }
    void push(std::uint8_t value) { item[(head + count++) % kAxiMaxOutstanding] = value; }
    void pop() {
      ++head;
      --count;
    }
  };
  struct Stall {
    bool stalled = false;  // valid without ready in the cycle before
    std::uint64_t since = 0;
  };

  bool check_busy(const AxiMasterPins& m, const AxiSlavePins& s);
  void check_address(const char* channel, const AxiAddress& a);
  void check_write_beat(const AxiMasterPins& m);
  void check_strobe(const AxiWriteBeat& w, bool first, bool last);
  void check_read_beat(const AxiReadBeat& r);
  void check_stable_address(const char* channel, const AxiAddress& now, const AxiAddress& before);
  void check_stable_data(const char* channel, const std::byte* now, const std::byte* before);
  // True when the payload has to equal that of the cycle before.
  bool held(const char* channel, const Stall& stall, bool valid);
  void note_stall(Stall& stall, bool valid, bool ready);
  void accept(const AxiMasterPins& m, const AxiSlavePins& s);
  [[gnu::cold]] void fail(const char* rule, const std::string& what);

  AxiCheckerOptions options_;
  std::uint64_t cycle_ = 0;
  std::string violation_;
  bool attention_ = false;  // a channel was stalled in the cycle before, or a rule is broken

  Stall ar_, aw_, w_, r_, b_;
  AxiAddress last_ar_, last_aw_;  // payload of the cycle before, valid while stalled
  AxiWriteBeat last_w_;
  AxiReadBeat last_r_;
  AxiWriteResponse last_b_;

  std::array<Ring, kAxiMaxIds> read_len_;          // of each id: lengths of its reads, oldest first
  std::array<unsigned, kAxiMaxIds> unanswered_{};  // of each id: writes with all beats received
  Ring write_len_, write_id_;                      // AW accepted, beats missing
  unsigned reads_ = 0, writes_ = 0;
  unsigned read_beat_ = 0, write_beat_ = 0;  // beats done of the burst on R, on W
  std::uint8_t read_id_ = 0;                 // of the burst on R, while read_beat_ is not 0
};

}  // namespace vta

#endif  // VTA_SIM_RTL_AXI_CHECKER_H_
