// SPDX-License-Identifier: Apache-2.0

#include "sim/rtl/axil_checker.h"

namespace vta {

void AxilChecker::fail(const char* rule, const std::string& what) {
  if (!violation_.empty()) return;
  violation_ = "AXI4-Lite rule " + std::string(rule) + " broken in cycle " +
               std::to_string(cycle_) + ": " + what;
}

void AxilChecker::reset(std::uint64_t cycle) {
  cycle_ = cycle;
  violation_.clear();
  attention_ = false;
  aw_ = w_ = b_ = ar_ = r_ = Stall{};
  reads_ = addresses_ = beats_ = 0;
}

void AxilChecker::check_channel(const char* channel, Stall& stall, bool valid, bool ready,
                                std::uint64_t payload) {
  const std::string name = stall.stalled ? channel : "";
  if (stall.stalled && !valid)
    fail("VALID_HELD", name + "VALID fell before " + name + "READY rose");
  if (stall.stalled && valid && payload != stall.payload) {
    fail("PAYLOAD_STABLE", name + " changed while stalled, from " + std::to_string(stall.payload) +
                               " to " + std::to_string(payload));
  }
  if (stall.stalled && cycle_ - stall.since > max_stall_) {
    fail("READY_IN_TIME", name + "VALID has waited for " + name + "READY since cycle " +
                              std::to_string(stall.since));
  }
  const bool stalled = valid && !ready;
  if (stalled && !stall.stalled) {
    stall.since = cycle_;
    stall.payload = payload;
  }
  stall.stalled = stalled;
  attention_ = attention_ || stalled;
}

bool AxilChecker::check_busy(const AxilMasterPins& m, const AxilSlavePins& s) {
  attention_ = false;
  const auto resp = [](AxiResp r) { return static_cast<std::uint64_t>(r); };
  check_channel("AW", aw_, m.aw_valid, s.aw_ready, m.aw_addr);
  check_channel("W", w_, m.w_valid, s.w_ready, m.w_data | std::uint64_t{m.w_strb} << 32);
  check_channel("B", b_, s.b_valid, m.b_ready, resp(s.b_resp));
  check_channel("AR", ar_, m.ar_valid, s.ar_ready, m.ar_addr);
  check_channel("R", r_, s.r_valid, m.r_ready, s.r_data | resp(s.r_resp) << 32);

  if (s.b_valid && (addresses_ == 0 || beats_ == 0)) {
    fail("B_EXPECTED", "BVALID without a write whose address and data were accepted before");
  }
  if (s.r_valid && reads_ == 0) {
    fail("R_EXPECTED", "RVALID without a read that was accepted before");
  }
  if (s.b_valid && s.b_resp == AxiResp::kExOkay) fail("RESP", "BRESP is EXOKAY");
  if (s.r_valid && s.r_resp == AxiResp::kExOkay) fail("RESP", "RRESP is EXOKAY");
  if (violation_.empty()) {
    if (s.b_valid && m.b_ready) {
      --addresses_;
      --beats_;
    }
    if (s.r_valid && m.r_ready) --reads_;
    if (m.aw_valid && s.aw_ready) ++addresses_;
    if (m.w_valid && s.w_ready) ++beats_;
    if (m.ar_valid && s.ar_ready) ++reads_;
  }
  ++cycle_;
  attention_ = attention_ || !violation_.empty();
  return violation_.empty();
}

}  // namespace vta
