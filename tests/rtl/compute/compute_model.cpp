// SPDX-License-Identifier: Apache-2.0

#include "tests/rtl/compute/compute_model.h"

#include <algorithm>

namespace vta {
namespace {

std::int64_t as_signed(std::uint32_t x) { return static_cast<std::int32_t>(x); }

// floor(a / 2^b), or a * 2^-b modulo 2^32; everything shifted out leaves the sign or nothing.
std::uint32_t shift_right(std::uint32_t a, std::int64_t b) {
  if (b >= 0) return static_cast<std::uint32_t>(as_signed(a) >> std::min<std::int64_t>(b, 31));
  return b <= -32 ? 0 : static_cast<std::uint32_t>(std::uint64_t{a} << -b);
}

}  // namespace

std::uint32_t alu_lane(std::uint32_t alu_opcode, std::uint32_t a, std::uint32_t b) {
  switch (static_cast<AluOpcode>(alu_opcode)) {
    case AluOpcode::kMin:
      return as_signed(a) < as_signed(b) ? a : b;
    case AluOpcode::kMax:
      return as_signed(a) > as_signed(b) ? a : b;
    case AluOpcode::kAdd:
      return a + b;
    case AluOpcode::kShr:
      return shift_right(a, as_signed(b));
    case AluOpcode::kMul:
      return static_cast<std::uint32_t>(std::uint64_t{a} * b);
  }
  VTA_CHECK(false);
  return 0;
}

ComputeModel::ComputeModel(const Config& config, Random& random) : config_(config) {
  uop.resize(config.depth(MemoryType::kUop));
  for (std::uint32_t& word : uop) word = static_cast<std::uint32_t>(random.next());
  for (std::uint32_t i = 0; i < config.depth(MemoryType::kInp); ++i) {
    inp.push_back(random_bytes(random, config.elem_bytes(MemoryType::kInp)));
  }
  for (std::uint32_t i = 0; i < config.depth(MemoryType::kWgt); ++i) {
    wgt.push_back(random_bytes(random, config.elem_bytes(MemoryType::kWgt)));
  }
  acc.resize(config.depth(MemoryType::kAcc));
  for (Acc& element : acc) {
    element.resize(config.elem_bytes(MemoryType::kAcc) / 4);
    for (std::uint32_t& lane : element) lane = static_cast<std::uint32_t>(random.next());
  }
}

bool ComputeModel::gemm_ok(const GemmFields& gemm, std::uint64_t dst, std::uint64_t src,
                           std::uint64_t wgt_index) const {
  return dst < acc.size() && (gemm.loop.reset || (src < inp.size() && wgt_index < wgt.size()));
}

void ComputeModel::multiply(Acc& dst, const Bytes& inp_elem, const Bytes& wgt_elem) const {
  const auto block = static_cast<std::size_t>(config_.block());
  for (std::size_t lane = 0; lane < dst.size(); ++lane) {
    const std::size_t row = lane / block, column = lane % block;
    for (std::size_t k = 0; k < block; ++k) {
      const int product = static_cast<std::int8_t>(inp_elem[row * block + k]) *
                          static_cast<std::int8_t>(wgt_elem[column * block + k]);
      dst[lane] += static_cast<std::uint32_t>(product);
    }
  }
}

ComputeModel::Outcome ComputeModel::execute(const Insn& insn) {
  Outcome outcome;
  const bool is_gemm = std::holds_alternative<GemmFields>(insn.body);
  if (!is_gemm && !std::holds_alternative<AluFields>(insn.body)) {
    outcome.steps = 1;
    return outcome;
  }
  const LoopFields& l = is_gemm ? insn.gemm().loop : insn.alu().loop;
  const GemmFields gemm = is_gemm ? insn.gemm() : GemmFields{};
  const AluFields alu = is_gemm ? AluFields{} : insn.alu();
  for (std::uint64_t i = 0; i < l.iter_out; ++i) {
    for (std::uint64_t j = 0; j < l.iter_in; ++j) {
      for (std::uint32_t k = l.uop_bgn; k < l.uop_end; ++k) {
        const Uop u = decode_uop(config_, k < uop.size() ? uop[k] : 0);
        const std::uint64_t d = u.dst + i * l.dst_factor_out + j * l.dst_factor_in;
        const std::uint64_t s = u.src + i * l.src_factor_out + j * l.src_factor_in;
        const std::uint64_t w = u.wgt + i * gemm.wgt_factor_out + j * gemm.wgt_factor_in;
        const bool good =
            is_gemm ? gemm_ok(gemm, d, s, w) : d < acc.size() && (alu.use_imm || s < acc.size());
        if (k >= uop.size() || !good) {
          outcome.error = ErrorCode::kSramOutOfRange;
          return outcome;
        }
        Acc& dst = acc[d];
        if (!is_gemm) {
          const Acc operand =
              alu.use_imm ? Acc(dst.size(), static_cast<std::uint32_t>(alu.imm)) : acc[s];
          for (std::size_t lane = 0; lane < dst.size(); ++lane) {
            dst[lane] = alu_lane(alu.alu_opcode, dst[lane], operand[lane]);
          }
        } else if (l.reset) {
          std::fill(dst.begin(), dst.end(), 0u);
        } else {
          multiply(dst, inp[s], wgt[w]);
        }
        outcome.steps += !is_gemm && !alu.use_imm ? 2 : 1;
        outcome.writes.push_back({static_cast<std::uint32_t>(d), dst});
        Step step;
        step.gemm = is_gemm;
        step.reset = is_gemm && l.reset;
        step.first_sweep = i == 0 && j == 0;
        step.dst = d;
        step.src = s;
        step.wgt = w;
        if (!is_gemm && !alu.use_imm) {
          step.source = true;
          step.acc = static_cast<std::uint32_t>(s);
          outcome.nest.push_back(step);
          step.source = false;
        }
        step.acc = static_cast<std::uint32_t>(d);
        outcome.nest.push_back(step);
      }
    }
  }
  outcome.steps = std::max<std::uint64_t>(1, outcome.steps);
  return outcome;
}

Bytes bytes_of(const Acc& acc) {
  Bytes bytes;
  for (const std::uint32_t lane : acc) {
    for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<std::uint8_t>(lane >> (8 * i)));
  }
  return bytes;
}

Bytes out_bytes_of(const Config& config, const Acc& acc) {
  Bytes bytes;
  for (const std::uint32_t lane : acc) {
    for (int i = 0; i < config.out_width() / 8; ++i) {
      bytes.push_back(static_cast<std::uint8_t>(lane >> (8 * i)));
    }
  }
  return bytes;
}

}  // namespace vta
