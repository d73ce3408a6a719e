// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/property/usage.h"

#include <algorithm>
#include <vector>

namespace vta::test {
namespace {

class Meter {
 public:
  Meter(const Config& config, const CommandStream::Finished& finished)
      : config_(config), finished_(finished), uops_(config.depth(MemoryType::kUop)) {}

  Usage run() {
    for (const Insn& insn : finished_.insns) {
      switch (static_cast<Opcode>(insn.opcode)) {
        case Opcode::kLoad:
        case Opcode::kStore:
          transfer(insn.mem());
          break;
        case Opcode::kGemm:
          gemm(insn.gemm());
          break;
        case Opcode::kAlu:
          alu(insn.alu());
          break;
        default:
          break;
      }
    }
    return usage_;
  }

 private:
  void transfer(const MemFields& mem) {
    if (mem.rows() == 0) return;
    const auto type = static_cast<MemoryType>(mem.memory_type);
    if (type == MemoryType::kUop) {
      const auto first = mem.dram_base - finished_.uop_address / kUopBytes;
      for (std::uint32_t i = 0; i < mem.x_size * mem.y_size; ++i) {
        uops_.at(mem.sram_base + i) = finished_.uops.at(first + i);
      }
      return;
    }
    usage_.dram_bytes += std::int64_t{mem.x_size} * mem.y_size * config_.elem_bytes(type);
    std::int64_t& used = type == MemoryType::kInp   ? usage_.inp
                         : type == MemoryType::kWgt ? usage_.wgt
                                                    : usage_.acc;
    touch(used, mem.sram_base + static_cast<std::int64_t>(mem.rows() * mem.row_elems()) - 1);
  }

  void gemm(const GemmFields& gemm) {
    const LoopFields& loop = gemm.loop;
    kernel(loop, [&](const Uop& uop) {
      touch(usage_.acc, uop.dst + last(loop, loop.dst_factor_out, loop.dst_factor_in));
      if (loop.reset) return;
      touch(usage_.inp, uop.src + last(loop, loop.src_factor_out, loop.src_factor_in));
      touch(usage_.wgt, uop.wgt + last(loop, gemm.wgt_factor_out, gemm.wgt_factor_in));
    });
  }

  void alu(const AluFields& alu) {
    const LoopFields& loop = alu.loop;
    kernel(loop, [&](const Uop& uop) {
      touch(usage_.acc, uop.dst + last(loop, loop.dst_factor_out, loop.dst_factor_in));
      if (alu.use_imm) return;
      touch(usage_.acc, uop.src + last(loop, loop.src_factor_out, loop.src_factor_in));
    });
  }

  template <typename Visit>
  void kernel(const LoopFields& loop, Visit visit) {
    usage_.uop = std::max<std::int64_t>(usage_.uop, loop.uop_end - loop.uop_bgn);
    for (std::uint32_t u = loop.uop_bgn; u < loop.uop_end; ++u) visit(uops_.at(u));
  }

  // What the last trips of both loops add to an index.
  static std::int64_t last(const LoopFields& loop, std::uint32_t out, std::uint32_t in) {
    return std::int64_t{loop.iter_out - 1} * out + std::int64_t{loop.iter_in - 1} * in;
  }

  static void touch(std::int64_t& used, std::int64_t index) { used = std::max(used, index + 1); }

  const Config& config_;
  const CommandStream::Finished& finished_;
  std::vector<Uop> uops_;  // the micro-op memory
  Usage usage_;
};

}  // namespace

Usage usage_of(const Config& config, const CommandStream::Finished& finished) {
  return Meter(config, finished).run();
}

}  // namespace vta::test
