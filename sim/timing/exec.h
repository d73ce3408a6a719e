// SPDX-License-Identifier: Apache-2.0
//
// The execution pipeline: vta_exec, with what vta_footprint learns about the GEMM at work.
//
// A step enters at s0 and leaves at s6, one per cycle. s0 to s2 wait while s2 names an accumulator
// that the tail engine may still change; s0 skips a cycle for every micro-op that the scan reads.
// Without either, time can be skipped.

#ifndef VTA_SIM_TIMING_EXEC_H_
#define VTA_SIM_TIMING_EXEC_H_

#include <array>
#include <cstdint>

#include "sim/timing/clock.h"
#include "sim/timing/nest.h"

namespace vta::timing {

// What the pipeline does with the banks of ACC in a cycle.
struct BankUse {
  bool reads = false, writes = false;
  std::uint32_t read_bank = 0, write_bank = 0;
};

class Exec {
 public:
  explicit Exec(const UopMemory& uops) : uops_(uops) {}

  // --- in a cycle, before step() ---
  // s2 waits for elements lo .. hi.
  [[nodiscard]] bool holds(bool tail_busy, std::uint32_t lo, std::uint32_t hi) const {
    return s2_.valid && tail_busy && s2_.address >= lo && s2_.address <= hi;
  }
  // The last step of the instruction at s0 is taken in this cycle, unless it waits; or none is.
  [[nodiscard]] bool ready(bool waits) const {
    return insns_ < kExecInsns && (nest_.left() == 0 || (nest_.left() == 1 && !waits));
  }
  [[nodiscard]] bool idle() const { return nest_.left() == 0 && !flowing(); }
  [[nodiscard]] bool ended() const { return s6_.last || ended_ != 0; }  // an instruction
  [[nodiscard]] bool behind() const { return ended_ != 0; }
  [[nodiscard]] BankUse banks() const {
    return {s3_.reads, s6_.writes, s3_.address & 1u, s6_.address & 1u};
  }
  // The GEMM at work is known to be harmless.
  [[nodiscard]] bool safe(Cycle now) const { return safe_at_ <= now; }
  // From when on, if nothing waits from the cycle `from` on; kNever: it will not be known.
  [[nodiscard]] Cycle safe_at(Cycle from) const;
  [[nodiscard]] bool gemm() const { return gemm_; }  // the instruction that started last
  [[nodiscard]] bool reset() const { return reset_; }
  [[nodiscard]] bool alu() const { return alu_; }
  [[nodiscard]] std::uint32_t lo() const { return touched_.dst_lo; }
  [[nodiscard]] std::uint32_t hi() const { return touched_.dst_hi; }
  [[nodiscard]] std::uint32_t uop_bgn() const { return uop_bgn_; }
  [[nodiscard]] std::uint32_t uop_end() const { return uop_end_; }

  // The cycle: `hold` and `scanned` make steps wait; `taken`: the oldest ended instruction retires.
  void step(Cycle now, bool hold, bool scanned, bool taken);
  // After step(): an instruction starts in this cycle.
  void start(Cycle now, const Insn& insn, const Touched& touched);

  // A cycle in which no instruction comes to its end, nor starts.
  void flow(Cycle now, bool hold, bool scanned) {
    see(now);
    s6_ = s5_;
    s5_ = s4_;
    s4_ = s3_;
    if (hold) {
      s3_ = {};
      return;
    }
    s3_ = s2_;
    s2_ = s1_;
    s1_ = scanned || nest_.left() == 0 ? Slot{} : nest_.next(uops_);
  }

  // Cycles, all of them undisturbed, that can pass before one in which an instruction takes its
  // last step or comes to its end.
  [[nodiscard]] Cycle steady() const;
  // The end of an instruction is where nothing waits any more.
  [[nodiscard]] bool ends_beyond() const { return s3_.last || s4_.last || s5_.last; }
  // Lets them pass, the first of them being `from`.
  void skip(Cycle from, Cycle cycles);

 private:
  [[nodiscard]] bool flowing() const {
    const auto any = [](const Slot& s) { return s.valid || s.last; };
    return any(s1_) || any(s2_) || any(s3_) || any(s4_) || any(s5_) || s6_.last;
  }
  // A micro-op of the second sweep in s2 tells vta_footprint that all have been seen.
  void see(Cycle now) {
    if (safe_at_ == kNever && gemm_ && s2_.valid && s2_.tag == tag_ && !s2_.first_sweep) {
      safe_at_ = judged(now);
    }
  }
  [[nodiscard]] Cycle judged(Cycle in_s2) const;

  const UopMemory& uops_;
  Nest nest_ = empty();
  Slot s1_, s2_, s3_, s4_, s5_, s6_;
  unsigned insns_ = 0, ended_ = 0;  // started and not retired; come to the end and not retired
  std::uint8_t tag_ = 0;
  bool gemm_ = false, reset_ = false, alu_ = false;
  Touched touched_;
  std::uint32_t uop_bgn_ = 0, uop_end_ = 0;
  Cycle started_ = 0, safe_at_ = kNever;

  static Nest empty() {
    Nest nest;
    nest.end();
    return nest;
  }
};

}  // namespace vta::timing

#endif  // VTA_SIM_TIMING_EXEC_H_
