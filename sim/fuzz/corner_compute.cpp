// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/corner_compute.h"

#include <algorithm>
#include <array>
#include <vector>

namespace vta::fuzz {
namespace {

constexpr std::uint32_t kMaxTrips = 0x3fff;
constexpr std::array<Kind, 4> kKinds = {Kind::kGemm, Kind::kReset, Kind::kAluImm, Kind::kAluTensor};

std::uint32_t any(Generator& g, const Window& window) {
  return g.shape().pick(window.begin, window.end - 1);
}

// Loads these micro-ops and gives the loop that runs through them once.
LoopFields loop_over(Generator& g, const std::vector<Uop>& uops) {
  g.add_uop_load(g.uops().load_these(uops));
  LoopFields loop;
  loop.uop_bgn = g.playground().uop.begin;
  loop.uop_end = loop.uop_bgn + static_cast<std::uint32_t>(uops.size());
  loop.iter_out = loop.iter_in = 1;
  return loop;
}

AluFields alu(const LoopFields& loop, AluOpcode opcode) {
  AluFields f;
  f.loop = loop;
  f.alu_opcode = static_cast<std::uint32_t>(opcode);
  return f;
}

AluFields alu_imm(const LoopFields& loop, AluOpcode opcode, std::int32_t imm) {
  AluFields f = alu(loop, opcode);
  f.use_imm = true;
  f.imm = imm;
  return f;
}

AluOpcode any_opcode(Generator& g) {
  return static_cast<AluOpcode>(g.shape().pick(0, kAluOpcodeCount - 1));
}

std::int32_t any_imm(Generator& g) {
  return static_cast<std::int32_t>(g.dice().pick(-0x8000, 0x7fff));
}

}  // namespace

void equal_targets(Generator& g) {
  const Playground& p = g.playground();
  const std::uint32_t most = std::min({kMaxDistance, p.acc.size(), p.uop.size() / 3});
  const std::uint32_t distance = g.shape().pick(1, most);
  const std::uint32_t first = p.acc.begin + g.shape().pick(0, p.acc.size() - distance);
  const bool read_back = g.dice().percent(30);  // as the other operand
  std::vector<Uop> uops;
  for (std::uint32_t i = 0; i < 3 * distance; ++i) {
    const std::uint32_t dst = first + i % distance;
    uops.push_back({dst, any(g, p.inp), any(g, p.wgt)});
    if (read_back) uops.back().src = first + (i + 1) % distance;
  }
  const LoopFields loop = loop_over(g, uops);
  if (read_back) {
    g.add(make_alu(alu(loop, any_opcode(g))));
  } else if (g.dice().percent(60)) {
    g.add(make_gemm({loop, 0, 0}));
  } else {
    g.add(make_alu(alu_imm(loop, any_opcode(g), any_imm(g))));
  }
}

void alu_extremes(Generator& g) {
  static constexpr std::array<std::int32_t, 13> kShifts = {0,   1,   30,  31,  32,     33,     -1,
                                                           -30, -31, -32, -33, 0x7fff, -0x8000};
  const Window& acc = g.playground().acc;
  const std::uint32_t a = any(g, acc), b = any(g, acc);
  const LoopFields loop = loop_over(g, {{a, b, 0}});
  switch (g.shape().pick(0, 4)) {
    case 0:
      g.add(make_alu(alu_imm(loop, AluOpcode::kShr, g.dice().one_of(kShifts))));
      break;
    case 1:  // amounts from -32 to 31, and then beyond
      g.add(make_alu(alu_imm(loop, AluOpcode::kShr, 26)));
      g.add(make_alu(alu(loop_over(g, {{b, a, 0}}), AluOpcode::kShr)));
      g.add(make_alu(alu(loop_over(g, {{a, b, 0}}), AluOpcode::kShr)));
      break;
    case 2:
      g.add(make_alu(alu_imm(loop, AluOpcode::kMul, g.dice().percent(50) ? -0x8000 : 0x7fff)));
      break;
    case 3:
      g.add(make_alu(alu(loop, AluOpcode::kMul)));
      break;
    default:
      g.add(make_alu(alu(loop, AluOpcode::kAdd)));
      break;
  }
}

void empty_loops(Generator& g) {
  Insn insn = g.random_compute_insn(g.dice().one_of(kKinds));
  auto* gemm = std::get_if<GemmFields>(&insn.body);
  LoopFields& loop = gemm != nullptr ? gemm->loop : std::get<AluFields>(insn.body).loop;
  switch (g.shape().pick(0, 3)) {
    case 0:
      loop.iter_out = 0;
      loop.iter_in = kMaxTrips;
      break;
    case 1:
      loop.iter_in = 0;
      loop.iter_out = kMaxTrips;
      break;
    case 2:
      loop.uop_end = loop.uop_bgn;
      loop.iter_in = loop.iter_out = kMaxTrips;
      break;
    default:
      loop.uop_bgn = g.config().depth(MemoryType::kUop) - 1;
      loop.uop_end = g.shape().pick(0, loop.uop_bgn - 1);
      loop.iter_in = loop.iter_out = kMaxTrips;
      break;
  }
  g.add(insn);
}

// Loops of one trip do not look at their factors. A reset touches the first and the last
// accumulator.
void largest_factors(Generator& g) {
  const Config& c = g.config();
  GemmFields f;
  f.loop = loop_over(
      g, {{g.playground().acc.begin, g.playground().inp.begin, g.playground().wgt.begin}});
  f.loop.dst_factor_out = f.loop.dst_factor_in = c.depth(MemoryType::kAcc) - 1;
  f.loop.src_factor_out = f.loop.src_factor_in = c.depth(MemoryType::kInp) - 1;
  f.wgt_factor_out = f.wgt_factor_in = c.depth(MemoryType::kWgt) - 1;
  g.add(make_gemm(f));
  f.loop = loop_over(g, {{0, 0, 0}});
  f.loop.reset = true;
  (g.dice().percent(50) ? f.loop.iter_out : f.loop.iter_in) = 2;
  f.loop.dst_factor_out = f.loop.dst_factor_in = c.depth(MemoryType::kAcc) - 1;
  g.add(make_gemm(f));
}

void many_trips(Generator& g) {
  const Playground& p = g.playground();
  LoopFields loop = loop_over(g, {{any(g, p.acc), any(g, p.inp), any(g, p.wgt)}});
  (g.dice().percent(50) ? loop.iter_out : loop.iter_in) = kMaxTrips;
  if (g.dice().percent(30)) {
    loop.reset = true;
    g.add(make_gemm({loop, 0, 0}));
  } else {
    g.add(make_alu(alu_imm(loop, AluOpcode::kAdd, any_imm(g))));
  }
}

void all_uops(Generator& g) {
  g.add_uop_load(g.uops().load_everywhere(Kind::kAluImm, g.playground().acc));
  LoopFields loop;
  loop.uop_end = g.config().depth(MemoryType::kUop);
  if (g.dice().percent(50)) loop.uop_bgn = loop.uop_end - 1;
  loop.iter_out = loop.iter_in = 1;
  g.add(make_alu(alu_imm(loop, any_opcode(g), any_imm(g))));
}

void use_last_elements(Generator& g) {
  const Config& c = g.config();
  const std::uint32_t acc = c.depth(MemoryType::kAcc) - 1;
  g.add(make_gemm(
      {loop_over(g, {{acc, c.depth(MemoryType::kInp) - 1, c.depth(MemoryType::kWgt) - 1}}), 0, 0}));
  g.add(make_alu(alu(loop_over(g, {{acc, acc, 0}}), any_opcode(g))));
}

}  // namespace vta::fuzz
