// SPDX-License-Identifier: Apache-2.0
//
// The lanes of an ALU operation and the micro-ops of GEMM and ALU.

#include <algorithm>
#include <variant>
#include <vector>

#include "sim/golden/uop_steps.h"

namespace vta::golden {
namespace {

using Position = UopSteps::Position;

// Indices of one micro-op, without loss of bits.
struct Indices {
  std::uint64_t dst, src, wgt;
};

Execution check_index(const Machine& machine, MemoryType type, std::uint64_t index,
                      const Position& p) {
  const std::uint32_t depth = machine.config.depth(type);
  if (index < depth) return {};
  return {ErrorCode::kSramOutOfRange,
          std::string(to_string(type)) + " index " + std::to_string(index) + " of a memory of " +
              std::to_string(depth) + ", at micro-op " + std::to_string(p.uop) + " in trip " +
              std::to_string(p.out) + " of the outer and trip " + std::to_string(p.in) +
              " of the inner loop"};
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

// Writes acc[at.dst], unless an index is out of range.
Execution execute_gemm(const GemmFields& f, const Indices& at, Machine& machine,
                       const Position& p) {
  Execution check = check_index(machine, MemoryType::kAcc, at.dst, p);
  if (check.code != ErrorCode::kNone) return check;
  if (f.loop.reset) {
    const std::size_t lanes = acc_lanes(machine.config);
    std::fill_n(machine.sram.acc.data() + at.dst * lanes, lanes, 0);
    return {};
  }
  check = check_index(machine, MemoryType::kInp, at.src, p);
  if (check.code != ErrorCode::kNone) return check;
  check = check_index(machine, MemoryType::kWgt, at.wgt, p);
  if (check.code != ErrorCode::kNone) return check;
  multiply_accumulate(machine, at);
  return {};
}

Execution execute_alu(const AluFields& f, const Indices& at, Machine& machine, const Position& p) {
  Execution check = check_index(machine, MemoryType::kAcc, at.dst, p);
  if (check.code != ErrorCode::kNone) return check;
  if (!f.use_imm) check = check_index(machine, MemoryType::kAcc, at.src, p);
  if (check.code != ErrorCode::kNone) return check;
  const auto opcode = static_cast<AluOpcode>(f.alu_opcode);
  const std::size_t lanes = acc_lanes(machine.config);
  std::vector<std::int32_t>& acc = machine.sram.acc;
  const auto dst = static_cast<std::size_t>(at.dst) * lanes;
  const auto src = static_cast<std::size_t>(at.src) * lanes;
  for (std::size_t i = 0; i < lanes; ++i) {
    const std::int32_t b = f.use_imm ? f.imm : acc[src + i];
    acc[dst + i] = alu_lane(opcode, acc[dst + i], b);
  }
  return {};
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

UopSteps::UopSteps(const Insn& insn) : insn_(insn) {
  const auto* gemm = std::get_if<GemmFields>(&insn_.body);
  loop_ = gemm != nullptr ? gemm->loop : insn_.alu().loop;
  at_.uop = loop_.uop_bgn;
  done_ = loop_.trips() == 0;
}

Execution UopSteps::next(Machine& machine) {
  VTA_CHECK(!done_);
  if (!machine.meter.spend(1)) {
    done_ = true;
    return {};
  }
  Execution step = check_index(machine, MemoryType::kUop, at_.uop, at_);
  if (step.code == ErrorCode::kNone) step = execute_here(machine);
  if (step.code != ErrorCode::kNone) {
    done_ = true;
  } else {
    advance();
  }
  return step;
}

Execution UopSteps::execute_here(Machine& machine) {
  const Uop uop = decode_uop(machine.config, machine.sram.uop[static_cast<std::size_t>(at_.uop)]);
  Indices at{uop.dst + at_.out * loop_.dst_factor_out + at_.in * loop_.dst_factor_in,
             uop.src + at_.out * loop_.src_factor_out + at_.in * loop_.src_factor_in, 0};
  written_ = at.dst;
  const auto* gemm = std::get_if<GemmFields>(&insn_.body);
  if (gemm == nullptr) return execute_alu(insn_.alu(), at, machine, at_);
  at.wgt = uop.wgt + at_.out * gemm->wgt_factor_out + at_.in * gemm->wgt_factor_in;
  return execute_gemm(*gemm, at, machine, at_);
}

// To the next position of the nest, outer, inner, micro-ops.
void UopSteps::advance() {
  if (++at_.uop < loop_.uop_end) return;
  at_.uop = loop_.uop_bgn;
  if (++at_.in < loop_.iter_in) return;
  at_.in = 0;
  done_ = ++at_.out == loop_.iter_out;
}

}  // namespace vta::golden
