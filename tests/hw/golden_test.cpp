// SPDX-License-Identifier: Apache-2.0
//
// Encodings that other VTA software produces for the default geometry, bit for bit.

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "hw/isa/insn.h"

namespace vta {
namespace {

constexpr TokenFlags kPopPrev{.pop_prev = true};
constexpr TokenFlags kPopNext{.pop_next = true};
constexpr TokenFlags kPopBoth{.pop_prev = true, .pop_next = true};
constexpr TokenFlags kPushPrev{.push_prev = true};
constexpr TokenFlags kPushNext{.push_next = true};

MemFields mem(MemoryType type, std::uint32_t sram, std::uint32_t dram, std::uint32_t y,
              std::uint32_t x, std::uint32_t stride) {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(type);
  f.sram_base = sram;
  f.dram_base = dram;
  f.y_size = y;
  f.x_size = x;
  f.x_stride = stride;
  return f;
}

MemFields inp_tile(std::uint32_t sram) {
  MemFields f = mem(MemoryType::kInp, sram, 0x100, 8, 14, 14);
  f.y_pad_0 = f.x_pad_0 = f.x_pad_1 = 1;
  return f;
}

// NOPs are memory instructions in which all other fields are zero.
MemFields nop(MemoryType type) { return mem(type, 0, 0, 0, 0, 0); }

LoopFields loop(std::uint32_t bgn, std::uint32_t end, std::uint32_t out, std::uint32_t in) {
  LoopFields f;
  f.uop_bgn = bgn;
  f.uop_end = end;
  f.iter_out = out;
  f.iter_in = in;
  return f;
}

Insn reset_insn() {
  GemmFields f;
  f.loop = loop(0, 14, 8, 7);
  f.loop.reset = true;
  f.loop.dst_factor_out = 98;
  f.loop.dst_factor_in = 14;
  return make_gemm(f, kPushPrev);
}

Insn gemm_insn() {
  GemmFields f;
  f.loop = loop(28, 154, 8, 7);
  f.loop.dst_factor_out = 98;
  f.loop.dst_factor_in = 14;
  f.loop.src_factor_in = 16;
  f.wgt_factor_out = 9;
  return make_gemm(f, kPushPrev);
}

Insn alu_insn(AluOpcode op, std::int32_t imm, std::uint32_t uop, TokenFlags tokens = {}) {
  AluFields f;
  f.loop = loop(uop, uop + 1, 1, 784);
  f.loop.dst_factor_in = f.loop.src_factor_in = 1;
  f.alu_opcode = static_cast<std::uint32_t>(op);
  f.use_imm = true;
  f.imm = imm;
  return make_alu(f, tokens);
}

struct GoldenInsn {
  const char* name;
  Insn insn;
  InsnWord word;
};
void PrintTo(const GoldenInsn& golden, std::ostream* out) { *out << golden.name; }

const std::vector<GoldenInsn> kInsns = {
    {"StoreNop", make_store(nop(MemoryType::kUop), kPushPrev), {0x0000000000000021, 0}},
    {"LoadUop",
     make_load(mem(MemoryType::kUop, 0, 0x2ac00, 1, 14, 14), kPopNext),
     {0x00000ab000000010, 0x0000000e000e0001}},
    {"GemmReset", reset_insn(), {0x000e004001c000a2, 0x0000000000007062}},
    {"LoadInp", make_load(inp_tile(0), kPopNext), {0x0000000400000110, 0x1101000e000e0008}},
    {"LoadWgt",
     make_load(mem(MemoryType::kWgt, 0, 0xe0, 8, 9, 144), kPushNext),
     {0x00000003800000c0, 0x0000009000090008}},
    {"LoadInpOfSecondThread",
     make_load(inp_tile(0x90), kPopNext),
     {0x0000000400024110, 0x1101000e000e0008}},
    {"LoadWgtOfSecondThread",
     make_load(mem(MemoryType::kWgt, 0x48, 0x560, 8, 9, 144), kPushNext),
     {0x00000015800120c0, 0x0000009000090008}},
    {"Gemm", gemm_insn(), {0x000e004013401c22, 0x0000902000007062}},
    {"AluShr", alu_insn(AluOpcode::kShr, 8, 280), {0x0620000823211804, 0x0008b00200000800}},
    {"AluMax", alu_insn(AluOpcode::kMax, 0, 281), {0x0620000823411904, 0x0000900200000800}},
    {"AluMin",
     alu_insn(AluOpcode::kMin, 127, 282, kPushNext),
     {0x0620000823611a44, 0x007f800200000800}},
    {"Store",
     make_store(mem(MemoryType::kOut, 0x61f, 0xaa3f, 1, 1, 1), kPushPrev),
     {0x000002a8fc187e21, 0x0000000100010001}},
    {"ComputeNopPopNext", make_load(nop(MemoryType::kUop), kPopNext), {0x0000000000000010, 0}},
    {"ComputeNopPopBoth", make_load(nop(MemoryType::kUop), kPopBoth), {0x0000000000000018, 0}},
    {"LoadNopPopNext", make_load(nop(MemoryType::kInp), kPopNext), {0x0000000000000110, 0}},
    {"LoadNopPushNext", make_load(nop(MemoryType::kInp), kPushNext), {0x0000000000000140, 0}},
    {"Finish", make_finish(), {0x0000000000000003, 0}},
    // Not produced by runtimes, but legal: FINISH takes a token.
    {"FinishPopPrev", make_finish(kPopPrev), {0x000000000000000b, 0}},
};

class GoldenInsns : public ::testing::TestWithParam<GoldenInsn> {};

TEST_P(GoldenInsns, Encode) {
  const Result<InsnWord> word = encode(Config::pynq(), GetParam().insn);
  ASSERT_TRUE(word.ok()) << word.error().message;
  EXPECT_EQ(word.value()[0], GetParam().word[0]);
  EXPECT_EQ(word.value()[1], GetParam().word[1]);
}

TEST_P(GoldenInsns, Decode) { EXPECT_EQ(decode(Config::pynq(), GetParam().word), GetParam().insn); }

TEST_P(GoldenInsns, AreLegal) {
  EXPECT_EQ(validate(Config::pynq(), GetParam().insn), ErrorCode::kNone);
}

INSTANTIATE_TEST_SUITE_P(Default, GoldenInsns, ::testing::ValuesIn(kInsns),
                         [](const auto& item) { return std::string(item.param.name); });

TEST(GoldenUops, EncodeAndDecode) {
  const std::vector<std::pair<Uop, std::uint32_t>> golden = {
      {{1, 1, 0}, 0x00000801}, {{784, 784, 0}, 0x00188310}, {{784, 144, 72}, 0x12048310}};
  for (const auto& [uop, word] : golden) {
    EXPECT_EQ(encode_uop(Config::pynq(), uop).value(), word);
    EXPECT_EQ(decode_uop(Config::pynq(), word), uop);
  }
}

TEST(InsnBytes, AreLittleEndian) {
  const InsnWord word = {0x0706050403020100, 0x0f0e0d0c0b0a0908};
  std::array<std::byte, kInsnBytes> bytes{};
  store_insn_word(word, bytes.data());
  for (std::size_t i = 0; i < bytes.size(); ++i)
    EXPECT_EQ(std::to_integer<std::size_t>(bytes[i]), i);
  EXPECT_EQ(load_insn_word(bytes.data()), word);
  EXPECT_EQ(
      load_insn_word(reinterpret_cast<const std::byte*>("\xff\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\xfe")),
      (InsnWord{0x80ff, 0xfe00000000000000}));
}

}  // namespace
}  // namespace vta
