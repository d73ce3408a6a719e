// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/random_compute.h"

#include <algorithm>

namespace vta::fuzz {
namespace {

constexpr std::uint64_t kMaxTrips = 160;

void make_empty(LoopFields& loop, ShapePicker& shape) {
  switch (shape.pick(0, 3)) {
    case 0:
      loop.iter_out = 0;
      break;
    case 1:
      loop.iter_in = 0;
      break;
    case 2:
      loop.uop_end = loop.uop_bgn;
      break;
    default:
      loop.uop_end = shape.pick(0, loop.uop_bgn);
      loop.iter_out = loop.iter_in = 0x3fff;
      break;
  }
}

LoopFields random_loop(const Window& stretch, ShapePicker& shape) {
  LoopFields loop;
  loop.uop_bgn = stretch.begin;
  loop.uop_end = stretch.end;
  loop.iter_out = shape.pick(1, 6);
  loop.iter_in = shape.pick(1, 8);
  if (loop.trips() > kMaxTrips) (shape.chance(0.5) ? loop.iter_out : loop.iter_in) = 1;
  if (shape.chance(0.06)) make_empty(loop, shape);
  return loop;
}

AluFields random_alu(Kind kind, const LoopFields& loop, ShapePicker& shape) {
  AluFields f;
  f.loop = loop;
  f.loop.reset = shape.chance(0.5);  // ignored
  f.alu_opcode = shape.pick(0, kAluOpcodeCount - 1);
  f.use_imm = kind == Kind::kAluImm;
  f.imm = static_cast<std::int32_t>(shape.pick(0, 0xffff)) - 0x8000;
  const bool shift = f.alu_opcode == static_cast<std::uint32_t>(AluOpcode::kShr);
  if (shift || shape.chance(0.5)) f.imm = static_cast<std::int32_t>(shape.pick(0, 80)) - 40;
  if (shape.chance(0.1)) f.imm = shape.chance(0.5) ? 0x7fff : -0x8000;
  return f;
}

}  // namespace

Insn random_compute(Kind kind, const Window& stretch, const Playground& playground,
                    const RandomUops& uops, ShapePicker& shape) {
  const Config& config = playground.config;
  const bool alu = kind == Kind::kAluImm || kind == Kind::kAluTensor;
  const bool gemm = kind == Kind::kGemm;
  OperandRange dst{0, playground.acc, config.depth(MemoryType::kAcc), true};
  OperandRange src{0, playground.inp, config.depth(MemoryType::kInp), gemm};
  OperandRange wgt{0, playground.wgt, config.depth(MemoryType::kWgt), gemm};
  if (alu) src = {0, playground.acc, config.depth(MemoryType::kAcc), kind == Kind::kAluTensor};
  for (std::uint32_t k = stretch.begin; k < stretch.end; ++k) {
    const Uop uop = uops.at(k);
    dst.largest = std::max(dst.largest, uop.dst);
    src.largest = std::max(src.largest, uop.src);
    wgt.largest = std::max(wgt.largest, uop.wgt);
  }
  LoopFields loop = random_loop(stretch, shape);
  const Factors d = shape.factors(dst, loop.iter_out, loop.iter_in);
  const Factors s = shape.factors(src, loop.iter_out, loop.iter_in);
  const Factors w = shape.factors(wgt, loop.iter_out, loop.iter_in);
  loop.dst_factor_out = d.out;
  loop.dst_factor_in = d.in;
  loop.src_factor_out = s.out;
  loop.src_factor_in = s.in;
  if (alu) return make_alu(random_alu(kind, loop, shape));
  loop.reset = kind == Kind::kReset;
  return make_gemm({loop, w.out, w.in});
}

}  // namespace vta::fuzz
