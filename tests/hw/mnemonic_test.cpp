// SPDX-License-Identifier: Apache-2.0

#include "hw/isa/mnemonic.h"

#include <gtest/gtest.h>

#include <random>

namespace vta {
namespace {

const Config kConfig = Config::pynq();

MemFields tile(MemoryType type) {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(type);
  f.sram_base = 0x1c0;
  f.y_size = 8;
  f.x_size = f.x_stride = 14;
  return f;
}

TEST(Mnemonic, LoadsAndStoresTellTheirTileAndItsPlace) {
  EXPECT_EQ(mnemonic(kConfig, make_load(tile(MemoryType::kInp))), "LD.INP 14x8@0x1c0");
  EXPECT_EQ(mnemonic(kConfig, make_load(tile(MemoryType::kUop))), "LD.UOP 14x8@0x1c0");
  EXPECT_EQ(mnemonic(kConfig, make_load(tile(MemoryType::kAcc8bit))), "LD.ACC8 14x8@0x1c0");
  EXPECT_EQ(mnemonic(kConfig, make_store(tile(MemoryType::kOut))), "ST 14x8@0x1c0");
  MemFields nothing = tile(MemoryType::kUop);
  nothing.x_size = 0;
  EXPECT_EQ(mnemonic(kConfig, make_load(nothing)), "NOP");
  nothing.memory_type = 7;
  EXPECT_EQ(mnemonic(kConfig, make_load(nothing)), "NOP") << "of any memory type";
}

TEST(Mnemonic, GemmAndAluTellTheirLoops) {
  GemmFields gemm;
  gemm.loop.uop_bgn = 28;
  gemm.loop.uop_end = 154;
  gemm.loop.iter_out = 8;
  gemm.loop.iter_in = 7;
  EXPECT_EQ(mnemonic(kConfig, make_gemm(gemm)), "GEMM 8x7x126@0x1c");
  gemm.loop.reset = true;
  EXPECT_EQ(mnemonic(kConfig, make_gemm(gemm)), "RESET 8x7x126@0x1c");
  AluFields alu;
  alu.loop = gemm.loop;
  alu.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kShr);
  EXPECT_EQ(mnemonic(kConfig, make_alu(alu)), "ALU.SHR 8x7x126");
  alu.use_imm = true;
  alu.imm = -8;
  EXPECT_EQ(mnemonic(kConfig, make_alu(alu)), "ALU.SHR 8x7x126 #-8");
  alu.loop.uop_end = 3;
  EXPECT_EQ(mnemonic(kConfig, make_alu(alu)), "ALU.SHR 8x7x0 #-8") << "no micro-op";
}

TEST(Mnemonic, WhatHasNoMeaningIsIllegal) {
  EXPECT_EQ(mnemonic(kConfig, make_load(tile(MemoryType::kOut))), "ILLEGAL");
  EXPECT_EQ(mnemonic(kConfig, make_store(tile(MemoryType::kInp))), "ILLEGAL");
  AluFields alu;
  alu.alu_opcode = 6;
  EXPECT_EQ(mnemonic(kConfig, make_alu(alu)), "ILLEGAL");
  Insn unknown;
  unknown.opcode = 5;
  EXPECT_EQ(mnemonic(kConfig, unknown), "ILLEGAL");
  EXPECT_EQ(mnemonic(kConfig, make_finish()), "FINISH");
}

TEST(Mnemonic, WhatDoesNotFitIntoTheMemoryHasItsMeaning) {
  MemFields far = tile(MemoryType::kInp);
  far.sram_base = 0xffff;
  EXPECT_EQ(mnemonic(kConfig, make_load(far)), "LD.INP 14x8@0xffff");
  far.x_pad_0 = 1;
  far.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  EXPECT_EQ(mnemonic(kConfig, make_store(far)), "ST 14x8@0xffff");
}

TEST(Mnemonic, TheLongestHasItsPlace) {
  AluFields alu;
  alu.loop.uop_end = 8191;
  alu.loop.iter_out = alu.loop.iter_in = 16383;
  alu.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kAdd);
  alu.use_imm = true;
  alu.imm = -32768;
  EXPECT_EQ(mnemonic(kConfig, make_alu(alu)), "ALU.ADD 16383x16383x8191 #-32768");
  alu.loop.uop_end = 65536;
  EXPECT_EQ(mnemonic(kConfig, make_alu(alu)), "ALU.ADD 16383x16383x65536 #-327~");
}

TEST(Mnemonic, AnyWordIsPrintableAndFits) {
  constexpr unsigned kSeed = 20261128;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 2000; ++i) {
    const std::string text = mnemonic(kConfig, decode(kConfig, {random(), random()}));
    EXPECT_FALSE(text.empty()) << "seed " << kSeed << ", word " << i;
    EXPECT_LE(text.size(), kMnemonicMax) << text;
    for (const char c : text) EXPECT_TRUE(c >= ' ' && c <= '~') << text;
  }
}

}  // namespace
}  // namespace vta
