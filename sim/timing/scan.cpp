// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/scan.h"

namespace vta::timing {

void Scan::step(bool want, bool got, const Insn& insn, UopMemory& uops, std::uint32_t acc_depth) {
  switch (state_) {
    case State::kBegin:
      if (!want) return;
      state_ = State::kRead;
      left_ = loop_of(insn)->uop_end - loop_of(insn)->uop_bgn;
      arrives_ = false;
      return;
    case State::kRead:
      if (left_ == 0 && !arrives_) state_ = State::kJudge;
      arrives_ = got;
      if (got) --left_;
      return;
    case State::kJudge:
      judge(insn, uops, acc_depth);
      state_ = State::kTold;
      return;
    case State::kTold:
      return;
  }
}

void Scan::judge(const Insn& insn, UopMemory& uops, std::uint32_t acc_depth) {
  const LoopFields& f = *loop_of(insn);
  const UopMemory::Extremes& x = uops.extremes(f.uop_bgn, f.uop_end);
  const Uop& first = uops[f.uop_bgn];
  const std::uint64_t count = f.uop_end - f.uop_bgn;
  const std::uint64_t row = count + std::uint64_t{f.dst_factor_in} * (f.iter_in - 1);
  const std::uint64_t whole = first.dst + row + std::uint64_t{f.dst_factor_out} * (f.iter_out - 1);
  const bool rises =
      (f.iter_in == 1 || f.dst_factor_in >= count) && (f.iter_out == 1 || f.dst_factor_out >= row);
  work_ = {};
  work_.reset = std::holds_alternative<GemmFields>(insn.body);
  work_.add = !work_.reset && !insn.alu().use_imm;
  dense_ = x.dense && rises && whole <= acc_depth;
  work_.base = work_.lo = first.dst;
  work_.last = work_.hi = static_cast<std::uint32_t>(whole - 1);
  work_.uops = static_cast<std::uint32_t>(count);
  work_.iter_in = f.iter_in;
  work_.iter_out = f.iter_out;
  work_.factor_in = f.dst_factor_in;
  work_.factor_out = f.dst_factor_out;
  work_.solid =
      (f.iter_in == 1 || f.dst_factor_in == count) && (f.iter_out == 1 || f.dst_factor_out == row);
  if (!work_.add) return;
  const std::uint64_t src_last = first.src + std::uint64_t{f.src_factor_out} * (f.iter_out - 1);
  dense_ = dense_ && (src_last < first.dst || (first.src >= whole && src_last < acc_depth));
  work_.src = first.src;
  work_.src_step = f.src_factor_out;
  if (first.src < first.dst) work_.lo = first.src;
  if (src_last > work_.last) work_.hi = static_cast<std::uint32_t>(src_last);
}

}  // namespace vta::timing
