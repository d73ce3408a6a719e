// SPDX-License-Identifier: Apache-2.0

#include "driver/board/memory_guard.h"

#include <array>
#include <string>

#include "driver/board/small_file.h"
#include "hw/isa/insn.h"

namespace vta::board {
namespace {

// Where the transfer leaves the regions: the address of the first row that does.
std::optional<std::uint64_t> stray_row(const PynqMemory& memory, const Config& config,
                                       const MemFields& mem, const RunRequest& request) {
  const auto type = static_cast<MemoryType>(mem.memory_type);
  const std::uint64_t bytes = config.elem_bytes(type);
  const std::uint64_t base = request.base[mem.memory_type];
  if (mem.x_size == 0) return std::nullopt;
  for (std::uint64_t row = 0; row < mem.y_size; ++row) {
    const std::uint64_t address =
        (base + (mem.dram_base + row * mem.x_stride) * bytes) & 0xFFFF'FFFF;
    if (!memory.contains(address, mem.x_size * bytes)) return address;
  }
  return std::nullopt;
}

RunReport refusal(std::uint32_t index, std::uint64_t address) {
  RunReport report;
  report.outcome = RunOutcome::kError;
  report.error = ErrorCode::kAxiError;
  report.error_insn = index;
  report.detail = describe_error(report.error, index) +
                  ": the run was not started, because this instruction leaves the memory regions "
                  "at address " +
                  hex_text(address);
  return report;
}

}  // namespace

Result<std::optional<RunReport>> refuse_strays(PynqMemory& memory, const Config& config,
                                               const RunRequest& request) {
  const std::uint64_t size = std::uint64_t{request.insn_count} * kInsnBytes;
  if (!memory.contains(request.insn_address, size)) {
    return Error{std::to_string(request.insn_count) + " instructions at address " +
                 hex_text(request.insn_address) + " do not lie in the memory regions"};
  }
  for (std::uint32_t index = 0; index < request.insn_count; ++index) {
    std::array<std::byte, kInsnBytes> bytes{};
    const std::uint64_t address = request.insn_address + std::uint64_t{index} * kInsnBytes;
    if (Status status = memory.read(address, bytes); !status) return status.error();
    const Insn insn = decode(config, load_insn_word(bytes.data()));
    const bool transfer = std::holds_alternative<MemFields>(insn.body);
    if (!transfer || validate(config, insn) != ErrorCode::kNone) continue;  // moves nothing
    if (const auto stray = stray_row(memory, config, insn.mem(), request)) {
      return std::optional(refusal(index, *stray));
    }
  }
  return std::optional<RunReport>();
}

}  // namespace vta::board
