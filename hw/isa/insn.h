// SPDX-License-Identifier: Apache-2.0
//
// Instructions and micro-ops as values, and their translation to and from bits.
// The layout is data (isa.json); isa_tables.h is generated from it.

#ifndef VTA_HW_ISA_INSN_H_
#define VTA_HW_ISA_INSN_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "hw/isa/config.h"
#include "hw/isa/isa_tables.h"
#include "hw/isa/result.h"

namespace vta {

// One instruction as it lies in memory, little endian: [0] holds bits 63..0, [1] bits 127..64.
using InsnWord = std::array<std::uint64_t, 2>;
inline constexpr std::size_t kInsnBytes = 16;
inline constexpr std::size_t kUopBytes = 4;

struct TokenFlags {
  bool pop_prev = false, pop_next = false, push_prev = false, push_next = false;
  friend bool operator==(const TokenFlags&, const TokenFlags&) = default;
};

// Body of LOAD and STORE. Sizes in elements of `memory_type`; see isa.json for the ranges.
struct MemFields {
  std::uint32_t memory_type = 0;  // a MemoryType, or 6 or 7, which no instruction may name
  std::uint32_t sram_base = 0;
  std::uint32_t dram_base = 0;
  std::uint32_t y_size = 0, x_size = 0, x_stride = 0;
  std::uint32_t y_pad_0 = 0, y_pad_1 = 0, x_pad_0 = 0, x_pad_1 = 0;
  friend bool operator==(const MemFields&, const MemFields&) = default;

  // Elements written on chip per row and rows, pads included (both 0 when x_size is 0).
  [[nodiscard]] std::uint64_t row_elems() const {
    return x_size == 0 ? 0 : std::uint64_t{x_pad_0} + x_size + x_pad_1;
  }
  [[nodiscard]] std::uint64_t rows() const {
    return x_size == 0 ? 0 : std::uint64_t{y_pad_0} + y_size + y_pad_1;
  }
};

// The loop nest that GEMM and ALU share: outer, inner, then micro-ops [uop_bgn, uop_end).
struct LoopFields {
  bool reset = false;  // GEMM: write zeros; ALU: ignored
  std::uint32_t uop_bgn = 0, uop_end = 0;
  std::uint32_t iter_out = 0, iter_in = 0;
  std::uint32_t dst_factor_out = 0, dst_factor_in = 0;
  std::uint32_t src_factor_out = 0, src_factor_in = 0;
  friend bool operator==(const LoopFields&, const LoopFields&) = default;

  [[nodiscard]] std::uint64_t trips() const {  // micro-ops executed
    if (uop_bgn >= uop_end) return 0;
    return std::uint64_t{iter_out} * iter_in * (uop_end - uop_bgn);
  }
};

struct GemmFields {
  LoopFields loop;
  std::uint32_t wgt_factor_out = 0, wgt_factor_in = 0;
  friend bool operator==(const GemmFields&, const GemmFields&) = default;
};

struct AluFields {
  LoopFields loop;
  std::uint32_t alu_opcode = 0;  // an AluOpcode, or 5..7, which no instruction may name
  bool use_imm = false;
  std::int32_t imm = 0;  // -32768..32767
  friend bool operator==(const AluFields&, const AluFields&) = default;
};

// One decoded instruction. `body` holds MemFields for LOAD and STORE, GemmFields, AluFields, or
// nothing for FINISH and for opcodes 5..7.
struct Insn {
  std::uint32_t opcode = 0;  // an Opcode, or 5..7
  TokenFlags tokens;
  std::variant<std::monostate, MemFields, GemmFields, AluFields> body;
  friend bool operator==(const Insn&, const Insn&) = default;

  [[nodiscard]] const MemFields& mem() const { return std::get<MemFields>(body); }
  [[nodiscard]] const GemmFields& gemm() const { return std::get<GemmFields>(body); }
  [[nodiscard]] const AluFields& alu() const { return std::get<AluFields>(body); }
};

[[nodiscard]] Insn make_load(const MemFields& fields, TokenFlags tokens = {});
[[nodiscard]] Insn make_store(const MemFields& fields, TokenFlags tokens = {});
[[nodiscard]] Insn make_gemm(const GemmFields& fields, TokenFlags tokens = {});
[[nodiscard]] Insn make_alu(const AluFields& fields, TokenFlags tokens = {});
[[nodiscard]] Insn make_finish(TokenFlags tokens = {});

struct Uop {
  std::uint32_t dst = 0, src = 0, wgt = 0;
  friend bool operator==(const Uop&, const Uop&) = default;
};

// Bits of an instruction. Fails, naming field, value and bound, when a value does not fit its
// field.
[[nodiscard]] Result<InsnWord> encode(const Config& config, const Insn& insn);
// Any 128 bits decode; unused bits are ignored.
[[nodiscard]] Insn decode(const Config& config, const InsnWord& word);

[[nodiscard]] Result<std::uint32_t> encode_uop(const Config& config, const Uop& uop);
[[nodiscard]] Uop decode_uop(const Config& config, std::uint32_t word);

[[nodiscard]] InsnWord load_insn_word(const std::byte* bytes);  // 16 bytes, little endian
void store_insn_word(const InsnWord& word, std::byte* bytes);

// The stage that executes an instruction: LOAD INP and LOAD WGT load; STORE store; the rest,
// undefined opcodes and memory types included, compute.
[[nodiscard]] Stage stage_of(const Insn& insn);

// Legality that does not depend on the state of the machine: opcode, memory type, padding, ALU
// opcode, and the SRAM range of a LOAD or STORE, in this order; kNone when all is well.
// The indices of GEMM and ALU depend on micro-ops and are checked where those are executed.
[[nodiscard]] ErrorCode validate(const Config& config, const Insn& insn);

}  // namespace vta

#endif  // VTA_HW_ISA_INSN_H_
