// SPDX-License-Identifier: Apache-2.0

#include "driver/board/memory_guard.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "driver/board/small_file.h"

namespace vta::board {
namespace {

using InsnBytes = std::array<std::byte, kInsnBytes>;

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

// An instruction for the same stage, with the same tokens, that is in error before it moves
// anything: the range of two elements at the highest base that its field has.
InsnWord make_trap(const Config& config, const Insn& insn) {
  Insn trap = insn;
  MemFields& mem = std::get<MemFields>(trap.body);
  mem.sram_base = 0xFFFF;
  mem.y_size = 1;
  mem.x_size = mem.x_stride = 2;
  mem.y_pad_0 = mem.y_pad_1 = mem.x_pad_0 = mem.x_pad_1 = 0;
  VTA_CHECK(validate(config, trap) == ErrorCode::kSramOutOfRange);
  const Result<InsnWord> word = encode(config, trap);
  VTA_CHECK(word.ok());
  return word.value();
}

}  // namespace

Result<MemoryGuard> MemoryGuard::inspect(PynqMemory& memory, const Config& config,
                                         const RunRequest& request) {
  MemoryGuard guard;
  guard.insn_address_ = request.insn_address;
  guard.wanted_ = request.insn_count;
  for (std::uint32_t index = 0; index < request.insn_count; ++index) {
    const std::uint64_t address = request.insn_address + std::uint64_t{index} * kInsnBytes;
    if (!memory.contains(address, kInsnBytes)) break;
    InsnBytes bytes{};
    if (Status status = memory.read(address, bytes); !status) return status.error();
    ++guard.insn_count_;
    const InsnWord word = load_insn_word(bytes.data());
    const Insn insn = decode(config, word);
    const bool transfer = std::holds_alternative<MemFields>(insn.body);
    if (!transfer || validate(config, insn) != ErrorCode::kNone) continue;  // moves nothing
    if (const auto stray = stray_row(memory, config, insn.mem(), request)) {
      guard.traps_.push_back({index, *stray, word, make_trap(config, insn)});
    }
  }
  return guard;
}

Status MemoryGuard::set(PynqMemory& memory) const {
  for (const Trap& trap : traps_) {
    InsnBytes bytes{};
    store_insn_word(trap.trap, bytes.data());
    const std::uint64_t address = insn_address_ + std::uint64_t{trap.index} * kInsnBytes;
    if (Status status = memory.write(address, bytes); !status) return status;
  }
  return ok_status();
}

Status MemoryGuard::remove(PynqMemory& memory) const {
  for (const Trap& trap : traps_) {
    InsnBytes bytes{};
    const std::uint64_t address = insn_address_ + std::uint64_t{trap.index} * kInsnBytes;
    if (Status status = memory.read(address, bytes); !status) return status;
    if (load_insn_word(bytes.data()) != trap.trap) continue;  // the program has written there
    store_insn_word(trap.original, bytes.data());
    if (Status status = memory.write(address, bytes); !status) return status;
  }
  return ok_status();
}

void MemoryGuard::translate(RunReport& report, bool fetched) const {
  const auto become = [&report](std::uint64_t index, std::uint64_t address) {
    report.outcome = RunOutcome::kError;
    report.error = ErrorCode::kAxiError;
    report.error_insn = index;
    report.detail = describe_error(report.error, index) + ", which was not executed: address " +
                    hex_text(address) + " is outside the memory regions";
  };
  if (report.outcome == RunOutcome::kError) {
    const auto trap = std::ranges::lower_bound(traps_, report.error_insn, {}, &Trap::index);
    const bool hit = trap != traps_.end() && trap->index == report.error_insn &&
                     report.error == ErrorCode::kSramOutOfRange;
    if (hit) return become(trap->index, trap->address);
  }
  if (insn_count_ == wanted_ || !fetched) return;
  // Fetch would have stopped behind the last instruction that is there. An error of a stage is one
  // of an earlier instruction, and wins over that.
  const bool of_a_stage = report.outcome == RunOutcome::kError &&
                          report.error != ErrorCode::kDeadlock &&
                          report.error != ErrorCode::kMissingFinish;
  if (!of_a_stage) become(insn_count_, insn_address_ + std::uint64_t{insn_count_} * kInsnBytes);
}

}  // namespace vta::board
