// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/nest.h"

#include <algorithm>

namespace vta::timing {

const UopMemory::Extremes& UopMemory::extremes(std::uint32_t bgn, std::uint32_t end) {
  Extremes& known = known_[(bgn ^ end * 5) % known_.size()];
  if (known.bgn == bgn && known.end == end) return known;
  const Uop& first = uops_[bgn];
  known = {bgn, end, first.dst, first.dst, first.src, first.src, first.wgt, true};
  for (std::uint32_t i = bgn; i < end; ++i) {
    const Uop& uop = uops_[i];
    known.dst_lo = std::min(known.dst_lo, uop.dst);
    known.dst_hi = std::max(known.dst_hi, uop.dst);
    known.src_lo = std::min(known.src_lo, uop.src);
    known.src_hi = std::max(known.src_hi, uop.src);
    known.wgt_hi = std::max(known.wgt_hi, uop.wgt);
    known.dense = known.dense && uop.dst == first.dst + (i - bgn);
  }
  return known;
}

Nest::Nest(const Insn& insn, std::uint8_t tag) : tag_(tag) {
  const LoopFields* loop = loop_of(insn);
  if (loop == nullptr || loop->trips() == 0) return;
  loop_ = *loop;
  trips_ = true;
  const bool gemm = std::holds_alternative<GemmFields>(insn.body);
  reset_ = gemm && loop_.reset;
  tensor_ = !gemm && !insn.alu().use_imm;
  uop_ = loop_.uop_bgn;
  sweep_ = (tensor_ ? 2u : 1u) * std::uint64_t{loop_.uop_end - loop_.uop_bgn};
  steps_ = (tensor_ ? 2u : 1u) * loop_.trips();
}

void Nest::next_sweep() {
  uop_ = loop_.uop_bgn;
  dst_ += loop_.dst_factor_in;
  src_ += loop_.src_factor_in;
  if (++in_ != loop_.iter_in) return;
  in_ = 0;
  ++out_;
  dst_ = out_ * loop_.dst_factor_out;
  src_ = out_ * loop_.src_factor_out;
}

void Nest::skip(std::uint64_t steps) {
  done_ += steps;
  const std::uint64_t halves = tensor_ ? 2 : 1;
  half_ = done_ % halves != 0;
  const std::uint64_t trip = done_ / halves, count = loop_.uop_end - loop_.uop_bgn;
  const std::uint64_t sweep = trip / count;
  uop_ = loop_.uop_bgn + static_cast<std::uint32_t>(trip % count);
  in_ = static_cast<std::uint32_t>(sweep % loop_.iter_in);
  out_ = static_cast<std::uint32_t>(sweep / loop_.iter_in);
  dst_ = in_ * loop_.dst_factor_in + out_ * loop_.dst_factor_out;
  src_ = in_ * loop_.src_factor_in + out_ * loop_.src_factor_out;
}

Touched touched(const Geometry& geometry, const Insn& insn, UopMemory& uops) {
  const LoopFields* loop = loop_of(insn);
  if (loop == nullptr || loop->trips() == 0) return {};
  if (loop->uop_end > uops.size()) return {false, 0, 0};
  const auto depth = [&geometry](MemoryType type) {
    return std::uint64_t{geometry.depth[static_cast<std::size_t>(type)]};
  };
  const UopMemory::Extremes& x = uops.extremes(loop->uop_bgn, loop->uop_end);
  const std::uint64_t again_in = loop->iter_in - 1, again_out = loop->iter_out - 1;
  const std::uint64_t dst =
      x.dst_hi + again_in * loop->dst_factor_in + again_out * loop->dst_factor_out;
  const std::uint64_t src =
      x.src_hi + again_in * loop->src_factor_in + again_out * loop->src_factor_out;
  Touched t;
  t.dst_lo = x.dst_lo;
  t.dst_hi = static_cast<std::uint32_t>(dst);
  t.legal = dst < depth(MemoryType::kAcc);
  if (const auto* gemm = std::get_if<GemmFields>(&insn.body)) {
    const std::uint64_t wgt =
        x.wgt_hi + again_in * gemm->wgt_factor_in + again_out * gemm->wgt_factor_out;
    if (!loop->reset) {
      t.legal = t.legal && src < depth(MemoryType::kInp) && wgt < depth(MemoryType::kWgt);
    }
  } else if (!insn.alu().use_imm) {
    t.legal = t.legal && src < depth(MemoryType::kAcc);
  }
  return t;
}

}  // namespace vta::timing
