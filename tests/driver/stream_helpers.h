// SPDX-License-Identifier: Apache-2.0
//
// Short cuts for tests of CommandStream, and a walk over its result that knows which micro-ops
// every instruction finds in the micro-op memory.

#ifndef VTA_TESTS_DRIVER_STREAM_HELPERS_H_
#define VTA_TESTS_DRIVER_STREAM_HELPERS_H_

#include <optional>
#include <string>
#include <vector>

#include "driver/program/command_stream.h"

namespace vta {

// "" for success.
template <typename T>
std::string message_of(const Result<T>& result) {
  return result.ok() ? "" : result.error().message;
}

// The message of the first call that fails, or "".
inline std::string apply_all(CommandStream& stream, const CallList& calls) {
  for (const Call& call : calls) {
    if (Status status = stream.apply(call); !status) return status.error().message;
  }
  return "";
}

inline UopPush gemm_uop(std::uint32_t dst, std::uint32_t src = 0, std::uint32_t wgt = 0) {
  return {UopMode::kGemm, false, dst, src, wgt, 0, false, 0};
}
inline UopPush alu_uop(std::uint32_t dst, std::uint32_t src, AluOpcode op = AluOpcode::kAdd) {
  return {UopMode::kAlu, false, dst, src, 0, static_cast<std::uint32_t>(op), false, 0};
}
inline UopPush imm_uop(std::uint32_t dst, AluOpcode op, std::int32_t imm) {
  return {UopMode::kAlu, false, dst, dst, 0, static_cast<std::uint32_t>(op), true, imm};
}

// The calls of a micro-kernel.
inline CallList kernel(UopMode mode, const std::vector<UopLoopBegin>& loops,
                       const std::vector<UopPush>& uops) {
  CallList calls = {UopScopeBegin{mode}};
  for (const UopLoopBegin& loop : loops) calls.emplace_back(loop);
  for (const UopPush& uop : uops) calls.emplace_back(uop);
  for (std::size_t i = 0; i < loops.size(); ++i) calls.emplace_back(UopLoopEnd{});
  calls.emplace_back(UopScopeEnd{});
  return calls;
}

// The micro-ops that each GEMM and ALU instruction reads, in the order of the stream, when the
// loads of micro-ops copy from the image in DRAM. An element never loaded has no value.
inline std::vector<std::vector<std::optional<Uop>>> executed_uops(
    const Config& config, const CommandStream::Finished& finished) {
  std::vector<std::optional<Uop>> memory(config.depth(MemoryType::kUop));
  std::vector<std::vector<std::optional<Uop>>> result;
  for (const Insn& insn : finished.insns) {
    const LoopFields* loop = nullptr;
    if (const auto* gemm = std::get_if<GemmFields>(&insn.body)) loop = &gemm->loop;
    if (const auto* alu = std::get_if<AluFields>(&insn.body)) loop = &alu->loop;
    if (loop != nullptr) {
      result.emplace_back(memory.begin() + loop->uop_bgn, memory.begin() + loop->uop_end);
      continue;
    }
    const auto* mem = std::get_if<MemFields>(&insn.body);
    if (mem == nullptr || insn.opcode != static_cast<std::uint32_t>(Opcode::kLoad)) continue;
    if (mem->memory_type != static_cast<std::uint32_t>(MemoryType::kUop)) continue;
    const std::uint64_t first = mem->dram_base - finished.uop_address / kUopBytes;
    for (std::uint32_t i = 0; i < mem->x_size; ++i) {
      memory.at(mem->sram_base + i) = finished.uops.at(first + i);
    }
  }
  return result;
}

// How many LOAD UOP instructions with work the stream has.
inline std::size_t uop_loads(const CommandStream::Finished& finished) {
  std::size_t count = 0;
  for (const Insn& insn : finished.insns) {
    const auto* mem = std::get_if<MemFields>(&insn.body);
    if (mem != nullptr && insn.opcode == static_cast<std::uint32_t>(Opcode::kLoad) &&
        mem->memory_type == static_cast<std::uint32_t>(MemoryType::kUop) && mem->x_size != 0) {
      ++count;
    }
  }
  return count;
}

}  // namespace vta

#endif  // VTA_TESTS_DRIVER_STREAM_HELPERS_H_
