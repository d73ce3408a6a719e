// SPDX-License-Identifier: Apache-2.0

#include "sim/fuzz/errors.h"

#include <algorithm>
#include <array>
#include <optional>

namespace vta::fuzz {
namespace {

constexpr std::array<MemoryType, 5> kLoads = {MemoryType::kUop, MemoryType::kWgt, MemoryType::kInp,
                                              MemoryType::kAcc, MemoryType::kAcc8bit};

struct Erring {
  Insn insn;
  ErrorCode code;
};
using MaybeErring = std::optional<Erring>;  // nothing where the geometry has no room for it

std::uint32_t code(MemoryType type) { return static_cast<std::uint32_t>(type); }

MemFields random_mem(Generator& g) {
  MemFields f = g.shape().nothing(0);
  f.x_size = g.dice().percent(30) ? 0xffff : g.shape().pick(1, 8);
  return f;
}

MaybeErring opcode(Generator& g) {
  Insn insn;
  insn.opcode = g.shape().pick(kOpcodeCount, 7);
  return Erring{insn, ErrorCode::kIllegalOpcode};
}

MaybeErring memory_type(Generator& g) {
  static constexpr std::array<std::uint32_t, 3> kNoLoads = {4, 6, 7};
  static constexpr std::array<std::uint32_t, 7> kNoStores = {0, 1, 2, 3, 5, 6, 7};
  MemFields f = random_mem(g);
  const bool load = g.dice().percent(50);
  f.memory_type = load ? g.dice().one_of(kNoLoads) : g.dice().one_of(kNoStores);
  return Erring{load ? make_load(f) : make_store(f), ErrorCode::kIllegalMemoryType};
}

MaybeErring padding(Generator& g) {
  static constexpr std::array<std::uint32_t MemFields::*, 4> kPads = {
      &MemFields::y_pad_0, &MemFields::y_pad_1, &MemFields::x_pad_0, &MemFields::x_pad_1};
  MemFields f = random_mem(g);
  f.memory_type = code(MemoryType::kOut);
  f.*g.dice().one_of(kPads) = g.shape().pick(1, 15);
  return Erring{make_store(f), ErrorCode::kIllegalPadding};
}

MaybeErring alu_opcode(Generator& g) {
  Insn insn = g.random_compute_insn(Kind::kAluImm);
  std::get<AluFields>(insn.body).alu_opcode = g.shape().pick(kAluOpcodeCount, 7);
  return Erring{insn, ErrorCode::kIllegalAluOpcode};
}

MaybeErring sram_range(Generator& g) {
  const bool store = g.dice().percent(30);
  const MemoryType type = store ? MemoryType::kOut : g.dice().one_of(kLoads);
  const std::uint32_t depth = g.config().depth(type);
  MemFields f = random_mem(g);
  f.memory_type = code(type);
  f.y_size = std::max(f.y_size, 1u);
  if (store) f.x_pad_0 = f.x_pad_1 = f.y_pad_0 = f.y_pad_1 = 0;
  if (g.dice().percent(50)) {  // one element too many
    const std::uint64_t count = f.rows() * f.row_elems();
    if (count > depth) f.y_size = f.y_pad_0 = f.y_pad_1 = f.x_pad_0 = f.x_pad_1 = 0;
    if (count > depth) f.x_size = f.y_size = 1;
    f.sram_base = depth + 1 - static_cast<std::uint32_t>(f.rows() * f.row_elems());
  } else {
    f.sram_base = std::min(depth + g.shape().pick(0, 0xffff), 0xffffu);
  }
  if (validate(g.config(), store ? make_store(f) : make_load(f)) != ErrorCode::kSramOutOfRange) {
    return std::nullopt;
  }
  return Erring{store ? make_store(f) : make_load(f), ErrorCode::kSramOutOfRange};
}

// One operand leaves its memory in the second trip of a loop; micro-ops before it take effect.
MaybeErring index(Generator& g) {
  static constexpr std::array<Kind, 4> kKinds = {Kind::kGemm, Kind::kReset, Kind::kAluImm,
                                                 Kind::kAluTensor};
  const Kind kind = g.dice().one_of(kKinds);
  Insn insn = g.random_compute_insn(kind);
  auto* gemm = std::get_if<GemmFields>(&insn.body);
  LoopFields& loop = gemm != nullptr ? gemm->loop : std::get<AluFields>(insn.body).loop;
  if (loop.trips() == 0) return std::nullopt;
  const std::uint32_t uops = g.config().depth(MemoryType::kUop);
  if (loop.uop_end == uops && g.dice().percent(70)) {  // the micro-op itself
    loop.uop_end += g.shape().pick(1, uops - 1);
    return Erring{insn, ErrorCode::kSramOutOfRange};
  }
  Uop least = g.uops().at(loop.uop_bgn);
  for (std::uint32_t k = loop.uop_bgn; k < loop.uop_end; ++k) {
    const Uop uop = g.uops().at(k);
    least = {std::min(least.dst, uop.dst), std::min(least.src, uop.src),
             std::min(least.wgt, uop.wgt)};
  }
  const bool outer = g.dice().percent(50);
  (outer ? loop.iter_out : loop.iter_in) = g.shape().pick(2, 0x3fff);
  const std::uint32_t operand = g.shape().pick(0, kind == Kind::kGemm ? 2 : 1);
  std::uint32_t from = least.dst, depth = g.config().depth(MemoryType::kAcc);
  std::uint32_t* factor = outer ? &loop.dst_factor_out : &loop.dst_factor_in;
  if (operand == 1 && (kind == Kind::kGemm || kind == Kind::kAluTensor)) {
    from = least.src;
    if (gemm != nullptr) depth = g.config().depth(MemoryType::kInp);
    factor = outer ? &loop.src_factor_out : &loop.src_factor_in;
  } else if (operand == 2) {
    from = least.wgt;
    depth = g.config().depth(MemoryType::kWgt);
    factor = outer ? &gemm->wgt_factor_out : &gemm->wgt_factor_in;
  }
  if (from == 0) return std::nullopt;  // no factor is large enough
  *factor = depth - from;
  return Erring{insn, ErrorCode::kSramOutOfRange};
}

// From or to where there is no memory.
MaybeErring no_memory(Generator& g) {
  const Playground& p = g.playground();
  const bool store = g.dice().percent(30);
  const MemoryType type = store ? MemoryType::kOut : g.dice().one_of(kLoads);
  const Window& window = type == MemoryType::kUop   ? p.uop
                         : type == MemoryType::kInp ? p.inp
                         : type == MemoryType::kWgt ? p.wgt
                                                    : p.acc;
  const std::uint32_t depth = g.config().depth(type);
  MemFields f;
  f.memory_type = code(type);
  f.x_size = f.y_size = 1;
  f.x_stride = g.shape().pick(0, 0xffff);
  f.sram_base = window.begin;
  if (!store) {
    if (window.size() == depth) return std::nullopt;
    f.sram_base = window.begin > 0 ? window.begin - 1 : window.end;
  }
  const std::uint32_t nowhere = p.data_address + 0x2000'0000u + 64 * g.shape().pick(0, 0xffff);
  f.dram_base = p.elements(type, nowhere, 4 * g.config().elem_bytes(type)).begin;
  return Erring{store ? make_store(f) : make_load(f), ErrorCode::kAxiError};
}

using Maker = MaybeErring (*)(Generator&);
constexpr std::array<Maker, 7> kMakers = {opcode,     memory_type, padding,  alu_opcode,
                                          sram_range, index,       no_memory};

Verdict last_one(Generator& g, ErrorCode code) { return {code, g.scheduler().size() - 1}; }

}  // namespace

Verdict add_error(Generator& g) {
  MaybeErring erring;
  for (int tries = 0; !erring && tries < 20; ++tries) erring = g.dice().one_of(kMakers)(g);
  if (!erring) erring = opcode(g);
  g.add(erring->insn);
  if (erring->code == ErrorCode::kAxiError) g.silence(stage_of(erring->insn));
  return last_one(g, erring->code);
}

Verdict overflow_a_counter(Generator& g) {
  g.scheduler().fill(g.dice().index(kChannels.size()), kTokenMax + 1);
  return last_one(g, ErrorCode::kTokenOverflow);
}

Verdict deadlock(Generator& g) {
  const std::size_t c = g.dice().index(kChannels.size());
  const auto& way = kChannels[c];
  TokenFlags take, give;
  take.*(way.pop) = true;
  give.*(way.push) = true;
  const std::size_t kind = g.dice().index(3);
  g.scheduler().drain(c);
  if (kind == 1) {  // each waits for the other one
    const auto back = std::find_if(kChannels.begin(), kChannels.end(), [&](const auto& channel) {
      return channel.from == way.to && channel.to == way.from;
    });
    g.scheduler().drain(static_cast<std::size_t>(back - kChannels.begin()));
    g.scheduler().drain(c);  // the drain above has used it
    take.*(back->push) = true;
    give.*(back->pop) = true;
  }
  g.raw_nop(way.to, take);
  const Verdict stuck = last_one(g, ErrorCode::kDeadlock);
  if (kind == 1) g.raw_nop(way.from, give);
  if (kind == 2) {
    for (std::uint32_t i = 0; i < kQueueDepth; ++i) g.raw_nop(way.to, {});
    g.raw_nop(way.from, give);  // is never dispatched
  }
  return stuck;
}

}  // namespace vta::fuzz
