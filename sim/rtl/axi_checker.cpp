// SPDX-License-Identifier: Apache-2.0

#include "sim/rtl/axi_checker.h"

#include <bit>
#include <cstdio>
#include <cstring>

namespace vta {
namespace {

std::string hex(std::uint64_t value) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "0x%llx", static_cast<unsigned long long>(value));
  return text.data();
}

std::string describe(const AxiAddress& a) {
  return "address " + hex(a.addr) + ", id " + std::to_string(a.id) + ", len " +
         std::to_string(a.len) + ", size " + std::to_string(a.size) + ", burst " +
         std::to_string(a.burst) + ", cache " + hex(a.cache) + ", prot " + hex(a.prot);
}

std::string describe(AxiResp resp) {
  constexpr std::array<const char*, 4> kNames = {"OKAY", "EXOKAY", "SLVERR", "DECERR"};
  return kNames[static_cast<std::size_t>(resp) & 3];
}

}  // namespace

void AxiChecker::fail(const char* rule, const std::string& what) {
  if (!violation_.empty()) return;  // the first one is the cause
  attention_ = true;
  violation_ =
      "AXI rule " + std::string(rule) + " broken in cycle " + std::to_string(cycle_) + ": " + what;
}

void AxiChecker::reset(std::uint64_t cycle) {
  cycle_ = cycle;
  violation_.clear();
  attention_ = false;
  ar_ = aw_ = w_ = r_ = b_ = Stall{};
  read_len_ = {};
  unanswered_ = {};
  write_len_ = write_id_ = Ring{};
  reads_ = writes_ = read_beat_ = write_beat_ = 0;
}

bool AxiChecker::held(const char* channel, const Stall& stall, bool valid) {
  if (!stall.stalled) return false;
  if (!valid) {
    fail("VALID_HELD", std::string(channel) + "VALID fell before " + channel + "READY rose");
    return false;
  }
  if (cycle_ - stall.since > options_.max_stall) {
    fail("READY_IN_TIME", std::string(channel) + "VALID has waited for " + channel +
                              "READY since cycle " + std::to_string(stall.since));
  }
  return true;
}

void AxiChecker::check_stable_address(const char* channel, const AxiAddress& now,
                                      const AxiAddress& before) {
  if (now == before) return;
  fail("PAYLOAD_STABLE", std::string(channel) + " changed while stalled, from " + describe(before) +
                             " to " + describe(now));
}

void AxiChecker::check_stable_data(const char* channel, const std::byte* now,
                                   const std::byte* before) {
  if (std::memcmp(now, before, options_.data_bytes) == 0) return;
  unsigned i = 0;
  while (now[i] == before[i]) ++i;
  fail("PAYLOAD_STABLE", std::string(channel) + "DATA changed while stalled: byte " +
                             std::to_string(i) + " from " +
                             hex(std::to_integer<unsigned>(before[i])) + " to " +
                             hex(std::to_integer<unsigned>(now[i])));
}

// What a new burst must look like.
void AxiChecker::check_address(const char* channel, const AxiAddress& a) {
  const auto bad = [&](const char* rule, const char* right) {
    fail(rule, std::string(channel) + " has " + describe(a) + "; " + right);
  };
  const unsigned bytes = options_.data_bytes;
  if (a.burst != kAxiBurstIncr) bad("BURST_INCR", "every burst is INCR (1)");
  if ((1u << (a.size & 7)) != bytes) bad("BURST_SIZE", "every beat is as wide as the bus");
  if (a.len >= kAxiMaxBeats) bad("BURST_LEN", "a burst has at most 16 beats (len 15)");
  if (a.addr % bytes != 0) bad("ADDRESS_ALIGNED", "addresses are multiples of the beat");
  const std::uint64_t last = std::uint64_t{a.addr} + (a.len + 1u) * std::uint64_t{bytes} - 1;
  if (a.addr / kAxiPageBytes != last / kAxiPageBytes) {
    bad("BURST_4K", "no burst crosses a multiple of 4096");
  }
  if (a.id >= kAxiMaxIds) bad("ID_RANGE", "ids are below 16");
}

// A beat that W offers for the first time.
void AxiChecker::check_write_beat(const AxiMasterPins& m) {
  if (write_len_.count == 0 && !m.aw_valid) {
    fail("W_AFTER_AW", "WVALID with data of a burst whose address has not been offered");
    return;
  }
  const unsigned len = write_len_.count != 0 ? write_len_.front() : m.aw.len;
  const bool last = write_beat_ == len;
  if (m.w.last != last) {
    fail("WLAST", "WLAST is " + std::to_string(m.w.last) + " in beat " +
                      std::to_string(write_beat_ + 1) + " of a burst of " +
                      std::to_string(len + 1));
  }
  check_strobe(m.w, write_beat_ == 0, last);
}

// Strobes of a burst are contiguous: holes only before its first and after its last byte.
void AxiChecker::check_strobe(const AxiWriteBeat& w, bool first, bool last) {
  const unsigned bytes = options_.data_bytes;
  const std::uint64_t full = ~std::uint64_t{0} >> (64 - bytes);
  if (w.strb == full) return;
  const std::uint64_t strb = w.strb & full;
  const int low = std::countr_zero(strb);
  const std::uint64_t run = strb == 0 ? 0 : strb >> low;
  const bool contiguous = strb != 0 && (run & (run + 1)) == 0;
  const bool reaches_low = (strb & 1) != 0;
  const bool reaches_high = (strb >> (bytes - 1)) != 0;
  if (w.strb == strb && contiguous && (reaches_low || first) && (reaches_high || last)) return;
  fail("STROBE", "WSTRB is " + hex(w.strb) + " in beat " + std::to_string(write_beat_ + 1) +
                     (first ? " (first)" : "") + (last ? " (last)" : "") +
                     "; the bytes of a burst are contiguous and no beat is empty");
}

// A beat that R offers for the first time.
void AxiChecker::check_read_beat(const AxiReadBeat& r) {
  if (r.id >= kAxiMaxIds || read_len_[r.id].count == 0) {
    fail("R_EXPECTED", "RVALID with id " + std::to_string(r.id) + ", which has no read in flight");
    return;
  }
  if (read_beat_ != 0 && r.id != read_id_) {
    fail("R_TOGETHER", "a beat of id " + std::to_string(r.id) + " within a burst of id " +
                           std::to_string(read_id_));
    return;
  }
  const unsigned len = read_len_[r.id].front();
  if (r.last != (read_beat_ == len)) {
    fail("RLAST", "RLAST is " + std::to_string(r.last) + " in beat " +
                      std::to_string(read_beat_ + 1) + " of a burst of " + std::to_string(len + 1) +
                      " of id " + std::to_string(r.id));
  }
  if (r.resp == AxiResp::kExOkay) fail("RESP", "RRESP is EXOKAY; no access is exclusive");
}

void AxiChecker::note_stall(Stall& stall, bool valid, bool ready) {
  const bool stalled = valid && !ready;
  if (stalled && !stall.stalled) stall.since = cycle_;
  stall.stalled = stalled;
}

bool AxiChecker::check_busy(const AxiMasterPins& m, const AxiSlavePins& s) {
  if (held("AR", ar_, m.ar_valid)) {
    check_stable_address("AR", m.ar, last_ar_);
  } else if (m.ar_valid) {
    check_address("AR", m.ar);
  }
  if (held("AW", aw_, m.aw_valid)) {
    check_stable_address("AW", m.aw, last_aw_);
  } else if (m.aw_valid) {
    check_address("AW", m.aw);
  }
  if (held("W", w_, m.w_valid)) {
    check_stable_data("W", m.w.data.data(), last_w_.data.data());
    if (m.w.strb != last_w_.strb || m.w.last != last_w_.last) {
      fail("PAYLOAD_STABLE", "W changed while stalled, from strobe " + hex(last_w_.strb) +
                                 ", last " + std::to_string(last_w_.last) + " to strobe " +
                                 hex(m.w.strb) + ", last " + std::to_string(m.w.last));
    }
  } else if (m.w_valid) {
    check_write_beat(m);
  }
  if (held("R", r_, s.r_valid)) {
    check_stable_data("R", s.r.data.data(), last_r_.data.data());
    if (s.r.id != last_r_.id || s.r.resp != last_r_.resp || s.r.last != last_r_.last) {
      fail("PAYLOAD_STABLE", "R changed while stalled, from id " + std::to_string(last_r_.id) +
                                 ", " + describe(last_r_.resp) + " to id " +
                                 std::to_string(s.r.id) + ", " + describe(s.r.resp));
    }
  } else if (s.r_valid) {
    check_read_beat(s.r);
  }
  if (held("B", b_, s.b_valid)) {
    if (!(s.b == last_b_)) {
      fail("PAYLOAD_STABLE", "B changed while stalled, from id " + std::to_string(last_b_.id) +
                                 ", " + describe(last_b_.resp) + " to id " +
                                 std::to_string(s.b.id) + ", " + describe(s.b.resp));
    }
  } else if (s.b_valid) {
    if (s.b.id >= kAxiMaxIds || unanswered_[s.b.id] == 0) {
      fail("B_EXPECTED", "BVALID with id " + std::to_string(s.b.id) +
                             ", which has no complete write without response");
    }
    if (s.b.resp == AxiResp::kExOkay) fail("RESP", "BRESP is EXOKAY; no access is exclusive");
  }
  if (violation_.empty()) accept(m, s);
  ++cycle_;
  return violation_.empty();
}

// The handshakes of the cycle, all of which are legal so far.
void AxiChecker::accept(const AxiMasterPins& m, const AxiSlavePins& s) {
  if (s.r_valid && m.r_ready) {
    read_id_ = s.r.id;
    ++read_beat_;
    if (s.r.last) {
      read_len_[s.r.id].pop();
      read_beat_ = 0;
      --reads_;
    }
  }
  if (s.b_valid && m.b_ready) {
    --unanswered_[s.b.id];
    --writes_;
  }
  if (m.ar_valid && s.ar_ready) {
    if (++reads_ > options_.max_outstanding_reads) {
      fail("READS_OUTSTANDING", "read number " + std::to_string(reads_) + " accepted while only " +
                                    std::to_string(options_.max_outstanding_reads) +
                                    " may be in flight");
      return;
    }
    read_len_[m.ar.id].push(m.ar.len);
  }
  if (m.aw_valid && s.aw_ready) {
    if (++writes_ > options_.max_outstanding_writes) {
      fail("WRITES_OUTSTANDING",
           "write number " + std::to_string(writes_) + " accepted while only " +
               std::to_string(options_.max_outstanding_writes) + " may be in flight");
      return;
    }
    write_len_.push(m.aw.len);
    write_id_.push(m.aw.id);
  }
  if (m.w_valid && s.w_ready) {
    if (write_len_.count == 0) {
      fail("W_AFTER_AW", "a beat was accepted before the address of its burst");
      return;
    }
    ++write_beat_;
    if (m.w.last) {
      ++unanswered_[write_id_.front()];
      write_len_.pop();
      write_id_.pop();
      write_beat_ = 0;
    }
  }
  note_stall(ar_, m.ar_valid, s.ar_ready);
  note_stall(aw_, m.aw_valid, s.aw_ready);
  note_stall(w_, m.w_valid, s.w_ready);
  note_stall(r_, s.r_valid, m.r_ready);
  note_stall(b_, s.b_valid, m.b_ready);
  if (ar_.stalled) last_ar_ = m.ar;
  if (aw_.stalled) last_aw_ = m.aw;
  if (w_.stalled) last_w_ = m.w;
  if (r_.stalled) last_r_ = s.r;
  if (b_.stalled) last_b_ = s.b;
  attention_ = ar_.stalled | aw_.stalled | w_.stalled | r_.stalled | b_.stalled;
}

}  // namespace vta
