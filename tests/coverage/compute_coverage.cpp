// SPDX-License-Identifier: Apache-2.0

#include "tests/coverage/compute_coverage.h"

#include <algorithm>
#include <limits>
#include <string>

namespace vta::coverage {
namespace {

constexpr std::uint64_t kMaxMicroOps = 4096;  // looked at, of one instruction
constexpr std::size_t kDepth = 8;             // one more than the stages of the pipeline
constexpr std::size_t kForwarded = 4;         // results 1 to 3 slots old are forwarded

enum Writer : std::size_t { kGemm, kReset, kAluImm, kAluTensor };
enum Reader : std::size_t { kGemmDst, kImmDst, kTensorDst, kTensorSrc };

std::vector<std::string> operation_names() {
  std::vector<std::string> names = {"GEMM", "GEMM reset"};
  for (const char* operand : {" imm", " tensor"}) {
    for (const std::string_view op : kAluOpcodeNames) names.push_back(std::string(op) + operand);
  }
  return names;
}

std::size_t operation_of(const Insn& insn) {
  if (const GemmFields* gemm = std::get_if<GemmFields>(&insn.body)) return gemm->loop.reset;
  return 2 + (insn.alu().use_imm ? 0 : kAluOpcodeCount) + insn.alu().alu_opcode;
}

std::vector<std::string> numbers(std::size_t first, std::size_t last, const char* more) {
  std::vector<std::string> names;
  for (std::size_t n = first; n <= last; ++n) names.push_back(std::to_string(n));
  if (more != nullptr) names.push_back(more);
  return names;
}

std::vector<std::string> alu_names() { return {kAluOpcodeNames.begin(), kAluOpcodeNames.end()}; }

std::size_t amount_class(std::int64_t b, std::int64_t least, std::int64_t most) {
  if (b == least) return 7;
  if (b == most) return 8;
  if (b == 0) return 0;
  if (b > 0) return b < 31 ? 1 : b == 31 ? 2 : 3;
  return b > -31 ? 4 : b == -31 ? 5 : 6;
}

std::size_t immediate_class(std::int32_t imm) {
  switch (imm) {
    case -32768:
      return 0;
    case -1:
      return 1;
    case 0:
      return 2;
    case 1:
      return 3;
    case 32767:
      return 4;
    default:
      return 5;
  }
}

bool overflows(AluOpcode opcode, std::int64_t a, std::int64_t b) {
  const std::int64_t exact = opcode == AluOpcode::kAdd ? a + b : a * b;
  return exact != static_cast<std::int32_t>(exact);
}

std::string_view nothing_is_impossible(Bin) { return {}; }

std::string_view impossible_empty(Bin bin) {
  if (bin[0] < 2 && bin[1] == 1) return "of a GEMM the flag is a value of the operation";
  return {};
}

std::string_view impossible_forwarding(Bin bin) {
  if (bin[1] == kTensorDst && bin[2] == 0) {
    return "in the slot before, a tensor operation reads its own source";
  }
  return {};
}

}  // namespace

// Covers: zero.loops, gemm.nest, acc.hazards, gemm.product
// Covers: alu.operands, alu.operations, alu.shift, arithmetic.wraps
ComputeCoverage::ComputeCoverage()
    : empty_("loops",
             {{"operation", operation_names()},
              {"reset flag of ALU", {"0", "1"}},
              {"empty", {"nothing", "iter_out 0", "iter_in 0", "no micro-op", "end below begin"}}},
             impossible_empty),
      distance_("distance of equal dst",
                {{"operation", operation_names()}, {"micro-ops", numbers(1, kDepth, "more")}},
                nothing_is_impossible),
      source_distance_("distance from dst to src",
                       {{"operation", alu_names()}, {"micro-ops", numbers(1, kDepth, "more")}},
                       nothing_is_impossible),
      forwarding_("forwarding",
                  {{"writer", {"GEMM", "GEMM reset", "ALU imm", "ALU tensor"}},
                   {"reader", {"GEMM", "ALU imm", "ALU tensor dst", "ALU tensor src"}},
                   {"slots", numbers(1, kForwarded, nullptr)}},
                  impossible_forwarding),
      shift_("shift",
             {{"operand", {"imm", "tensor"}},
              {"amount",
               {"0", "1 to 30", "31", "32 and more", "-1 to -30", "-31", "-32 and less", "least",
                "most"}},
              {"shifted", {"not negative", "negative"}}},
             nothing_is_impossible),
      immediate_(
          "immediates",
          {{"operation", alu_names()}, {"imm", {"-32768", "-1", "0", "1", "32767", "other"}}},
          nothing_is_impossible),
      overflow_("overflow",
                {{"operation", {"ADD", "MUL"}},
                 {"operand", {"imm", "tensor"}},
                 {"result", {"fits", "wraps"}}},
                nothing_is_impossible) {}

void ComputeCoverage::visit(const Config& config, const Insn& insn, const SramState& sram) {
  const bool gemm = std::holds_alternative<GemmFields>(insn.body);
  const bool alu = std::holds_alternative<AluFields>(insn.body);
  if (!gemm && !alu) {
    if (stage_of(insn) == Stage::kCompute) writes_.clear();
    return;
  }
  if (alu && insn.alu().alu_opcode >= kAluOpcodeCount) return;
  visit_loops(config, insn, sram);
}

void ComputeCoverage::visit_loops(const Config& config, const Insn& insn, const SramState& sram) {
  const GemmFields* gemm = std::get_if<GemmFields>(&insn.body);
  const LoopFields& loop = gemm != nullptr ? gemm->loop : insn.alu().loop;
  const std::size_t flag = gemm == nullptr && loop.reset;
  const auto empty = [&](std::size_t what) { empty_.hit({operation_of(insn), flag, what}); };
  if (loop.iter_out == 0) empty(1);
  if (loop.iter_in == 0) empty(2);
  if (loop.uop_end == loop.uop_bgn) empty(3);
  if (loop.uop_end < loop.uop_bgn) empty(4);
  if (loop.trips() == 0) return;
  empty(0);
  if (gemm == nullptr) visit_operands(config, insn.alu(), sram);
  const bool tensor = gemm == nullptr && !insn.alu().use_imm;
  dsts_.clear();
  for (std::uint32_t i = 0; i < loop.iter_out; ++i) {
    for (std::uint32_t j = 0; j < loop.iter_in; ++j) {
      for (std::uint32_t k = loop.uop_bgn; k < loop.uop_end; ++k) {
        if (dsts_.size() == kMaxMicroOps || k >= sram.uop.size()) return;
        const Uop uop = decode_uop(config, sram.uop[k]);
        std::optional<std::uint32_t> source;
        if (tensor) source = uop.src + i * loop.src_factor_out + j * loop.src_factor_in;
        micro_op(insn, uop.dst + i * loop.dst_factor_out + j * loop.dst_factor_in, source);
      }
    }
  }
}

void ComputeCoverage::micro_op(const Insn& insn, std::uint32_t dst,
                               std::optional<std::uint32_t> source) {
  const auto since = [&](std::uint32_t index) {
    const auto found = std::find(dsts_.rbegin(), dsts_.rend(), index);
    return found == dsts_.rend()
               ? kDepth
               : std::min(kDepth, static_cast<std::size_t>(found - dsts_.rbegin()));
  };
  distance_.hit({operation_of(insn), since(dst)});
  if (source) source_distance_.hit({insn.alu().alu_opcode, since(*source)});
  dsts_.push_back(dst);

  const auto read = [&](std::size_t reader, std::uint32_t index) {
    const auto last = std::find_if(writes_.rbegin(), writes_.rend(),
                                   [&](const Write& write) { return write.dst == index; });
    if (last == writes_.rend() || slot_ - last->slot > kForwarded) return;
    forwarding_.hit({last->writer, reader, static_cast<std::size_t>(slot_ - last->slot) - 1});
  };
  std::size_t writer = kAluImm;
  if (source) {
    writer = kAluTensor;
    ++slot_;
    read(kTensorSrc, *source);
    ++slot_;
    read(kTensorDst, dst);
  } else {
    ++slot_;
    const bool gemm = std::holds_alternative<GemmFields>(insn.body);
    if (gemm) writer = insn.gemm().loop.reset ? kReset : kGemm;
    if (writer == kGemm) read(kGemmDst, dst);
    if (writer == kAluImm) read(kImmDst, dst);
  }
  writes_.push_back({slot_, dst, writer});
  if (writes_.size() > kForwarded) writes_.pop_front();
}

// The operands of the first micro-op; those of later ones may have changed on the way.
void ComputeCoverage::visit_operands(const Config& config, const AluFields& alu,
                                     const SramState& sram) {
  if (alu.use_imm) immediate_.hit({alu.alu_opcode, immediate_class(alu.imm)});
  const Uop uop = decode_uop(config, sram.uop[alu.loop.uop_bgn]);
  const std::size_t lanes = acc_lanes(config);
  const auto opcode = static_cast<AluOpcode>(alu.alu_opcode);
  if (uop.dst >= sram.acc.size() / lanes) return;
  if (!alu.use_imm && uop.src >= sram.acc.size() / lanes) return;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const std::int32_t a = sram.acc[uop.dst * lanes + lane];
    const std::int32_t b = alu.use_imm ? alu.imm : sram.acc[uop.src * lanes + lane];
    const std::size_t operand = alu.use_imm ? 0 : 1;
    if (opcode == AluOpcode::kShr) {
      using Word = std::numeric_limits<std::int32_t>;
      using Half = std::numeric_limits<std::int16_t>;
      const std::int64_t least = alu.use_imm ? Half::min() : Word::min();
      const std::int64_t most = alu.use_imm ? Half::max() : Word::max();
      shift_.hit({operand, amount_class(b, least, most), a < 0 ? 1u : 0u});
    }
    if (opcode == AluOpcode::kAdd || opcode == AluOpcode::kMul) {
      overflow_.hit({opcode == AluOpcode::kMul, operand, overflows(opcode, a, b)});
    }
  }
}

std::vector<const CoverageGroup*> ComputeCoverage::groups() const {
  return {&empty_, &distance_, &source_distance_, &forwarding_, &shift_, &immediate_, &overflow_};
}

}  // namespace vta::coverage
