// SPDX-License-Identifier: Apache-2.0
//
// Instructions to bits and back, driven by the generated field tables; static legality.

#include "hw/isa/insn.h"

#include <optional>
#include <string_view>
#include <utility>

#include "hw/isa/bitfield.h"

namespace vta {
namespace {

template <std::size_t N>
using Values = std::array<std::int64_t, N>;  // of the fields of a table, by field id

template <std::size_t N>
Values<N> read(const Config& config, const std::array<FieldSpec, N>& table, unsigned first_bit,
               const InsnWord& word) {
  const auto positions = field_positions(config, table, first_bit);
  Values<N> values;
  for (std::size_t i = 0; i < N; ++i) {
    std::uint64_t value = get_field(word, positions[i]);
    const std::uint64_t sign = std::uint64_t{1} << (positions[i].width - 1);
    if (table[i].is_signed) value = (value ^ sign) - sign;
    values[i] = static_cast<std::int64_t>(value);
  }
  return values;
}

// Adds the fields to `word`; fails when a value does not fit. `what` names the instruction.
template <std::size_t N>
std::optional<Error> write(const Config& config, const std::array<FieldSpec, N>& table,
                           unsigned first_bit, const Values<N>& values, std::string_view what,
                           InsnWord& word) {
  const auto positions = field_positions(config, table, first_bit);
  for (std::size_t i = 0; i < N; ++i) {
    const auto [lsb, width] = positions[i];
    VTA_CHECK(lsb % 64 + width <= 64 && lsb / 64 == table[i].word);
    const std::int64_t range = std::int64_t{1} << width;
    const std::int64_t low = table[i].is_signed ? -range / 2 : 0;
    const std::int64_t high = low + range - 1;
    if (values[i] < low || values[i] > high) {
      return Error{std::string(what) + " field " + std::string(table[i].name) + " is " +
                   std::to_string(values[i]) + "; it must be " + std::to_string(low) + ".." +
                   std::to_string(high)};
    }
    put_field(word, positions[i], static_cast<std::uint64_t>(values[i]));
  }
  return std::nullopt;
}

std::uint32_t u32(std::int64_t value) { return static_cast<std::uint32_t>(value); }

Values<kMemFields.size()> values_of(const MemFields& f) {
  using namespace mem_field;
  Values<kMemFields.size()> v{};
  v[kMemoryType] = f.memory_type;
  v[kSramBase] = f.sram_base;
  v[kDramBase] = f.dram_base;
  v[kYSize] = f.y_size;
  v[kXSize] = f.x_size;
  v[kXStride] = f.x_stride;
  v[kYPad0] = f.y_pad_0;
  v[kYPad1] = f.y_pad_1;
  v[kXPad0] = f.x_pad_0;
  v[kXPad1] = f.x_pad_1;
  return v;
}

MemFields mem_from(const Values<kMemFields.size()>& v) {
  using namespace mem_field;
  MemFields f;
  f.memory_type = u32(v[kMemoryType]);
  f.sram_base = u32(v[kSramBase]);
  f.dram_base = u32(v[kDramBase]);
  f.y_size = u32(v[kYSize]);
  f.x_size = u32(v[kXSize]);
  f.x_stride = u32(v[kXStride]);
  f.y_pad_0 = u32(v[kYPad0]);
  f.y_pad_1 = u32(v[kYPad1]);
  f.x_pad_0 = u32(v[kXPad0]);
  f.x_pad_1 = u32(v[kXPad1]);
  return f;
}

// GEMM and ALU share the names, not the tables, of the loop fields.
template <typename Id, std::size_t N>
void loop_values(const LoopFields& f, Values<N>& v) {
  v[Id::kReset] = f.reset ? 1 : 0;
  v[Id::kUopBgn] = f.uop_bgn;
  v[Id::kUopEnd] = f.uop_end;
  v[Id::kIterOut] = f.iter_out;
  v[Id::kIterIn] = f.iter_in;
  v[Id::kDstFactorOut] = f.dst_factor_out;
  v[Id::kDstFactorIn] = f.dst_factor_in;
  v[Id::kSrcFactorOut] = f.src_factor_out;
  v[Id::kSrcFactorIn] = f.src_factor_in;
}

template <typename Id, std::size_t N>
LoopFields loop_from(const Values<N>& v) {
  LoopFields f;
  f.reset = v[Id::kReset] != 0;
  f.uop_bgn = u32(v[Id::kUopBgn]);
  f.uop_end = u32(v[Id::kUopEnd]);
  f.iter_out = u32(v[Id::kIterOut]);
  f.iter_in = u32(v[Id::kIterIn]);
  f.dst_factor_out = u32(v[Id::kDstFactorOut]);
  f.dst_factor_in = u32(v[Id::kDstFactorIn]);
  f.src_factor_out = u32(v[Id::kSrcFactorOut]);
  f.src_factor_in = u32(v[Id::kSrcFactorIn]);
  return f;
}

Values<kGemmFields.size()> values_of(const GemmFields& f) {
  Values<kGemmFields.size()> v{};
  loop_values<gemm_field::Id>(f.loop, v);
  v[gemm_field::kWgtFactorOut] = f.wgt_factor_out;
  v[gemm_field::kWgtFactorIn] = f.wgt_factor_in;
  return v;
}

GemmFields gemm_from(const Values<kGemmFields.size()>& v) {
  return {loop_from<gemm_field::Id>(v), u32(v[gemm_field::kWgtFactorOut]),
          u32(v[gemm_field::kWgtFactorIn])};
}

Values<kAluFields.size()> values_of(const AluFields& f) {
  Values<kAluFields.size()> v{};
  loop_values<alu_field::Id>(f.loop, v);
  v[alu_field::kAluOpcode] = f.alu_opcode;
  v[alu_field::kUseImm] = f.use_imm ? 1 : 0;
  v[alu_field::kImm] = f.imm;
  return v;
}

AluFields alu_from(const Values<kAluFields.size()>& v) {
  return {loop_from<alu_field::Id>(v), u32(v[alu_field::kAluOpcode]), v[alu_field::kUseImm] != 0,
          static_cast<std::int32_t>(v[alu_field::kImm])};
}

Insn make(Opcode opcode, TokenFlags tokens,
          std::variant<std::monostate, MemFields, GemmFields, AluFields> body) {
  return {static_cast<std::uint32_t>(opcode), tokens, std::move(body)};
}

bool is(const Insn& insn, Opcode opcode) {
  return insn.opcode == static_cast<std::uint32_t>(opcode);
}
bool is(const MemFields& f, MemoryType type) {
  return f.memory_type == static_cast<std::uint32_t>(type);
}

// The alternative of Insn::body that belongs to the opcode.
std::size_t body_index(const Insn& insn) {
  if (is(insn, Opcode::kLoad) || is(insn, Opcode::kStore)) return 1;
  if (is(insn, Opcode::kGemm)) return 2;
  if (is(insn, Opcode::kAlu)) return 3;
  return 0;
}

std::string name_of(const Insn& insn) {
  if (insn.opcode < kOpcodeCount) return std::string(kOpcodeNames[insn.opcode]);
  return "instruction";
}

ErrorCode validate_mem(const Config& config, const Insn& insn) {
  const MemFields& f = insn.mem();
  if (f.x_size == 0) return ErrorCode::kNone;
  std::uint64_t elems = 0;
  if (is(insn, Opcode::kLoad)) {
    if (f.memory_type >= kMemoryTypeCount || is(f, MemoryType::kOut)) {
      return ErrorCode::kIllegalMemoryType;
    }
    elems = f.rows() * f.row_elems();
  } else {
    if (!is(f, MemoryType::kOut)) return ErrorCode::kIllegalMemoryType;
    if ((f.y_pad_0 | f.y_pad_1 | f.x_pad_0 | f.x_pad_1) != 0) return ErrorCode::kIllegalPadding;
    elems = std::uint64_t{f.x_size} * f.y_size;
  }
  const std::uint64_t depth = config.depth(static_cast<MemoryType>(f.memory_type));
  return elems != 0 && f.sram_base + elems > depth ? ErrorCode::kSramOutOfRange : ErrorCode::kNone;
}

}  // namespace

Insn make_load(const MemFields& fields, TokenFlags tokens) {
  return make(Opcode::kLoad, tokens, fields);
}
Insn make_store(const MemFields& fields, TokenFlags tokens) {
  return make(Opcode::kStore, tokens, fields);
}
Insn make_gemm(const GemmFields& fields, TokenFlags tokens) {
  return make(Opcode::kGemm, tokens, fields);
}
Insn make_alu(const AluFields& fields, TokenFlags tokens) {
  return make(Opcode::kAlu, tokens, fields);
}
Insn make_finish(TokenFlags tokens) { return make(Opcode::kFinish, tokens, std::monostate{}); }

Result<InsnWord> encode(const Config& config, const Insn& insn) {
  const std::string name = name_of(insn);
  Values<kHeaderFields.size()> header{};
  header[header_field::kOpcode] = insn.opcode;
  header[header_field::kPopPrev] = insn.tokens.pop_prev ? 1 : 0;
  header[header_field::kPopNext] = insn.tokens.pop_next ? 1 : 0;
  header[header_field::kPushPrev] = insn.tokens.push_prev ? 1 : 0;
  header[header_field::kPushNext] = insn.tokens.push_next ? 1 : 0;
  InsnWord word{};
  if (auto error = write(config, kHeaderFields, 0, header, name, word)) return *error;

  if (insn.body.index() != body_index(insn)) {
    return Error{name + " with opcode " + std::to_string(insn.opcode) +
                 " has the fields of another instruction (alternative " +
                 std::to_string(insn.body.index()) + " of its body, not " +
                 std::to_string(body_index(insn)) + ")"};
  }
  std::optional<Error> error;
  if (const auto* mem = std::get_if<MemFields>(&insn.body)) {
    error = write(config, kMemFields, header_bits(), values_of(*mem), name, word);
  } else if (const auto* gemm = std::get_if<GemmFields>(&insn.body)) {
    error = write(config, kGemmFields, header_bits(), values_of(*gemm), name, word);
  } else if (const auto* alu = std::get_if<AluFields>(&insn.body)) {
    error = write(config, kAluFields, header_bits(), values_of(*alu), name, word);
  }
  if (error) return *error;
  return word;
}

Insn decode(const Config& config, const InsnWord& word) {
  const auto header = read(config, kHeaderFields, 0, word);
  Insn insn;
  insn.opcode = u32(header[header_field::kOpcode]);
  insn.tokens = {header[header_field::kPopPrev] != 0, header[header_field::kPopNext] != 0,
                 header[header_field::kPushPrev] != 0, header[header_field::kPushNext] != 0};
  switch (body_index(insn)) {
    case 1:
      insn.body = mem_from(read(config, kMemFields, header_bits(), word));
      break;
    case 2:
      insn.body = gemm_from(read(config, kGemmFields, header_bits(), word));
      break;
    case 3:
      insn.body = alu_from(read(config, kAluFields, header_bits(), word));
      break;
    default:
      break;
  }
  return insn;
}

Result<std::uint32_t> encode_uop(const Config& config, const Uop& uop) {
  Values<kUopFields.size()> values{};
  values[uop_field::kDst] = uop.dst;
  values[uop_field::kSrc] = uop.src;
  values[uop_field::kWgt] = uop.wgt;
  InsnWord word{};
  if (auto error = write(config, kUopFields, 0, values, "micro-op", word)) return *error;
  VTA_CHECK(word[0] <= 0xffffffffu);
  return static_cast<std::uint32_t>(word[0]);
}

Uop decode_uop(const Config& config, std::uint32_t word) {
  const auto values = read(config, kUopFields, 0, InsnWord{word, 0});
  return {u32(values[uop_field::kDst]), u32(values[uop_field::kSrc]), u32(values[uop_field::kWgt])};
}

InsnWord load_insn_word(const std::byte* bytes) {
  InsnWord word{};
  for (std::size_t i = 0; i < kInsnBytes; ++i) {
    word[i / 8] |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * (i % 8));
  }
  return word;
}

void store_insn_word(const InsnWord& word, std::byte* bytes) {
  for (std::size_t i = 0; i < kInsnBytes; ++i) {
    bytes[i] = static_cast<std::byte>(word[i / 8] >> (8 * (i % 8)));
  }
}

Stage stage_of(const Insn& insn) {
  if (is(insn, Opcode::kStore)) return Stage::kStore;
  if (is(insn, Opcode::kLoad) &&
      (is(insn.mem(), MemoryType::kInp) || is(insn.mem(), MemoryType::kWgt))) {
    return Stage::kLoad;
  }
  return Stage::kCompute;
}

ErrorCode validate(const Config& config, const Insn& insn) {
  if (insn.opcode >= kOpcodeCount) return ErrorCode::kIllegalOpcode;
  if (is(insn, Opcode::kLoad) || is(insn, Opcode::kStore)) return validate_mem(config, insn);
  if (is(insn, Opcode::kAlu) && insn.alu().alu_opcode >= kAluOpcodeCount) {
    return ErrorCode::kIllegalAluOpcode;
  }
  return ErrorCode::kNone;
}

}  // namespace vta
