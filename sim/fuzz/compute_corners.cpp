// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "sim/fuzz/corner_compute.h"
#include "sim/fuzz/corners.h"

namespace vta::fuzz {
namespace {

constexpr std::uint32_t kMaxTrips = 0x3fff;
constexpr std::array<const char*, 4> kKinds = {"GEMM", "reset", "ALU imm", "ALU tensor"};

std::string kind_of(const Insn& insn) {
  if (const auto* gemm = std::get_if<GemmFields>(&insn.body)) {
    return gemm->loop.reset ? "reset" : "GEMM";
  }
  return insn.alu().use_imm ? "ALU imm" : "ALU tensor";
}

void meet_loop(const std::string& kind, const LoopFields& loop, const Config& config,
               const Met& met) {
  const std::uint32_t uops = config.depth(MemoryType::kUop);
  if (loop.trips() == 0) {
    if (loop.iter_out == 0) met(kind + ": iter_out 0");
    if (loop.iter_in == 0) met(kind + ": iter_in 0");
    if (loop.uop_bgn == loop.uop_end) met(kind + ": no micro-ops");
    if (loop.uop_bgn > loop.uop_end) met(kind + ": uop_end before uop_bgn");
    return;
  }
  if (loop.iter_out == kMaxTrips) met("iter_out 16383");
  if (loop.iter_in == kMaxTrips) met("iter_in 16383");
  if (loop.uop_end == uops) met(kind + ": last micro-op");
  if (loop.uop_bgn == 0 && loop.uop_end == uops) met("all micro-ops");
  const std::uint32_t acc = config.depth(MemoryType::kAcc) - 1;
  if (loop.iter_out > 1 && loop.dst_factor_out == acc) met("largest dst_factor_out");
  if (loop.iter_in > 1 && loop.dst_factor_in == acc) met("largest dst_factor_in");
}

// What one lane of an operation does to its operands.
void meet_lane(const AluFields& f, std::int64_t a, std::int64_t b, const Met& met) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int32_t>::min();
  constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();
  const std::string form = f.use_imm ? "imm" : "tensor";
  const auto overflows = [&](std::int64_t result) { return result < kLeast || result > kLargest; };
  switch (static_cast<AluOpcode>(f.alu_opcode)) {
    case AluOpcode::kShr:
      if (b < 0 && b > -32) met("SHR " + form + ": negative");
      if (b <= -32) met("SHR " + form + ": -32 and below");
      if (b >= 32) met("SHR " + form + ": 32 and above");
      if (b == 31 || b == -31) met("SHR: by 31");
      break;
    case AluOpcode::kMul:
      if (overflows(a * b)) met("MUL " + form + ": overflow");
      break;
    case AluOpcode::kAdd:
      if (overflows(a + b)) met("ADD " + form + ": overflow");
      break;
    case AluOpcode::kMin:
    case AluOpcode::kMax:
      break;
  }
}

// The micro-ops of a loop, as far as their indices are legal.
class Walk {
 public:
  Walk(const Insn& insn, const golden::Machine& machine, const Met& met)
      : insn_(insn), machine_(machine), met_(met), kind_(kind_of(insn)) {}

  void run(const LoopFields& loop) {
    const Config& c = machine_.config;
    for (std::uint64_t out = 0; out < loop.iter_out; ++out) {
      for (std::uint64_t in = 0; in < loop.iter_in; ++in) {
        for (std::uint32_t k = loop.uop_bgn; k < loop.uop_end; ++k) {
          if (k >= machine_.sram.uop.size()) return;
          Uop uop = decode_uop(c, machine_.sram.uop[k]);
          const std::uint64_t dst = uop.dst + out * loop.dst_factor_out + in * loop.dst_factor_in;
          const std::uint64_t src = uop.src + out * loop.src_factor_out + in * loop.src_factor_in;
          if (dst >= c.depth(MemoryType::kAcc)) return;
          if (!visit(static_cast<std::uint32_t>(dst), src, uop.wgt)) return;
          if (++trips_ == kEnough) return;  // the rest of a long loop is as its beginning
        }
      }
    }
  }

 private:
  static constexpr std::uint64_t kEnough = 20000;

  bool visit(std::uint32_t dst, std::uint64_t src, std::uint32_t wgt) {
    const Config& c = machine_.config;
    if (dst == c.depth(MemoryType::kAcc) - 1) met_(kind_ + ": last accumulator");
    if (kind_ == "GEMM") {
      if (src == c.depth(MemoryType::kInp) - 1) met_("GEMM: last activation");
      if (wgt == c.depth(MemoryType::kWgt) - 1) met_("GEMM: last weight");
    }
    meet_distance(dst, "target");
    if (kind_ == "ALU tensor") {
      if (src >= c.depth(MemoryType::kAcc)) return false;
      meet_distance(static_cast<std::uint32_t>(src), "operand");
    }
    if (const auto* alu = std::get_if<AluFields>(&insn_.body); alu != nullptr && trips_ < 64) {
      const std::size_t lanes = acc_lanes(c);
      for (std::size_t i = 0; i < lanes; ++i) {
        const std::size_t operand = static_cast<std::size_t>(src) * lanes + i;
        const std::int32_t b = alu->use_imm ? alu->imm : machine_.sram.acc[operand];
        meet_lane(*alu, machine_.sram.acc[dst * lanes + i], b, met_);
      }
    }
    recent(trips_) = dst;
    return true;
  }

  // What the micro-op with this number wrote, if that is not long ago.
  std::uint32_t& recent(std::uint64_t trip) {
    return recent_[static_cast<std::size_t>(trip % recent_.size())];
  }

  // How many micro-ops ago the element was written.
  void meet_distance(std::uint32_t element, const std::string& what) {
    for (std::uint32_t d = 1; d <= std::min<std::uint64_t>(kMaxDistance, trips_); ++d) {
      if (recent(trips_ - d) != element) continue;
      met_(kind_ + ": " + what + " written " + std::to_string(d) + " before");
      return;
    }
  }

  const Insn& insn_;
  const golden::Machine& machine_;
  const Met& met_;
  std::string kind_;
  std::array<std::uint32_t, kMaxDistance + 1> recent_{};
  std::uint64_t trips_ = 0;
};

}  // namespace

void add_compute_corners(std::vector<std::string>& names) {
  for (const std::string kind : kKinds) {
    for (const char* corner :
         {": iter_out 0", ": iter_in 0", ": no micro-ops", ": uop_end before uop_bgn",
          ": last micro-op", ": last accumulator"}) {
      names.push_back(kind + corner);
    }
    for (std::uint32_t d = 1; d <= kMaxDistance; ++d) {
      names.push_back(kind + ": target written " + std::to_string(d) + " before");
    }
  }
  for (std::uint32_t d = 1; d <= kMaxDistance; ++d) {
    names.push_back("ALU tensor: operand written " + std::to_string(d) + " before");
  }
  for (const std::string form : {"imm", "tensor"}) {
    for (const char* corner : {": negative", ": -32 and below", ": 32 and above"}) {
      names.push_back("SHR " + form + corner);
    }
    names.push_back("MUL " + form + ": overflow");
    names.push_back("ADD " + form + ": overflow");
  }
  for (const char* corner :
       {"SHR: by 31", "iter_out 16383", "iter_in 16383", "all micro-ops", "largest dst_factor_out",
        "largest dst_factor_in", "GEMM: last activation", "GEMM: last weight"}) {
    names.emplace_back(corner);
  }
  for (const std::string_view opcode : kAluOpcodeNames) names.emplace_back(opcode);
}

void meet_compute(const Insn& insn, const golden::Machine& machine, const Met& met) {
  const auto* gemm = std::get_if<GemmFields>(&insn.body);
  const LoopFields& loop = gemm != nullptr ? gemm->loop : insn.alu().loop;
  meet_loop(kind_of(insn), loop, machine.config, met);
  if (loop.trips() == 0) return;
  if (gemm == nullptr) {
    met(std::string(to_string(static_cast<AluOpcode>(insn.alu().alu_opcode))));
  }
  Walk(insn, machine, met).run(loop);
}

}  // namespace vta::fuzz
