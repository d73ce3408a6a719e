// SPDX-License-Identifier: Apache-2.0
//
// LOAD: shapes, strides, pads, element formats, addresses.

#include "tests/sim/semantics/machine.h"

namespace vta {
namespace {

using Load = OnEverySimulator;

// INP elements are 16 bytes; element e of the data at kData holds e * 16, e * 16 + 1, ...
void put_inp_elements(Machine& m, int count) {
  for (int e = 0; e < count; ++e) {
    m.put(Machine::kData + static_cast<std::uint64_t>(16 * e), ramp8(16, 16 * e));
  }
}
constexpr std::uint64_t kInpBase = Machine::kData / 16;

// Element e of the data, or zeros for -1.
void expect_inp(Machine& m, std::size_t first, std::initializer_list<int> elements) {
  for (const int e : elements) {
    EXPECT_EQ(m.inp(first), e < 0 ? Bytes(16) : ramp8(16, 16 * e)) << "INP element " << first;
    ++first;
  }
}

// Fills the INP elements [0, 16) with 99 so that written zeros are seen.
void dirty(Machine& m) {
  for (std::uint32_t e = 0; e < 16; ++e) m.set_inp(e, Bytes(16, 99));
}

// Verifies: load.types
TEST_P(Load, CopiesRowsThatAreAStrideApartOntoDenseElements) {
  Machine m(GetParam());
  put_inp_elements(m, 12);
  MemFields f = transfer(kInp, 3, kInpBase + 1, 2, 3);
  f.x_stride = 5;
  m.finish({make_load(f)});
  expect_inp(m, 2, {-1, 1, 2, 3, 6, 7, 8, -1});
}

// Verifies: load.types
TEST_P(Load, StrideZeroRepeatsTheRow) {
  Machine m(GetParam());
  put_inp_elements(m, 4);
  MemFields f = transfer(kInp, 0, kInpBase, 3, 2);
  f.x_stride = 0;
  m.finish({make_load(f)});
  expect_inp(m, 0, {0, 1, 0, 1, 0, 1, -1});
}

TEST_P(Load, RowsMayOverlapInDram) {
  Machine m(GetParam());
  put_inp_elements(m, 6);
  MemFields f = transfer(kInp, 0, kInpBase, 3, 3);
  f.x_stride = 1;
  m.finish({make_load(f)});
  expect_inp(m, 0, {0, 1, 2, 1, 2, 3, 2, 3, 4, -1});
}

// Verifies: load.pads
TEST_P(Load, PadsAreRowsAndColumnsOfZeros) {
  Machine m(GetParam());
  put_inp_elements(m, 4);
  dirty(m);
  MemFields f = transfer(kInp, 1, kInpBase, 2, 1);
  f.x_pad_0 = 1;
  f.x_pad_1 = 2;
  f.y_pad_0 = 1;
  f.y_pad_1 = 0;
  m.finish({make_load(f)});
  EXPECT_EQ(m.inp(0), Bytes(16, 99));
  expect_inp(m, 1, {-1, -1, -1, -1, -1, 0, -1, -1, -1, 1, -1, -1});
  EXPECT_EQ(m.inp(13), Bytes(16, 99));
}

TEST_P(Load, BottomPadsFollowTheData) {
  Machine m(GetParam());
  put_inp_elements(m, 8);
  dirty(m);
  MemFields f = transfer(kInp, 0, kInpBase + 2, 1, 2);
  f.y_pad_1 = 2;
  m.finish({make_load(f)});
  expect_inp(m, 0, {2, 3, -1, -1, -1, -1});
  EXPECT_EQ(m.inp(6), Bytes(16, 99));
}

// Verifies: zero.x_size
TEST_P(Load, WithoutColumnsWritesNothingNotEvenPads) {
  Machine m(GetParam());
  dirty(m);
  MemFields f = transfer(kInp, 0, kInpBase, 3, 0);
  f.x_pad_0 = f.x_pad_1 = f.y_pad_0 = f.y_pad_1 = 2;
  const RunReport report = m.finish({make_load(f)});
  EXPECT_EQ(m.inp(0), Bytes(16, 99));
  EXPECT_EQ(report.statistics, Statistics{});
}

// Verifies: zero.y_size
TEST_P(Load, WithoutRowsWritesOnlyPadRows) {
  Machine m(GetParam());
  dirty(m);
  MemFields f = transfer(kInp, 0, kInpBase, 0, 2);
  f.x_pad_0 = 1;
  f.y_pad_0 = 1;
  f.y_pad_1 = 1;
  const RunReport report = m.finish({make_load(f)});
  expect_inp(m, 0, {-1, -1, -1, -1, -1, -1});
  EXPECT_EQ(m.inp(6), Bytes(16, 99));
  EXPECT_EQ(report.statistics.inp_load_nbytes, 0u);
}

// Verifies: zero.x_size
TEST_P(Load, WithoutColumnsIsNeverInErrorWhateverElseItSays) {
  Machine m(GetParam());
  std::vector<Insn> insns;
  for (std::uint32_t type = 0; type < 8; ++type) {
    MemFields f;
    f.memory_type = type;
    f.sram_base = 0xffff;
    f.dram_base = 0xffffffff;
    f.y_size = f.x_stride = 0xffff;
    f.y_pad_0 = f.y_pad_1 = f.x_pad_0 = f.x_pad_1 = 15;
    insns.push_back(make_load(f));
  }
  EXPECT_EQ(m.finish(insns).statistics, Statistics{});
}

TEST_P(Load, EmptyRangeIsLegalAtAnyBase) {
  Machine m(GetParam());
  MemFields f = transfer(kAcc, 0xffff, 0, 0, 5);
  m.finish({make_load(f)});
}

// Verifies: load.types
TEST_P(Load, WgtElementsAreRowsOfInputLanesForEachOutputLane) {
  Machine m(GetParam());
  m.put(Machine::kData, ramp8(512, 0, 3));
  m.finish({make_load(transfer(kWgt, 1022, Machine::kData / 256, 1, 2))});
  EXPECT_EQ(m.wgt(1022), ramp8(256, 0, 3));
  EXPECT_EQ(m.wgt(1023), ramp8(256, 256 * 3, 3));
  EXPECT_EQ(m.wgt(1021), Bytes(256));
}

// Verifies: load.pads
TEST_P(Load, WgtHonoursPads) {
  Machine m(GetParam());
  m.set_wgt(0, Bytes(256, 1));
  m.set_wgt(2, Bytes(256, 1));
  m.put(Machine::kData, Bytes(256, -5));
  MemFields f = transfer(kWgt, 0, Machine::kData / 256, 1, 1);
  f.x_pad_0 = f.x_pad_1 = 1;
  m.finish({make_load(f)});
  EXPECT_EQ(m.wgt(0), Bytes(256));
  EXPECT_EQ(m.wgt(1), Bytes(256, -5));
  EXPECT_EQ(m.wgt(2), Bytes(256));
}

// Verifies: load.types
TEST_P(Load, AccElementsAre32BitLanes) {
  Machine m(GetParam());
  const Words lanes = ramp32(16, INT32_MIN, 1 << 28);
  m.put(Machine::kData, lanes);
  MemFields f = transfer(kAcc, 2046, Machine::kData / 64, 1, 1);
  f.y_pad_0 = 1;
  m.finish({make_load(f)});
  EXPECT_EQ(m.acc(2046), all32(16, 0));
  EXPECT_EQ(m.acc(2047), lanes);
}

// Verifies: load.acc8, load.pads
TEST_P(Load, Acc8bitSignExtendsAndHonoursPads) {
  Machine m(GetParam());
  m.set_acc(5, all32(16, 1));
  m.set_acc(7, all32(16, 1));
  m.put(Machine::kData, ramp8(16, -128, 17));
  MemFields f = transfer(kAcc8bit, 5, Machine::kData / 16, 1, 1);
  f.x_pad_0 = f.x_pad_1 = 1;
  m.finish({make_load(f)});
  EXPECT_EQ(m.acc(5), all32(16, 0));
  EXPECT_EQ(m.acc(6), ramp32(16, -128, 17));
  EXPECT_EQ(m.acc(7), all32(16, 0));
}

// Verifies: load.types, load.pads
TEST_P(Load, UopHonoursRowsStrideAndPads) {
  Machine m(GetParam());
  m.put(Machine::kData, Words{11, 12, 13, 14, 15, 16});
  MemFields f = transfer(kUop, 4, Machine::kData / 4, 2, 2);
  f.x_stride = 3;
  f.x_pad_1 = 1;
  f.y_pad_1 = 1;
  m.set_uops(std::vector<Uop>(16, Uop{1, 1, 1}));
  const std::uint32_t dirty_word = m.sram().uop[0];
  m.finish({make_load(f)});
  const std::vector<std::uint32_t> uop = m.sram().uop;
  const std::vector<std::uint32_t> written(uop.begin() + 3, uop.begin() + 14);
  EXPECT_EQ(written,
            (std::vector<std::uint32_t>{dirty_word, 11, 12, 0, 14, 15, 0, 0, 0, 0, dirty_word}));
}

// Verifies: statistics
TEST_P(Load, StatisticsCountBytesWithoutPads) {
  Machine m(GetParam());
  std::vector<Insn> insns;
  for (const MemoryType type : {kInp, kWgt, kAcc, kUop}) {
    MemFields f = transfer(type, 0, 0, 2, 3);
    f.x_pad_0 = f.y_pad_1 = 1;
    insns.push_back(make_load(f));
  }
  const Statistics s = m.finish(insns).statistics;
  EXPECT_EQ(s.inp_load_nbytes, 6u * 16);
  EXPECT_EQ(s.wgt_load_nbytes, 6u * 256);
  EXPECT_EQ(s.acc_load_nbytes, 6u * 64);
  EXPECT_EQ(s.uop_load_nbytes, 6u * 4);
  EXPECT_EQ(s.out_store_nbytes + s.gemm_counter + s.alu_counter, 0u);
}

TEST_P(Load, Acc8bitCountsTheBytesItWritesOnChip) {
  Machine m(GetParam());
  const RunReport report = m.finish({make_load(transfer(kAcc8bit, 0, 0, 1, 3))});
  EXPECT_EQ(report.statistics.acc_load_nbytes, 3u * 64);
}

// Verifies: address.base
TEST_P(Load, ByteAddressIsModulo2To32) {
  Machine m(GetParam());
  put_inp_elements(m, 2);
  // Element numbers beyond 2^32 / 16 come round again.
  m.finish({make_load(transfer(kInp, 0, 0xf0000000u + kInpBase, 1, 2))});
  expect_inp(m, 0, {0, 1});
}

TEST_P(Load, RowRunsFromTheEndOfTheAddressSpaceToItsBegin) {
  Machine m(GetParam());
  ASSERT_TRUE(m.device().add_region(0xfffff000, 0x1000).ok());
  m.put(0xfffffff0, ramp8(16, 50));
  // The instructions stand at 0, so what is loaded from there are their bytes.
  m.finish({make_load(transfer(kInp, 0, 0x0fffffff, 1, 2))});
  EXPECT_EQ(m.inp(0), ramp8(16, 50));
  EXPECT_EQ(m.inp(1), m.bytes(0, 16));
}

// Verifies: address.base
TEST_P(Load, BaseRegisterOfItsTypeIsAdded) {
  Machine m(GetParam());
  RunRequest request;
  const auto check = [&](MemoryType type, std::uint32_t bytes) {
    request.base = {};
    request.base[static_cast<std::size_t>(type)] = 0x20040;
    m.put(0x20040 + 2 * bytes, Bytes(bytes, static_cast<std::int8_t>(bytes)));
    m.finish({make_load(transfer(type, 9, 2, 1, 1))}, request);
  };
  check(kInp, 16);
  EXPECT_EQ(m.inp(9), Bytes(16, 16));
  check(kAcc8bit, 16);
  EXPECT_EQ(m.acc(9), all32(16, 16));
  check(kAcc, 64);
  EXPECT_EQ(m.acc(9), all32(16, 0x40404040));
  check(kUop, 4);
  EXPECT_EQ(m.sram().uop[9], 0x04040404u);
  m.put(0x20040 + 512, Bytes(256, 7));
  request.base = {};
  request.base[static_cast<std::size_t>(kWgt)] = 0x20040;
  m.finish({make_load(transfer(kWgt, 9, 2, 1, 1))}, request);
  EXPECT_EQ(m.wgt(9), Bytes(256, 7));
}

// Verifies: address.base
TEST_P(Load, BaseRegisterAndOffsetWrapTogether) {
  Machine m(GetParam());
  put_inp_elements(m, 1);
  RunRequest request;
  request.base[static_cast<std::size_t>(kInp)] = 0xffffffc0;
  m.finish({make_load(transfer(kInp, 0, kInpBase + 4, 1, 1))}, request);
  expect_inp(m, 0, {0});
}

TEST_P(Load, ElementAcrossTheEndOfTheAddressSpaceContinuesAtItsBegin) {
  Machine m(GetParam());
  ASSERT_TRUE(m.device().add_region(0xfffff000, 0x1000).ok());
  m.put(0xffffffc0, Bytes(64, 3));
  RunRequest request;
  request.base[static_cast<std::size_t>(kWgt)] = 0xffffffc0;
  m.finish({make_load(transfer(kWgt, 0, 0, 1, 1))}, request);
  Bytes expected(64, 3);
  const Bytes rest = m.bytes(0, 192);
  expected.insert(expected.end(), rest.begin(), rest.end());
  EXPECT_EQ(m.wgt(0), expected);
}

TEST_P(Load, ReadsAcrossTouchingRegions) {
  Machine m(GetParam());
  ASSERT_TRUE(m.device().add_region(Machine::kEnd, 0x1000).ok());
  m.put(Machine::kEnd - 32, ramp8(64, 1));
  m.finish({make_load(transfer(kAcc8bit, 0, Machine::kEnd / 16 - 2, 1, 4))});
  EXPECT_EQ(m.acc(1), ramp32(16, 17));
  EXPECT_EQ(m.acc(2), ramp32(16, 33));
  m.finish({make_load(transfer(kAcc, 0, Machine::kEnd / 64 - 1, 1, 2))});
  EXPECT_EQ(m.acc(1)[0], 0x24232221);
}

VTA_ON_EVERY_SIMULATOR(Load);

}  // namespace
}  // namespace vta
