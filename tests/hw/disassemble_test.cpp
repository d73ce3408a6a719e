// SPDX-License-Identifier: Apache-2.0
//
// The text of instructions: scripts rely on it, so every change of the format shows here.

#include "hw/isa/disassemble.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/hw/geometries.h"

namespace vta {
namespace {

std::string line(std::uint64_t sequence, InsnWord word) {
  return disassemble(Config::pynq(), sequence, decode(Config::pynq(), word));
}

TEST(Disassemble, SeedInstructions) {
  EXPECT_EQ(line(0, {0x0000000000000021, 0}),
            "     0 store   pop=-- push=p- NOP        opcode=STORE memory_type=UOP");
  EXPECT_EQ(line(1, {0x00000ab000000010, 0x0000000e000e0001}),
            "     1 compute pop=-n push=-- LOAD.UOP   dram=[0x000ab000,0x000ab038) "
            "sram=[0,14)        y=1 x=14 stride=14");
  EXPECT_EQ(line(2, {0x000e004001c000a2, 0x0000000000007062}),
            "     2 compute pop=-- push=p- GEMM.RESET uop=[0,14)      loop=8x7 dst=98,14 src=0,0 "
            "wgt=0,0");
  EXPECT_EQ(line(3, {0x0000000400000110, 0x1101000e000e0008}),
            "     3 load    pop=-n push=-- LOAD.INP   dram=[0x00001000,0x00001700) "
            "sram=[0,144)       y=8 x=14 stride=14 pad_y=1+0 pad_x=1+1");
  EXPECT_EQ(line(4, {0x00000003800000c0, 0x0000009000090008}),
            "     4 load    pop=-- push=-n LOAD.WGT   dram=[0x0000e000,0x0004d900) "
            "sram=[0,72)        y=8 x=9 stride=144");
  EXPECT_EQ(line(17, {0x000e004013401c22, 0x0000902000007062}),
            "    17 compute pop=-- push=p- GEMM       uop=[28,154)    loop=8x7 dst=98,14 src=0,16 "
            "wgt=9,0");
  EXPECT_EQ(line(230, {0x0620000823211804, 0x0008b00200000800}),
            "   230 compute pop=-- push=-- ALU.SHR    uop=[280,281)   loop=1x784 dst=0,1 src=0,1 "
            "imm=8");
  EXPECT_EQ(line(231, {0x0620000823411904, 0x0000900200000800}),
            "   231 compute pop=-- push=-- ALU.MAX    uop=[281,282)   loop=1x784 dst=0,1 src=0,1 "
            "imm=0");
  EXPECT_EQ(line(232, {0x0620000823611a44, 0x007f800200000800}),
            "   232 compute pop=-- push=-n ALU.MIN    uop=[282,283)   loop=1x784 dst=0,1 src=0,1 "
            "imm=127");
  EXPECT_EQ(line(3365, {0x000002a8fc187e21, 0x0000000100010001}),
            "  3365 store   pop=-- push=p- STORE      dram=[0x000aa3f0,0x000aa400) "
            "sram=[1567,1568)   y=1 x=1 stride=1");
  EXPECT_EQ(line(10, {0x0000000000000018, 0}),
            "    10 compute pop=pn push=-- NOP        opcode=LOAD memory_type=UOP");
  EXPECT_EQ(line(11, {0x0000000000000140, 0}),
            "    11 load    pop=-- push=-n NOP        opcode=LOAD memory_type=INP");
  EXPECT_EQ(line(999999, {0x0000000000000003, 0}), "999999 compute pop=-- push=-- FINISH");
}

TEST(Disassemble, SequenceNumbersMayGrowBeyondTheirColumn) {
  EXPECT_EQ(line(12345678, {3, 0}), "12345678 compute pop=-- push=-- FINISH");
}

TEST(Disassemble, OtherLoads) {
  MemFields f;
  f.y_size = 2;
  f.x_size = f.x_stride = 3;
  f.sram_base = 7;
  f.dram_base = 0x10;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kAcc);
  EXPECT_EQ(disassemble(Config::pynq(), 5, make_load(f)),
            "     5 compute pop=-- push=-- LOAD.ACC   dram=[0x00000400,0x00000580) "
            "sram=[7,13)        y=2 x=3 stride=3");
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kAcc8bit);
  EXPECT_EQ(disassemble(Config::pynq(), 6, make_load(f, {true, true, true, true})),
            "     6 compute pop=pn push=pn LOAD.ACC8  dram=[0x00000100,0x00000160) "
            "sram=[7,13)        y=2 x=3 stride=3");
}

TEST(Disassemble, RangesAreThoseOfTheGeometry) {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kWgt);
  f.y_size = f.x_size = f.dram_base = 1;
  EXPECT_EQ(disassemble(test::config_1x8x8(), 0, make_load(f)),
            "     0 load    pop=-- push=-- LOAD.WGT   dram=[0x00000040,0x00000080) "
            "sram=[0,1)         y=1 x=1 stride=0");
}

TEST(Disassemble, PadRowsWithoutDataTouchNoDram) {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  f.x_size = 4;
  f.y_pad_1 = 2;
  EXPECT_EQ(disassemble(Config::pynq(), 0, make_load(f)),
            "     0 load    pop=-- push=-- LOAD.INP   dram=none                    "
            "sram=[0,8)         y=0 x=4 stride=0 pad_y=0+2 pad_x=0+0");
}

TEST(Disassemble, AddressesStartModulo32BitsAndEndsShowTheWrap) {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(MemoryType::kInp);
  f.y_size = 1;
  f.x_size = 2;
  f.dram_base = 0xffffffff;
  EXPECT_EQ(disassemble(Config::pynq(), 0, make_load(f)),
            "     0 load    pop=-- push=-- LOAD.INP   dram=[0xfffffff0,0x100000010) "
            "sram=[0,2)         y=1 x=2 stride=0");
}

TEST(Disassemble, AluWithTensorOperandAndNegativeImmediate) {
  AluFields f;
  f.loop.uop_end = 1;
  f.loop.iter_out = f.loop.iter_in = 2;
  f.loop.src_factor_out = 5;
  f.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kAdd);
  f.imm = 3;  // not looked at
  EXPECT_EQ(disassemble(Config::pynq(), 0, make_alu(f)),
            "     0 compute pop=-- push=-- ALU.ADD    uop=[0,1)       loop=2x2 dst=0,0 src=5,0 "
            "imm=none");
  f.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kMul);
  f.use_imm = true;
  f.imm = -32768;
  EXPECT_EQ(disassemble(Config::pynq(), 0, make_alu(f)),
            "     0 compute pop=-- push=-- ALU.MUL    uop=[0,1)       loop=2x2 dst=0,0 src=5,0 "
            "imm=-32768");
}

TEST(Disassemble, IllegalInstructionsEndWithTheirError) {
  EXPECT_EQ(line(13, {5, 0}),
            "    13 compute pop=-- push=-- ILLEGAL    opcode=5 error=illegal_opcode");
  EXPECT_EQ(line(14, {0x300 | (std::uint64_t{9} << 10) | (std::uint64_t{256} << 26), 0x30002}),
            "    14 compute pop=-- push=-- ILLEGAL    opcode=LOAD memory_type=6 dram_base=256 "
            "sram_base=9 y=2 x=3 stride=0 error=illegal_memory_type");
  EXPECT_EQ(line(15, {0x101, 0x10001}),
            "    15 store   pop=-- push=-- ILLEGAL    opcode=STORE memory_type=INP dram_base=0 "
            "sram_base=0 y=1 x=1 stride=0 error=illegal_memory_type");
  EXPECT_EQ(line(16, {0x201, 0x1000000100010001}),
            "    16 store   pop=-- push=-- STORE      dram=[0x00000000,0x00000010) "
            "sram=[0,2)         y=1 x=1 stride=1 pad_y=0+0 pad_x=0+1 error=illegal_padding");
  EXPECT_EQ(line(17, {4, std::uint64_t{5} << 44}),
            "    17 compute pop=-- push=-- ILLEGAL    opcode=ALU alu_opcode=5 uop=[0,0)       "
            "loop=0x0 dst=0,0 src=0,0 imm=none error=illegal_alu_opcode");
  EXPECT_EQ(line(18, {0x201, 0x00000001ffff0001}),
            "    18 store   pop=-- push=-- STORE      dram=[0x00000000,0x000ffff0) "
            "sram=[0,65535)     y=1 x=65535 stride=1 error=sram_out_of_range");
}

TEST(Disassemble, NopsOfAnyMemoryTypeAreLegal) {
  EXPECT_EQ(line(0, {0x300, 0}),
            "     0 compute pop=-- push=-- NOP        opcode=LOAD memory_type=6");
}

TEST(Disassemble, MicroOps) {
  EXPECT_EQ(disassemble_uop({1, 1, 0}), "dst=1 src=1 wgt=0");
  EXPECT_EQ(disassemble_uop({784, 144, 72}), "dst=784 src=144 wgt=72");
}

}  // namespace
}  // namespace vta
