// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/property/footprint.h"

namespace vta::test {

// Calls visit(uop, out, in) for every micro-op of every trip.
template <typename Visit>
void Footprint::for_each_trip(const LoopFields& loop, Visit visit) const {
  for (std::uint64_t out = 0; out < loop.iter_out; ++out) {
    for (std::uint64_t in = 0; in < loop.iter_in; ++in) {
      for (std::uint32_t u = loop.uop_bgn; u < loop.uop_end; ++u) visit(uops_.at(u), out, in);
    }
  }
}

std::vector<Access> Footprint::next() {
  const Insn& insn = finished_.insns.at(at_++);
  std::vector<Access> all;
  switch (static_cast<Opcode>(insn.opcode)) {
    case Opcode::kLoad:
    case Opcode::kStore: {
      const MemFields& mem = insn.mem();
      if (mem.rows() == 0) break;
      const auto type = static_cast<MemoryType>(mem.memory_type);
      if (type == MemoryType::kUop) {
        const std::uint64_t first = mem.dram_base - finished_.uop_address / kUopBytes;
        for (std::uint32_t i = 0; i < mem.x_size * mem.y_size; ++i) {
          uops_.at(mem.sram_base + i) = finished_.uops.at(first + i);
        }
        break;
      }
      const bool streams = type == MemoryType::kInp || type == MemoryType::kWgt;
      all.push_back({streams ? type : MemoryType::kAcc, type != MemoryType::kOut, mem.sram_base,
                     mem.rows() * mem.row_elems()});
      break;
    }
    case Opcode::kGemm: {
      const GemmFields& gemm = insn.gemm();
      const LoopFields& loop = gemm.loop;
      for_each_trip(loop, [&](const Uop& uop, std::uint64_t out, std::uint64_t in) {
        all.push_back({MemoryType::kAcc, true,
                       uop.dst + out * loop.dst_factor_out + in * loop.dst_factor_in, 1});
        if (loop.reset) return;
        all.push_back({MemoryType::kInp, false,
                       uop.src + out * loop.src_factor_out + in * loop.src_factor_in, 1});
        all.push_back({MemoryType::kWgt, false,
                       uop.wgt + out * gemm.wgt_factor_out + in * gemm.wgt_factor_in, 1});
      });
      break;
    }
    case Opcode::kAlu: {
      const LoopFields& loop = insn.alu().loop;
      for_each_trip(loop, [&](const Uop& uop, std::uint64_t out, std::uint64_t in) {
        all.push_back({MemoryType::kAcc, true,
                       uop.dst + out * loop.dst_factor_out + in * loop.dst_factor_in, 1});
        if (insn.alu().use_imm) return;
        all.push_back({MemoryType::kAcc, false,
                       uop.src + out * loop.src_factor_out + in * loop.src_factor_in, 1});
      });
      break;
    }
    default:
      break;
  }
  return all;
}

}  // namespace vta::test
