// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/property/usage.h"

#include <algorithm>
#include <vector>

#include "sim/fuzz/footprint.h"
#include "tests/compiler/property/races.h"

namespace vta::test {

Usage usage_of(const Config& config, const CommandStream::Finished& finished) {
  Usage usage;
  const DeviceMemory memory = memory_with_uops(finished);
  std::vector<std::uint32_t> uops(config.depth(MemoryType::kUop));
  for (const Insn& insn : finished.insns) {
    for (const fuzz::Access& access : fuzz::footprint_of(config, insn, {}, uops).accesses) {
      if (access.space == fuzz::Space::kUop || access.space == fuzz::Space::kDram) continue;
      std::int64_t& used = access.space == fuzz::Space::kInp   ? usage.inp
                           : access.space == fuzz::Space::kWgt ? usage.wgt
                                                               : usage.acc;
      used = std::max(used, std::int64_t{access.first} + access.count);
    }
    const auto opcode = static_cast<Opcode>(insn.opcode);
    if (opcode == Opcode::kGemm || opcode == Opcode::kAlu) {
      const LoopFields& loop = opcode == Opcode::kGemm ? insn.gemm().loop : insn.alu().loop;
      usage.uop = std::max<std::int64_t>(usage.uop, loop.uop_end - loop.uop_bgn);
    } else if (opcode == Opcode::kLoad || opcode == Opcode::kStore) {
      const MemFields& mem = insn.mem();
      const auto type = static_cast<MemoryType>(mem.memory_type);
      if (mem.x_size == 0) continue;
      if (type == MemoryType::kUop) {
        fuzz::load_uops(config, mem, {}, memory, uops);
        continue;
      }
      usage.dram_bytes += std::int64_t{mem.x_size} * mem.y_size * config.elem_bytes(type);
    }
  }
  return usage;
}

}  // namespace vta::test
