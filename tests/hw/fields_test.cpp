// SPDX-License-Identifier: Apache-2.0
//
// Every field: where it lies, what it holds at most, and what is said of a value that does not fit.

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hw/isa/bitfield.h"
#include "hw/isa/insn.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

using Setter = std::function<void(Insn&, std::uint32_t)>;

Setter mem(std::uint32_t MemFields::*field) {
  return
      [field](Insn& insn, std::uint32_t value) { std::get<MemFields>(insn.body).*field = value; };
}
template <typename Fields>
Setter loop(std::uint32_t LoopFields::*field) {
  return
      [field](Insn& insn, std::uint32_t value) { std::get<Fields>(insn.body).loop.*field = value; };
}

// A field at its place in the default geometry.
struct FieldCase {
  Insn base;  // all fields zero
  std::string instruction, field;
  unsigned msb, lsb;
  Setter set;
};

std::vector<FieldCase> mem_cases(const Insn& base, const std::string& name) {
  return {{base, name, "memory_type", 9, 7, mem(&MemFields::memory_type)},
          {base, name, "sram_base", 25, 10, mem(&MemFields::sram_base)},
          {base, name, "dram_base", 57, 26, mem(&MemFields::dram_base)},
          {base, name, "y_size", 79, 64, mem(&MemFields::y_size)},
          {base, name, "x_size", 95, 80, mem(&MemFields::x_size)},
          {base, name, "x_stride", 111, 96, mem(&MemFields::x_stride)},
          {base, name, "y_pad_0", 115, 112, mem(&MemFields::y_pad_0)},
          {base, name, "y_pad_1", 119, 116, mem(&MemFields::y_pad_1)},
          {base, name, "x_pad_0", 123, 120, mem(&MemFields::x_pad_0)},
          {base, name, "x_pad_1", 127, 124, mem(&MemFields::x_pad_1)}};
}

template <typename Fields>
std::vector<FieldCase> loop_cases(const Insn& base, const std::string& name) {
  return {{base, name, "uop_bgn", 20, 8, loop<Fields>(&LoopFields::uop_bgn)},
          {base, name, "uop_end", 34, 21, loop<Fields>(&LoopFields::uop_end)},
          {base, name, "iter_out", 48, 35, loop<Fields>(&LoopFields::iter_out)},
          {base, name, "iter_in", 62, 49, loop<Fields>(&LoopFields::iter_in)},
          {base, name, "dst_factor_out", 74, 64, loop<Fields>(&LoopFields::dst_factor_out)},
          {base, name, "dst_factor_in", 85, 75, loop<Fields>(&LoopFields::dst_factor_in)},
          {base, name, "src_factor_out", 96, 86, loop<Fields>(&LoopFields::src_factor_out)},
          {base, name, "src_factor_in", 107, 97, loop<Fields>(&LoopFields::src_factor_in)}};
}

// All unsigned fields with more than one bit; flags and the immediate have tests of their own.
std::vector<FieldCase> all_cases() {
  std::vector<FieldCase> cases;
  const auto add = [&cases](const std::vector<FieldCase>& more) {
    cases.insert(cases.end(), more.begin(), more.end());
  };
  add(mem_cases(make_load({}), "LOAD"));
  add(mem_cases(make_store({}), "STORE"));
  add(loop_cases<GemmFields>(make_gemm({}), "GEMM"));
  add({{make_gemm({}), "GEMM", "wgt_factor_out", 117, 108,
        [](Insn& i, std::uint32_t v) { std::get<GemmFields>(i.body).wgt_factor_out = v; }},
       {make_gemm({}), "GEMM", "wgt_factor_in", 127, 118,
        [](Insn& i, std::uint32_t v) { std::get<GemmFields>(i.body).wgt_factor_in = v; }}});
  add(loop_cases<AluFields>(make_alu({}), "ALU"));
  add({{make_alu({}), "ALU", "alu_opcode", 110, 108,
        [](Insn& i, std::uint32_t v) { std::get<AluFields>(i.body).alu_opcode = v; }}});
  return cases;
}

// Ones in bits msb..lsb.
InsnWord ones(unsigned msb, unsigned lsb) {
  InsnWord word{};
  for (unsigned bit = lsb; bit <= msb; ++bit) word[bit / 64] |= std::uint64_t{1} << (bit % 64);
  return word;
}

InsnWord plus_opcode(InsnWord word, const Insn& insn) {
  word[0] |= insn.opcode;
  return word;
}

TEST(Fields, LieWhereTheIsaSaysInTheDefaultGeometry) {
  const Config config = Config::pynq();
  for (const FieldCase& c : all_cases()) {
    SCOPED_TRACE(c.instruction + " " + c.field);
    Insn insn = c.base;
    const auto max = static_cast<std::uint32_t>((std::uint64_t{1} << (c.msb - c.lsb + 1)) - 1);
    c.set(insn, max);
    const Result<InsnWord> word = encode(config, insn);
    ASSERT_TRUE(word.ok()) << word.error().message;
    EXPECT_EQ(word.value(), plus_opcode(ones(c.msb, c.lsb), insn));
    EXPECT_EQ(decode(config, word.value()), insn);
  }
}

TEST(Fields, RefuseTheFirstValueThatDoesNotFit) {
  const Config config = Config::pynq();
  for (const FieldCase& c : all_cases()) {
    if (c.field == "dram_base") continue;  // as wide as its type: every value fits
    SCOPED_TRACE(c.instruction + " " + c.field);
    const std::uint32_t beyond = std::uint32_t{1} << (c.msb - c.lsb + 1);
    for (const std::uint32_t value : {beyond, beyond + 1, 0xffffffffu}) {
      Insn insn = c.base;
      c.set(insn, value);
      const Result<InsnWord> word = encode(config, insn);
      ASSERT_FALSE(word.ok());
      EXPECT_EQ(word.error().message, c.instruction + " field " + c.field + " is " +
                                          std::to_string(value) + "; it must be 0.." +
                                          std::to_string(beyond - 1));
    }
  }
}

TEST(Fields, WidthsFollowTheGeometry) {
  const Config small = test::config_1x8x8();  // U 11, I 10, W 8, A 10
  const auto refused = [&small](const Insn& insn) { return encode(small, insn).error().message; };
  GemmFields gemm;
  gemm.loop.uop_bgn = 2048;
  EXPECT_EQ(refused(make_gemm(gemm)), "GEMM field uop_bgn is 2048; it must be 0..2047");
  gemm.loop.uop_bgn = 2047;
  gemm.loop.uop_end = 4095;
  EXPECT_TRUE(encode(small, make_gemm(gemm)).ok());
  gemm.wgt_factor_in = 256;
  EXPECT_EQ(refused(make_gemm(gemm)), "GEMM field wgt_factor_in is 256; it must be 0..255");
  AluFields alu;
  alu.loop.src_factor_out = 1024;
  EXPECT_EQ(refused(make_alu(alu)), "ALU field src_factor_out is 1024; it must be 0..1023");
}

TEST(Fields, TokenFlagsAndOtherSingleBits) {
  const Config config = Config::pynq();
  const auto bit = [&config](const Insn& insn, unsigned position) {
    EXPECT_EQ(encode(config, insn).value(), plus_opcode(ones(position, position), insn));
    EXPECT_EQ(decode(config, encode(config, insn).value()), insn);
  };
  GemmFields reset;
  reset.loop.reset = true;
  AluFields alu_reset, use_imm;
  alu_reset.loop.reset = true;
  use_imm.use_imm = true;
  bit(make_gemm(reset), 7);
  bit(make_alu(alu_reset), 7);
  bit(make_alu(use_imm), 111);
  for (const Insn& base : {make_load({}), make_store({}), make_gemm({}), make_alu({}),
                           make_finish(), Insn{5, {}, {}}, Insn{7, {}, {}}}) {
    Insn insn = base;
    insn.tokens = {.pop_prev = true};
    bit(insn, 3);
    insn.tokens = {.pop_next = true};
    bit(insn, 4);
    insn.tokens = {.push_prev = true};
    bit(insn, 5);
    insn.tokens = {.push_next = true};
    bit(insn, 6);
  }
}

TEST(Fields, ImmediateIsSigned) {
  const Config config = Config::pynq();
  const auto with_imm = [](std::int32_t imm) {
    AluFields f;
    f.imm = imm;
    return make_alu(f);
  };
  for (const std::int32_t imm : {-32768, -1, 0, 1, 32767}) {
    const InsnWord word = encode(config, with_imm(imm)).value();
    EXPECT_EQ(word[1], std::uint64_t{static_cast<std::uint16_t>(imm)} << 48);
    EXPECT_EQ(decode(config, word).alu().imm, imm);
  }
  for (const std::int32_t imm : {-32769, 32768, INT32_MIN, INT32_MAX}) {
    EXPECT_EQ(encode(config, with_imm(imm)).error().message,
              "ALU field imm is " + std::to_string(imm) + "; it must be -32768..32767");
  }
}

// The positions that move with the geometry.
struct Variation {
  test::Keys changes;
  int u, w, i, a;
  FieldPosition wgt_factor_in, alu_opcode, use_imm, imm;
};

TEST(Fields, MoveWithTheGeometry) {
  const std::vector<Variation> variations = {
      {{}, 13, 10, 11, 11, {118, 10}, {108, 3}, {111, 1}, {112, 16}},
      {{{"LOG_BATCH", 1}}, 13, 10, 10, 10, {114, 10}, {104, 3}, {107, 1}, {108, 16}},
      {{{"LOG_BATCH", 2}}, 13, 10, 9, 9, {110, 10}, {100, 3}, {103, 1}, {104, 16}},
      {{{"LOG_BLOCK", 5}}, 13, 8, 10, 10, {112, 8}, {104, 3}, {107, 1}, {108, 16}}};
  for (const Variation& v : variations) {
    const Config config = test::legal(v.changes);
    SCOPED_TRACE(config.name());
    EXPECT_EQ(config.log_depth(MemoryType::kUop), v.u);
    EXPECT_EQ(config.log_depth(MemoryType::kWgt), v.w);
    EXPECT_EQ(config.log_depth(MemoryType::kInp), v.i);
    EXPECT_EQ(config.log_depth(MemoryType::kAcc), v.a);

    const auto gemm = field_positions(config, kGemmFields, header_bits());
    const auto alu = field_positions(config, kAluFields, header_bits());
    EXPECT_EQ(gemm[gemm_field::kWgtFactorIn], v.wgt_factor_in);
    EXPECT_EQ(alu[alu_field::kAluOpcode], v.alu_opcode);
    EXPECT_EQ(alu[alu_field::kUseImm], v.use_imm);
    EXPECT_EQ(alu[alu_field::kImm], v.imm);

    GemmFields g;
    g.wgt_factor_in = 1;
    const InsnWord gemm_word = encode(config, make_gemm(g)).value();
    EXPECT_EQ(gemm_word, plus_opcode(ones(v.wgt_factor_in.lsb, v.wgt_factor_in.lsb), make_gemm(g)));
    AluFields a;
    a.alu_opcode = 7;
    a.use_imm = true;
    a.imm = -1;
    const InsnWord alu_word = encode(config, make_alu(a)).value();
    EXPECT_EQ(alu_word, plus_opcode(ones(v.imm.lsb + 15, v.alu_opcode.lsb), make_alu(a)));
  }
}

TEST(Fields, MicroOpsRefuseIndicesThatDoNotFit) {
  const Config config = Config::pynq();
  const auto refused = [&config](const Uop& uop) {
    return encode_uop(config, uop).error().message;
  };
  EXPECT_EQ(refused({2048, 0, 0}), "micro-op field dst is 2048; it must be 0..2047");
  EXPECT_EQ(refused({0, 4096, 0}), "micro-op field src is 4096; it must be 0..2047");
  EXPECT_EQ(refused({0, 0, 1024}), "micro-op field wgt is 1024; it must be 0..1023");
  EXPECT_EQ(refused({0xffffffff, 0, 0}), "micro-op field dst is 4294967295; it must be 0..2047");
  EXPECT_EQ(encode_uop(config, {2047, 2047, 1023}).value(), 0xffffffffu);
}

TEST(Fields, MicroOpSourceIsAsWideAsTheWiderOfAccAndInp) {
  const Config acc_wider = test::legal({{"LOG_INP_BUFF_SIZE", 12}});  // I 8, A 11
  EXPECT_EQ(encode_uop(acc_wider, {0, 2047, 1}).value(), (2047u << 11) | (1u << 22));
  const Config inp_wider =
      test::legal({{"LOG_INP_BUFF_SIZE", 16}, {"LOG_ACC_BUFF_SIZE", 14}});  // I 12, A 8
  EXPECT_EQ(encode_uop(inp_wider, {1, 4095, 1}).value(), 1u | (4095u << 8) | (1u << 20));
  EXPECT_FALSE(encode_uop(inp_wider, {256, 0, 0}).ok());
}

TEST(Fields, EncodeRefusesAnOpcodeBeyondItsField) {
  EXPECT_EQ(encode(Config::pynq(), Insn{8, {}, {}}).error().message,
            "instruction field opcode is 8; it must be 0..7");
}

TEST(Fields, EncodeRefusesTheBodyOfAnotherInstruction) {
  const Config config = Config::pynq();
  for (const Insn& insn :
       {Insn{0, {}, GemmFields{}}, Insn{1, {}, {}}, Insn{2, {}, AluFields{}},
        Insn{3, {}, MemFields{}}, Insn{4, {}, GemmFields{}}, Insn{6, {}, MemFields{}}}) {
    const Result<InsnWord> word = encode(config, insn);
    ASSERT_FALSE(word.ok()) << insn.opcode;
    EXPECT_NE(word.error().message.find("fields of another instruction"), std::string::npos);
  }
}

}  // namespace
}  // namespace vta
