// SPDX-License-Identifier: Apache-2.0
//
// Text of instructions; docs/disassembly.md describes the format.

#include "hw/isa/disassemble.h"

#include <array>
#include <cinttypes>
#include <cstdio>
#include <string_view>

namespace vta {
namespace {

constexpr std::size_t kSequenceColumns = 6, kStageColumns = 7, kMnemonicColumns = 10;
constexpr std::size_t kDramColumns = 28, kSramColumns = 18;  // with the key and the brackets
constexpr std::size_t kUopColumns = 15;

constexpr std::array<std::string_view, kStageCount> kStageNames = {"load", "compute", "store"};

std::string number(std::uint64_t value) { return std::to_string(value); }

std::string hex(std::uint64_t value) {
  std::array<char, 24> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "0x%08" PRIx64, value);
  return buffer.data();
}

std::string left(std::string text, std::size_t columns) {
  if (text.size() < columns) text.append(columns - text.size(), ' ');
  return text;
}

std::string right(const std::string& text, std::size_t columns) {
  return text.size() < columns ? std::string(columns - text.size(), ' ') + text : text;
}

std::string range(std::string_view key, const std::string& begin, const std::string& end) {
  return std::string(key) + "=[" + begin + "," + end + ")";
}

// "pop=-n push=p-"
std::string token_flags(const TokenFlags& t) {
  std::string text = "pop=-- push=--";
  if (t.pop_prev) text[4] = 'p';
  if (t.pop_next) text[5] = 'n';
  if (t.push_prev) text[12] = 'p';
  if (t.push_next) text[13] = 'n';
  return text;
}

// Name of a code, or its number when it has no name.
template <std::size_t N>
std::string name_or_number(const std::array<std::string_view, N>& names, std::uint32_t code) {
  return code < N ? std::string(names[code]) : number(code);
}

// From the first to one past the last byte that the instruction touches in DRAM. The first is taken
// modulo 2^32; an end beyond 2^32 says that the addresses wrap.
std::string dram_range(const Config& config, const MemFields& f) {
  if (f.y_size == 0) return "dram=none";
  const std::uint64_t bytes = config.elem_bytes(static_cast<MemoryType>(f.memory_type));
  const std::uint64_t begin = (f.dram_base * bytes) & 0xffffffffu;
  const std::uint64_t elems = std::uint64_t{f.y_size - 1} * f.x_stride + f.x_size;
  return range("dram", hex(begin), hex(begin + elems * bytes));
}

std::string sram_range(const MemFields& f) {
  const std::uint64_t elems = f.rows() * f.row_elems();
  return range("sram", number(f.sram_base), number(f.sram_base + elems));
}

std::string shape(const MemFields& f) {
  std::string text =
      "y=" + number(f.y_size) + " x=" + number(f.x_size) + " stride=" + number(f.x_stride);
  if ((f.y_pad_0 | f.y_pad_1 | f.x_pad_0 | f.x_pad_1) != 0) {
    text += " pad_y=" + number(f.y_pad_0) + "+" + number(f.y_pad_1) +
            " pad_x=" + number(f.x_pad_0) + "+" + number(f.x_pad_1);
  }
  return text;
}

struct Text {
  std::string mnemonic, operands;
};

Text mem_text(const Config& config, const Insn& insn, ErrorCode error) {
  const MemFields& f = insn.mem();
  const bool load = insn.opcode == static_cast<std::uint32_t>(Opcode::kLoad);
  const std::string what = "opcode=" + std::string(kOpcodeNames[insn.opcode]) +
                           " memory_type=" + name_or_number(kMemoryTypeNames, f.memory_type);
  if (f.x_size == 0) return {"NOP", what};
  if (error == ErrorCode::kIllegalMemoryType) {
    // Without a memory the bases are plain numbers of elements.
    return {"ILLEGAL", what + " dram_base=" + number(f.dram_base) +
                           " sram_base=" + number(f.sram_base) + " " + shape(f)};
  }
  const bool acc8 = f.memory_type == static_cast<std::uint32_t>(MemoryType::kAcc8bit);
  const std::string mnemonic = !load  ? "STORE"
                               : acc8 ? "LOAD.ACC8"
                                      : "LOAD." + name_or_number(kMemoryTypeNames, f.memory_type);
  return {mnemonic, left(dram_range(config, f), kDramColumns) + " " +
                        left(sram_range(f), kSramColumns) + " " + shape(f)};
}

// "uop=[28,154) loop=8x7 dst=98,14 src=0,16": trips and steps of the outer and the inner loop.
std::string loop_text(const LoopFields& f) {
  const auto factors = [](std::string_view key, std::uint32_t out, std::uint32_t in) {
    return " " + std::string(key) + "=" + number(out) + "," + number(in);
  };
  return left(range("uop", number(f.uop_bgn), number(f.uop_end)), kUopColumns) +
         " loop=" + number(f.iter_out) + "x" + number(f.iter_in) +
         factors("dst", f.dst_factor_out, f.dst_factor_in) +
         factors("src", f.src_factor_out, f.src_factor_in);
}

Text gemm_text(const GemmFields& f) {
  return {f.loop.reset ? "GEMM.RESET" : "GEMM",
          loop_text(f.loop) + " wgt=" + number(f.wgt_factor_out) + "," + number(f.wgt_factor_in)};
}

Text alu_text(const AluFields& f) {
  const bool legal = f.alu_opcode < kAluOpcodeCount;
  std::string operands = legal ? "" : "opcode=ALU alu_opcode=" + number(f.alu_opcode) + " ";
  operands += loop_text(f.loop);
  operands += f.use_imm ? " imm=" + std::to_string(f.imm) : " imm=none";
  return {legal ? "ALU." + std::string(kAluOpcodeNames[f.alu_opcode]) : "ILLEGAL", operands};
}

Text text_of(const Config& config, const Insn& insn, ErrorCode error) {
  if (std::holds_alternative<MemFields>(insn.body)) return mem_text(config, insn, error);
  if (std::holds_alternative<GemmFields>(insn.body)) return gemm_text(insn.gemm());
  if (std::holds_alternative<AluFields>(insn.body)) return alu_text(insn.alu());
  if (insn.opcode == static_cast<std::uint32_t>(Opcode::kFinish)) return {"FINISH", ""};
  return {"ILLEGAL", "opcode=" + number(insn.opcode)};
}

}  // namespace

std::string disassemble(const Config& config, std::uint64_t sequence, const Insn& insn) {
  const ErrorCode error = validate(config, insn);
  Text text = text_of(config, insn, error);
  if (error != ErrorCode::kNone) {
    if (!text.operands.empty()) text.operands += " ";
    text.operands += "error=" + std::string(to_string(error));
  }
  std::string line =
      right(number(sequence), kSequenceColumns) + " " +
      left(std::string(kStageNames[static_cast<std::size_t>(stage_of(insn))]), kStageColumns) +
      " " + token_flags(insn.tokens) + " " + left(text.mnemonic, kMnemonicColumns) + " " +
      text.operands;
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string disassemble_uop(const Uop& uop) {
  return "dst=" + number(uop.dst) + " src=" + number(uop.src) + " wgt=" + number(uop.wgt);
}

}  // namespace vta
