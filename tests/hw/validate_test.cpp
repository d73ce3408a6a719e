// SPDX-License-Identifier: Apache-2.0
//
// The static rules of docs/semantics.md, one by one, and which stage executes what.

#include <gtest/gtest.h>

#include <cstdint>

#include "hw/isa/insn.h"
#include "tests/hw/geometries.h"

namespace vta {
namespace {

constexpr std::uint32_t kUop = 0, kWgt = 1, kInp = 2, kAcc = 3, kOut = 4, kAcc8 = 5;

ErrorCode check(const Insn& insn) { return validate(Config::pynq(), insn); }

MemFields mem(std::uint32_t type, std::uint32_t sram, std::uint32_t y, std::uint32_t x) {
  MemFields f;
  f.memory_type = type;
  f.sram_base = sram;
  f.y_size = y;
  f.x_size = f.x_stride = x;
  return f;
}

MemFields padded(MemFields f, std::uint32_t y0, std::uint32_t y1, std::uint32_t x0,
                 std::uint32_t x1) {
  f.y_pad_0 = y0;
  f.y_pad_1 = y1;
  f.x_pad_0 = x0;
  f.x_pad_1 = x1;
  return f;
}

Insn alu(std::uint32_t opcode) {
  AluFields f;
  f.alu_opcode = opcode;
  return make_alu(f);
}

TEST(Validate, OpcodesFiveToSevenAreIllegal) {
  for (const std::uint32_t opcode : {5u, 6u, 7u}) {
    EXPECT_EQ(check(Insn{opcode, {}, {}}), ErrorCode::kIllegalOpcode) << opcode;
  }
  EXPECT_EQ(check(make_finish()), ErrorCode::kNone);
  EXPECT_EQ(check(make_gemm({})), ErrorCode::kNone);
}

TEST(Validate, LoadTakesEveryMemoryTypeButOut) {
  for (const std::uint32_t type : {kUop, kWgt, kInp, kAcc, kAcc8}) {
    EXPECT_EQ(check(make_load(mem(type, 0, 1, 1))), ErrorCode::kNone) << type;
  }
  for (const std::uint32_t type : {kOut, 6u, 7u}) {
    EXPECT_EQ(check(make_load(mem(type, 0, 1, 1))), ErrorCode::kIllegalMemoryType) << type;
  }
}

TEST(Validate, StoreTakesOutOnly) {
  EXPECT_EQ(check(make_store(mem(kOut, 0, 1, 1))), ErrorCode::kNone);
  for (const std::uint32_t type : {kUop, kWgt, kInp, kAcc, kAcc8, 6u, 7u}) {
    EXPECT_EQ(check(make_store(mem(type, 0, 1, 1))), ErrorCode::kIllegalMemoryType) << type;
  }
}

TEST(Validate, MemoryTypeIsCheckedEvenWhenYSizeIsZero) {
  EXPECT_EQ(check(make_load(mem(kOut, 0, 0, 1))), ErrorCode::kIllegalMemoryType);
  EXPECT_EQ(check(make_store(mem(kAcc, 0, 0, 1))), ErrorCode::kIllegalMemoryType);
}

TEST(Validate, NothingIsWrongWithAnXSizeOfZero) {
  for (std::uint32_t type = 0; type < 8; ++type) {
    const MemFields f = padded(mem(type, 65535, 65535, 0), 15, 15, 15, 15);
    EXPECT_EQ(check(make_load(f)), ErrorCode::kNone) << type;
    EXPECT_EQ(check(make_store(f)), ErrorCode::kNone) << type;
  }
}

TEST(Validate, StoreTakesNoPads) {
  const MemFields f = mem(kOut, 0, 1, 1);
  EXPECT_EQ(check(make_store(padded(f, 1, 0, 0, 0))), ErrorCode::kIllegalPadding);
  EXPECT_EQ(check(make_store(padded(f, 0, 1, 0, 0))), ErrorCode::kIllegalPadding);
  EXPECT_EQ(check(make_store(padded(f, 0, 0, 1, 0))), ErrorCode::kIllegalPadding);
  EXPECT_EQ(check(make_store(padded(f, 0, 0, 0, 1))), ErrorCode::kIllegalPadding);
  EXPECT_EQ(check(make_store(padded(mem(kOut, 0, 0, 1), 1, 0, 0, 0))), ErrorCode::kIllegalPadding);
}

TEST(Validate, LoadTakesPadsOfEveryMemoryType) {
  for (const std::uint32_t type : {kUop, kWgt, kInp, kAcc, kAcc8}) {
    EXPECT_EQ(check(make_load(padded(mem(type, 0, 2, 2), 15, 15, 7, 7))), ErrorCode::kNone) << type;
  }
}

TEST(Validate, AluOpcodesFiveToSevenAreIllegalEvenWithEmptyLoops) {
  for (std::uint32_t opcode = 0; opcode < 8; ++opcode) {
    EXPECT_EQ(check(alu(opcode)), opcode < 5 ? ErrorCode::kNone : ErrorCode::kIllegalAluOpcode);
  }
}

TEST(Validate, IndicesOfGemmAndAluAreLeftToExecution) {
  GemmFields f;
  f.loop.uop_end = 16383;
  f.loop.iter_out = f.loop.iter_in = 16383;
  f.loop.dst_factor_out = 2047;
  EXPECT_EQ(check(make_gemm(f)), ErrorCode::kNone);
}

TEST(Validate, RangesEndAtTheDepthOfEachMemory) {
  const Config config = Config::pynq();
  for (const std::uint32_t type : {kUop, kWgt, kInp, kAcc, kAcc8}) {
    const std::uint32_t depth = config.depth(static_cast<MemoryType>(type));
    EXPECT_EQ(check(make_load(mem(type, depth - 6, 2, 3))), ErrorCode::kNone) << type;
    EXPECT_EQ(check(make_load(mem(type, depth - 5, 2, 3))), ErrorCode::kSramOutOfRange) << type;
    EXPECT_EQ(check(make_load(mem(type, depth, 1, 1))), ErrorCode::kSramOutOfRange) << type;
    EXPECT_EQ(check(make_load(mem(type, 0, depth, 1))), ErrorCode::kNone) << type;
    EXPECT_EQ(check(make_load(mem(type, 0, depth, 2))), ErrorCode::kSramOutOfRange) << type;
  }
  EXPECT_EQ(check(make_store(mem(kOut, 2042, 2, 3))), ErrorCode::kNone);
  EXPECT_EQ(check(make_store(mem(kOut, 2043, 2, 3))), ErrorCode::kSramOutOfRange);
}

TEST(Validate, DepthsAreThoseOfTheGeometry) {
  const Config small = test::config_1x8x8();  // ACC and OUT have 1024 elements
  EXPECT_EQ(validate(small, make_store(mem(kOut, 1023, 1, 1))), ErrorCode::kNone);
  EXPECT_EQ(validate(small, make_store(mem(kOut, 1024, 1, 1))), ErrorCode::kSramOutOfRange);
}

TEST(Validate, PadsCountInTheRangeOfALoad) {
  const MemFields f = mem(kInp, 2048 - 5 * 6, 2, 2);  // (1 + 2 + 2) rows of (3 + 2 + 1)
  EXPECT_EQ(check(make_load(padded(f, 1, 2, 3, 1))), ErrorCode::kNone);
  EXPECT_EQ(check(make_load(padded(f, 2, 2, 3, 1))), ErrorCode::kSramOutOfRange);
  EXPECT_EQ(check(make_load(padded(f, 1, 3, 3, 1))), ErrorCode::kSramOutOfRange);
  EXPECT_EQ(check(make_load(padded(f, 1, 2, 4, 1))), ErrorCode::kSramOutOfRange);
  EXPECT_EQ(check(make_load(padded(f, 1, 2, 3, 2))), ErrorCode::kSramOutOfRange);
}

TEST(Validate, PadRowsCountEvenWithoutDataRows) {
  const MemFields f = mem(kInp, 2047, 0, 1);
  EXPECT_EQ(check(make_load(padded(f, 1, 0, 0, 0))), ErrorCode::kNone);
  EXPECT_EQ(check(make_load(padded(f, 0, 2, 0, 0))), ErrorCode::kSramOutOfRange);
  EXPECT_EQ(check(make_load(padded(f, 1, 0, 1, 0))), ErrorCode::kSramOutOfRange);
}

TEST(Validate, AnEmptyRangeIsLegalAtAnyBase) {
  EXPECT_EQ(check(make_load(mem(kInp, 65535, 0, 65535))), ErrorCode::kNone);
  EXPECT_EQ(check(make_load(padded(mem(kInp, 65535, 0, 1), 0, 0, 15, 15))), ErrorCode::kNone);
  EXPECT_EQ(check(make_store(mem(kOut, 65535, 0, 65535))), ErrorCode::kNone);
}

TEST(Validate, LargestSizesDoNotWrapAround) {
  const MemFields f = padded(mem(kUop, 65535, 65535, 65535), 15, 15, 15, 15);
  EXPECT_EQ(check(make_load(f)), ErrorCode::kSramOutOfRange);
  // 65536 * 65536 elements would be none modulo 2^32.
  EXPECT_EQ(check(make_load(padded(mem(kUop, 0, 65535, 65535), 1, 0, 1, 0))),
            ErrorCode::kSramOutOfRange);
}

// Verifies: error.order
TEST(Validate, ChecksComeInTheDocumentedOrder) {
  const MemFields all_wrong = padded(mem(kAcc, 65535, 2, 2), 1, 0, 0, 0);
  EXPECT_EQ(check(make_store(all_wrong)), ErrorCode::kIllegalMemoryType);
  const MemFields pad_and_range = padded(mem(kOut, 65535, 2, 2), 1, 0, 0, 0);
  EXPECT_EQ(check(make_store(pad_and_range)), ErrorCode::kIllegalPadding);
  EXPECT_EQ(check(make_load(mem(kOut, 65535, 2, 2))), ErrorCode::kIllegalMemoryType);
}

// Verifies: fetch.order
TEST(StageOf, FollowsOpcodeAndMemoryType) {
  EXPECT_EQ(stage_of(make_load(mem(kInp, 0, 1, 1))), Stage::kLoad);
  EXPECT_EQ(stage_of(make_load(mem(kWgt, 0, 1, 1))), Stage::kLoad);
  EXPECT_EQ(stage_of(make_load(mem(kInp, 0, 0, 0))), Stage::kLoad);
  for (const std::uint32_t type : {kUop, kAcc, kOut, kAcc8, 6u, 7u}) {
    EXPECT_EQ(stage_of(make_load(mem(type, 0, 1, 1))), Stage::kCompute) << type;
  }
  for (std::uint32_t type = 0; type < 8; ++type) {
    EXPECT_EQ(stage_of(make_store(mem(type, 0, 1, 1))), Stage::kStore) << type;
  }
  for (const Insn& insn : {make_gemm({}), make_alu({}), make_finish(), Insn{5, {}, {}},
                           Insn{6, {}, {}}, Insn{7, {}, {}}}) {
    EXPECT_EQ(stage_of(insn), Stage::kCompute) << insn.opcode;
  }
}

TEST(Insn, RowsAndElementsCountPadsAndAreNoneForNops) {
  MemFields f = padded(mem(kInp, 0, 8, 14), 1, 0, 1, 1);
  EXPECT_EQ(f.rows(), 9u);
  EXPECT_EQ(f.row_elems(), 16u);
  f.x_size = 0;
  EXPECT_EQ(f.rows(), 0u);
  EXPECT_EQ(f.row_elems(), 0u);
}

TEST(Insn, TripsAreNoneForEmptyOrReversedMicroOpRanges) {
  LoopFields f;
  f.iter_out = 8;
  f.iter_in = 7;
  f.uop_bgn = 28;
  f.uop_end = 154;
  EXPECT_EQ(f.trips(), 7056u);
  f.uop_end = 28;
  EXPECT_EQ(f.trips(), 0u);
  f.uop_end = 27;
  EXPECT_EQ(f.trips(), 0u);
  f = {.uop_bgn = 0, .uop_end = 16383, .iter_out = 16383, .iter_in = 16383};
  EXPECT_EQ(f.trips(), 4397241253887u);
}

}  // namespace
}  // namespace vta
