// SPDX-License-Identifier: Apache-2.0
//
// STORE, and that OUT follows every write to the accumulators.

#include "tests/sim/semantics/machine.h"

namespace vta {
namespace {

using Store = OnEverySimulator;

constexpr std::uint64_t kTo = Machine::kData;
constexpr std::uint64_t kToElement = kTo / 16;

// Accumulator e holds lanes e * 16, e * 16 + 1, ...
void fill(Machine& m, std::uint32_t count) {
  for (std::uint32_t e = 0; e < count; ++e) m.set_acc(e, ramp32(16, 16 * e));
}

// Verifies: out.follows
TEST_P(Store, KeepsTheLowEightBitsOfEveryLane) {
  Machine m(GetParam());
  m.set_acc(7, {0, 1, -1, 127, 128, -128, -129, 255, 256, 0x7fffff80, INT32_MIN, INT32_MAX, 300,
                -300, 0x12345678, -2});
  m.finish({make_store(transfer(kOut, 7, kToElement, 1, 1))});
  EXPECT_EQ(m.bytes(kTo, 16),
            (Bytes{0, 1, -1, 127, -128, -128, 127, -1, 0, -128, 0, -1, 44, -44, 0x78, -2}));
}

// Verifies: store.rows
TEST_P(Store, RowsAreDenseOnChipAndAStrideApartInDram) {
  Machine m(GetParam());
  fill(m, 8);
  m.put(kTo, Bytes(16 * 8, 77));
  MemFields f = transfer(kOut, 1, kToElement, 2, 2);
  f.x_stride = 5;
  m.finish({make_store(f)});
  EXPECT_EQ(m.bytes(kTo, 32), ramp8(32, 16));
  EXPECT_EQ(m.bytes(kTo + 32, 48), Bytes(48, 77));
  EXPECT_EQ(m.bytes(kTo + 80, 32), ramp8(32, 48));
  EXPECT_EQ(m.bytes(kTo + 112, 16), Bytes(16, 77));
}

TEST_P(Store, LaterRowsOverwriteEarlierOnes) {
  Machine m(GetParam());
  fill(m, 6);
  MemFields f = transfer(kOut, 0, kToElement, 3, 2);
  f.x_stride = 1;  // rows 0 1 | 2 3 | 4 5 land on 0, 1, 2
  m.finish({make_store(f)});
  EXPECT_EQ(m.bytes(kTo, 16), ramp8(16, 0));
  EXPECT_EQ(m.bytes(kTo + 16, 16), ramp8(16, 32));
  EXPECT_EQ(m.bytes(kTo + 32, 32), ramp8(32, 64));
  f.x_stride = 0;
  m.finish({make_store(f)});
  EXPECT_EQ(m.bytes(kTo, 32), ramp8(32, 64));
}

// Verifies: zero.x_size, zero.y_size
TEST_P(Store, WithoutRowsOrColumnsStoresNothingAndMayStandAnywhere) {
  Machine m(GetParam());
  fill(m, 2);
  m.put(kTo, Bytes(64, 77));
  const RunReport report = m.finish({make_store(transfer(kOut, 0, kToElement, 3, 0)),
                                     make_store(transfer(kOut, 0xffff, kToElement, 0, 0xffff))});
  EXPECT_EQ(m.bytes(kTo, 64), Bytes(64, 77));
  EXPECT_EQ(report.statistics, Statistics{});
}

// Verifies: zero.x_size
TEST_P(Store, WithoutColumnsIsNeverInErrorWhateverElseItSays) {
  Machine m(GetParam());
  std::vector<Insn> insns;
  for (std::uint32_t type = 0; type < 8; ++type) {
    MemFields f;
    f.memory_type = type;
    f.sram_base = f.y_size = f.x_stride = 0xffff;
    f.dram_base = 0xffffffff;
    f.y_pad_0 = f.y_pad_1 = f.x_pad_0 = f.x_pad_1 = 15;
    insns.push_back(make_store(f));
  }
  EXPECT_EQ(m.finish(insns).statistics, Statistics{});
}

// Verifies: statistics
TEST_P(Store, StatisticsCountOutBytes) {
  Machine m(GetParam());
  const RunReport report = m.finish({make_store(transfer(kOut, 0, kToElement, 3, 5))});
  EXPECT_EQ(report.statistics.out_store_nbytes, 15u * 16);
}

TEST_P(Store, TheLastAccumulatorCanBeStored) {
  Machine m(GetParam());
  m.set_acc(2047, all32(16, 5));
  m.finish({make_store(transfer(kOut, 2047, kToElement, 1, 1))});
  EXPECT_EQ(m.bytes(kTo, 16), Bytes(16, 5));
}

// Verifies: address.base
TEST_P(Store, BaseRegisterOfOutIsAddedModulo2To32) {
  Machine m(GetParam());
  m.set_acc(0, all32(16, 9));
  RunRequest request;
  request.base[static_cast<std::size_t>(kOut)] = 0xffffff80;
  m.finish({make_store(transfer(kOut, 0, kToElement + 8, 1, 1))}, request);
  EXPECT_EQ(m.bytes(kTo, 16), Bytes(16, 9));
}

TEST_P(Store, RowRunsFromTheEndOfTheAddressSpaceToItsBegin) {
  Machine m(GetParam());
  ASSERT_TRUE(m.device().add_region(0xfffff000, 0x1000).ok());
  fill(m, 4);
  // Overwrites the first instructions, which have been fetched long before.
  MemFields f = transfer(kOut, 0, 0x0fffffff, 1, 2);
  m.finish({make_store(f)});
  EXPECT_EQ(m.bytes(0xfffffff0, 16), ramp8(16, 0));
  EXPECT_EQ(m.bytes(0, 16), ramp8(16, 16));
}

// --- What a STORE sees after each kind of write to ACC
// ----------------------------------------------

constexpr TokenFlags kGive{.push_next = true}, kTake{.pop_prev = true};

void store_sees(Machine& m, Insn writer, std::int8_t lane) {
  writer.tokens = kGive;
  m.finish({writer, make_store(transfer(kOut, 0, kToElement, 1, 1), kTake)});
  EXPECT_EQ(m.bytes(kTo, 16), Bytes(16, lane));
}

// Verifies: out.follows
TEST_P(Store, SeesLoadsOfAccumulators) {
  Machine m(GetParam());
  m.put(0x30000, all32(16, 0x1122));
  store_sees(m, make_load(transfer(kAcc, 0, 0x30000 / 64, 1, 1)), 0x22);
  m.put(0x30000, Bytes(16, -3));
  store_sees(m, make_load(transfer(kAcc8bit, 0, 0x30000 / 16, 1, 1)), -3);
}

// Verifies: out.follows
TEST_P(Store, SeesGemmResetAndAlu) {
  Machine m(GetParam());
  m.set_uops({{0, 0, 0}});
  m.set_inp(0, Bytes(16, 2));
  m.set_wgt(0, Bytes(256, 3));
  m.set_acc(0, all32(16, 5));
  GemmFields gemm{once(0, 1), 0, 0};
  store_sees(m, make_gemm(gemm), 2 * 3 * 16 + 5);
  AluFields alu{once(0, 1), static_cast<std::uint32_t>(AluOpcode::kAdd), true, -100};
  store_sees(m, make_alu(alu), 1);
  gemm.loop.reset = true;
  store_sees(m, make_gemm(gemm), 0);
}

VTA_ON_EVERY_SIMULATOR(Store);

}  // namespace
}  // namespace vta
