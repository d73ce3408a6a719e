// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/property/usage.h"

#include <algorithm>

#include "tests/compiler/property/footprint.h"

namespace vta::test {

Usage usage_of(const Config& config, const CommandStream::Finished& finished) {
  Usage usage;
  Footprint footprint(config, finished);
  for (const Insn& insn : finished.insns) {
    for (const Access& access : footprint.next()) {
      std::int64_t& used = access.memory == MemoryType::kInp   ? usage.inp
                           : access.memory == MemoryType::kWgt ? usage.wgt
                                                               : usage.acc;
      used = std::max(used, static_cast<std::int64_t>(access.first + access.count));
    }
    const auto opcode = static_cast<Opcode>(insn.opcode);
    if (opcode == Opcode::kGemm || opcode == Opcode::kAlu) {
      const LoopFields& loop = opcode == Opcode::kGemm ? insn.gemm().loop : insn.alu().loop;
      usage.uop = std::max<std::int64_t>(usage.uop, loop.uop_end - loop.uop_bgn);
    } else if (opcode == Opcode::kLoad || opcode == Opcode::kStore) {
      const MemFields& mem = insn.mem();
      const auto type = static_cast<MemoryType>(mem.memory_type);
      if (mem.x_size == 0 || type == MemoryType::kUop) continue;
      usage.dram_bytes += std::int64_t{mem.x_size} * mem.y_size * config.elem_bytes(type);
    }
  }
  return usage;
}

}  // namespace vta::test
