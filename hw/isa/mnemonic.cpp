// SPDX-License-Identifier: Apache-2.0
#include "hw/isa/mnemonic.h"

#include <array>
#include <cinttypes>
#include <cstdio>
#include <string_view>

namespace vta {
namespace {

std::string at(std::uint32_t place) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "@0x%" PRIx32, place);
  return text.data();
}

std::string loops(const LoopFields& f) {
  const std::uint32_t uops = f.uop_bgn < f.uop_end ? f.uop_end - f.uop_bgn : 0;
  return " " + std::to_string(f.iter_out) + "x" + std::to_string(f.iter_in) + "x" +
         std::to_string(uops);
}

std::string mem_text(const Insn& insn) {
  const MemFields& f = insn.mem();
  if (f.x_size == 0) return "NOP";
  const bool load = insn.opcode == static_cast<std::uint32_t>(Opcode::kLoad);
  std::string text = "ST";
  if (load && f.memory_type == static_cast<std::uint32_t>(MemoryType::kAcc8bit)) {
    text = "LD.ACC8";
  } else if (load) {
    text = "LD." + std::string(kMemoryTypeNames.at(f.memory_type));
  }
  return text + " " + std::to_string(f.x_size) + "x" + std::to_string(f.y_size) + at(f.sram_base);
}

std::string text_of(const Config& config, const Insn& insn) {
  // What does not fit into a memory has a meaning, though it will not be executed.
  const ErrorCode error = validate(config, insn);
  const bool nop = std::holds_alternative<MemFields>(insn.body) && insn.mem().x_size == 0;
  if (!nop && (error == ErrorCode::kIllegalOpcode || error == ErrorCode::kIllegalMemoryType ||
               error == ErrorCode::kIllegalAluOpcode)) {
    return "ILLEGAL";
  }
  if (std::holds_alternative<MemFields>(insn.body)) return mem_text(insn);
  if (const auto* gemm = std::get_if<GemmFields>(&insn.body)) {
    return (gemm->loop.reset ? "RESET" : "GEMM") + loops(gemm->loop) + at(gemm->loop.uop_bgn);
  }
  if (const auto* alu = std::get_if<AluFields>(&insn.body)) {
    std::string text = "ALU." + std::string(kAluOpcodeNames.at(alu->alu_opcode)) + loops(alu->loop);
    if (alu->use_imm) text += " #" + std::to_string(alu->imm);
    return text;
  }
  return "FINISH";
}

}  // namespace

std::string mnemonic(const Config& config, const Insn& insn) {
  std::string text = text_of(config, insn);
  if (text.size() > kMnemonicMax) {
    text.resize(kMnemonicMax);
    text.back() = '~';
  }
  return text;
}

}  // namespace vta
