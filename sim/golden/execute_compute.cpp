// SPDX-License-Identifier: Apache-2.0
//
// GEMM and ALU: one micro-op after the other, its indices checked before it is executed.

#include <algorithm>

#include "sim/golden/execute.h"

namespace vta::golden {
namespace {

// Counters of the loop nest.
struct Position {
  std::uint64_t out, in, uop;
};

// Indices of one micro-op, without loss of bits.
struct Indices {
  std::uint64_t dst, src, wgt;
};

Execution out_of_range(MemoryType type, std::uint64_t index, std::uint32_t depth,
                       const Position& p) {
  return {ErrorCode::kSramOutOfRange,
          std::string(to_string(type)) + " index " + std::to_string(index) + " of a memory of " +
              std::to_string(depth) + ", at micro-op " + std::to_string(p.uop) + " in trip " +
              std::to_string(p.out) + " of the outer and trip " + std::to_string(p.in) +
              " of the inner loop"};
}

Execution check_index(const Machine& machine, MemoryType type, std::uint64_t index,
                      const Position& p) {
  const std::uint32_t depth = machine.config.depth(type);
  return index < depth ? Execution{} : out_of_range(type, index, depth, p);
}

// Calls body(uop, position) for every micro-op in order, until it returns an error.
template <typename Body>
Execution for_each_uop(const LoopFields& loop, Machine& machine, const Body& body) {
  if (loop.trips() == 0) return {};
  for (std::uint64_t out = 0; out < loop.iter_out; ++out) {
    for (std::uint64_t in = 0; in < loop.iter_in; ++in) {
      for (std::uint64_t k = loop.uop_bgn; k < loop.uop_end; ++k) {
        if (!machine.meter.spend(1)) return {};
        const Position position{out, in, k};
        Execution step = check_index(machine, MemoryType::kUop, k, position);
        if (step.code == ErrorCode::kNone) {
          step = body(decode_uop(machine.config, machine.sram.uop[k]), position);
        }
        if (step.code != ErrorCode::kNone) return step;
      }
    }
  }
  return {};
}

// acc[dst] += inp[src] * transposed wgt[wgt], modulo 2^32.
void multiply_accumulate(Machine& machine, const Indices& at) {
  const auto block = static_cast<std::size_t>(machine.config.block());
  const auto batch = static_cast<std::size_t>(machine.config.batch());
  const std::int8_t* inp = machine.sram.inp.data() + at.src * inp_lanes(machine.config);
  const std::int8_t* wgt = machine.sram.wgt.data() + at.wgt * wgt_lanes(machine.config);
  std::int32_t* acc = machine.sram.acc.data() + at.dst * acc_lanes(machine.config);
  for (std::size_t b = 0; b < batch; ++b) {
    for (std::size_t o = 0; o < block; ++o) {
      std::int32_t dot = 0;  // at most 64 * 2^14 in magnitude
      for (std::size_t k = 0; k < block; ++k) dot += inp[b * block + k] * wgt[o * block + k];
      std::int32_t& lane = acc[b * block + o];
      lane = static_cast<std::int32_t>(static_cast<std::uint32_t>(lane) +
                                       static_cast<std::uint32_t>(dot));
    }
  }
}

std::int32_t shift_right(std::int32_t a, std::int32_t b) {
  if (b >= 0) return a >> std::min(b, 31);
  if (b <= -32) return 0;
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) << -b);
}

}  // namespace

std::int32_t alu_lane(AluOpcode opcode, std::int32_t a, std::int32_t b) {
  const auto ua = static_cast<std::uint32_t>(a);
  const auto ub = static_cast<std::uint32_t>(b);
  switch (opcode) {
    case AluOpcode::kMin:
      return std::min(a, b);
    case AluOpcode::kMax:
      return std::max(a, b);
    case AluOpcode::kAdd:
      return static_cast<std::int32_t>(ua + ub);
    case AluOpcode::kShr:
      return shift_right(a, b);
    case AluOpcode::kMul:
      return static_cast<std::int32_t>(ua * ub);
  }
  VTA_CHECK(!"an ALU opcode of the ISA");
  return 0;
}

Execution execute_gemm(const GemmFields& f, Machine& machine) {
  const LoopFields& loop = f.loop;
  return for_each_uop(loop, machine, [&](const Uop& uop, const Position& p) {
    const Indices at{uop.dst + p.out * loop.dst_factor_out + p.in * loop.dst_factor_in,
                     uop.src + p.out * loop.src_factor_out + p.in * loop.src_factor_in,
                     uop.wgt + p.out * f.wgt_factor_out + p.in * f.wgt_factor_in};
    Execution check = check_index(machine, MemoryType::kAcc, at.dst, p);
    if (check.code != ErrorCode::kNone) return check;
    if (loop.reset) {
      const std::size_t lanes = acc_lanes(machine.config);
      std::fill_n(machine.sram.acc.data() + at.dst * lanes, lanes, 0);
      return Execution{};
    }
    check = check_index(machine, MemoryType::kInp, at.src, p);
    if (check.code != ErrorCode::kNone) return check;
    check = check_index(machine, MemoryType::kWgt, at.wgt, p);
    if (check.code != ErrorCode::kNone) return check;
    multiply_accumulate(machine, at);
    return Execution{};
  });
}

Execution execute_alu(const AluFields& f, Machine& machine) {
  const LoopFields& loop = f.loop;
  const auto opcode = static_cast<AluOpcode>(f.alu_opcode);
  return for_each_uop(loop, machine, [&](const Uop& uop, const Position& p) {
    const std::uint64_t dst = uop.dst + p.out * loop.dst_factor_out + p.in * loop.dst_factor_in;
    const std::uint64_t src = uop.src + p.out * loop.src_factor_out + p.in * loop.src_factor_in;
    Execution check = check_index(machine, MemoryType::kAcc, dst, p);
    if (check.code != ErrorCode::kNone) return check;
    if (!f.use_imm) check = check_index(machine, MemoryType::kAcc, src, p);
    if (check.code != ErrorCode::kNone) return check;
    const std::size_t lanes = acc_lanes(machine.config);
    std::vector<std::int32_t>& acc = machine.sram.acc;
    for (std::size_t i = 0; i < lanes; ++i) {
      const std::int32_t b = f.use_imm ? f.imm : acc[src * lanes + i];
      acc[dst * lanes + i] = alu_lane(opcode, acc[dst * lanes + i], b);
    }
    return Execution{};
  });
}

}  // namespace vta::golden
