// SPDX-License-Identifier: Apache-2.0
//
// The checks that come before execution, in their order, and the statistics.

#include "sim/golden/execute.h"

#include <variant>

#include "sim/golden/uop_steps.h"

namespace vta::golden {
namespace {

bool is_opcode(const Insn& insn, Opcode opcode) {
  return insn.opcode == static_cast<std::uint32_t>(opcode);
}

Execution check_sram_range(const Config& config, MemoryType type, std::uint64_t begin,
                           std::uint64_t elems) {
  const std::uint64_t depth = config.depth(type);
  if (elems == 0 || begin + elems <= depth) return {};
  return {ErrorCode::kSramOutOfRange,
          std::string(to_string(type)) + " elements " + std::to_string(begin) + ".." +
              std::to_string(begin + elems - 1) + " of a memory of " + std::to_string(depth)};
}

Execution check_load(const Config& config, const MemFields& f) {
  switch (f.memory_type) {
    case static_cast<std::uint32_t>(MemoryType::kUop):
    case static_cast<std::uint32_t>(MemoryType::kWgt):
    case static_cast<std::uint32_t>(MemoryType::kInp):
    case static_cast<std::uint32_t>(MemoryType::kAcc):
    case static_cast<std::uint32_t>(MemoryType::kAcc8bit):
      break;
    default:
      return {ErrorCode::kIllegalMemoryType,
              "LOAD of memory type " + std::to_string(f.memory_type)};
  }
  const std::uint64_t columns = std::uint64_t{f.x_pad_0} + f.x_size + f.x_pad_1;
  const std::uint64_t rows = std::uint64_t{f.y_pad_0} + f.y_size + f.y_pad_1;
  return check_sram_range(config, static_cast<MemoryType>(f.memory_type), f.sram_base,
                          columns * rows);
}

Execution check_store(const Config& config, const MemFields& f) {
  if (f.memory_type != static_cast<std::uint32_t>(MemoryType::kOut)) {
    return {ErrorCode::kIllegalMemoryType, "STORE of memory type " + std::to_string(f.memory_type)};
  }
  if (f.y_pad_0 != 0 || f.y_pad_1 != 0 || f.x_pad_0 != 0 || f.x_pad_1 != 0) {
    return {ErrorCode::kIllegalPadding, "STORE with pads"};
  }
  return check_sram_range(config, MemoryType::kOut, f.sram_base,
                          std::uint64_t{f.x_size} * f.y_size);
}

// Moves nothing at all, whatever else it says.
bool is_nop(const Insn& insn) {
  const auto* mem = std::get_if<MemFields>(&insn.body);
  return mem != nullptr && mem->x_size == 0;
}

}  // namespace

Execution check(const Config& config, const Insn& insn) {
  if (is_nop(insn)) return {};
  if (is_opcode(insn, Opcode::kLoad)) return check_load(config, insn.mem());
  if (is_opcode(insn, Opcode::kStore)) return check_store(config, insn.mem());
  if (is_opcode(insn, Opcode::kGemm) || is_opcode(insn, Opcode::kFinish)) return {};
  if (is_opcode(insn, Opcode::kAlu)) {
    if (insn.alu().alu_opcode <= static_cast<std::uint32_t>(AluOpcode::kMul)) return {};
    return {ErrorCode::kIllegalAluOpcode, "ALU opcode " + std::to_string(insn.alu().alu_opcode)};
  }
  return {ErrorCode::kIllegalOpcode, "opcode " + std::to_string(insn.opcode)};
}

Execution execute(const Insn& insn, Machine& machine) {
  if (!machine.meter.spend(1)) return {};
  Execution execution = check(machine.config, insn);
  if (execution.code != ErrorCode::kNone || is_nop(insn)) return execution;
  if (is_opcode(insn, Opcode::kLoad)) return execute_load(insn.mem(), machine);
  if (is_opcode(insn, Opcode::kStore)) return execute_store(insn.mem(), machine);
  if (is_opcode(insn, Opcode::kFinish)) return {};
  UopSteps steps(insn);
  while (!steps.done() && execution.code == ErrorCode::kNone) execution = steps.next(machine);
  return execution;
}

void count(const Config& config, const Insn& insn, Statistics& statistics) {
  if (const auto* mem = std::get_if<MemFields>(&insn.body)) {
    const std::uint64_t elems = std::uint64_t{mem->x_size} * mem->y_size;
    if (elems == 0) return;
    if (is_opcode(insn, Opcode::kStore)) {
      statistics.out_store_nbytes += elems * config.elem_bytes(MemoryType::kOut);
      return;
    }
    switch (static_cast<MemoryType>(mem->memory_type)) {
      case MemoryType::kUop:
        statistics.uop_load_nbytes += elems * config.elem_bytes(MemoryType::kUop);
        break;
      case MemoryType::kWgt:
        statistics.wgt_load_nbytes += elems * config.elem_bytes(MemoryType::kWgt);
        break;
      case MemoryType::kInp:
        statistics.inp_load_nbytes += elems * config.elem_bytes(MemoryType::kInp);
        break;
      case MemoryType::kAcc:
      case MemoryType::kAcc8bit:  // counts what it writes on chip, not what it reads
        statistics.acc_load_nbytes += elems * config.elem_bytes(MemoryType::kAcc);
        break;
      case MemoryType::kOut:
        break;  // a LOAD of OUT does not retire
    }
  } else if (const auto* gemm = std::get_if<GemmFields>(&insn.body)) {
    if (!gemm->loop.reset) statistics.gemm_counter += gemm->loop.trips();
  } else if (const auto* alu = std::get_if<AluFields>(&insn.body)) {
    statistics.alu_counter += alu->loop.trips();
  }
}

}  // namespace vta::golden
