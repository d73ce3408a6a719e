// SPDX-License-Identifier: Apache-2.0
//
// vta_store: every error stops the stage at its instruction; what came before is done.

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/rtl/store_bench.h"

namespace vta {
namespace {

constexpr std::uint32_t kOut = static_cast<std::uint32_t>(MemoryType::kOut);

struct BadStore {
  std::string name;
  std::function<void(MemFields&, std::uint32_t depth)> spoil;
  ErrorCode error;
};

class StoreErrorTest : public testing::TestWithParam<BadStore> {};

TEST_P(StoreErrorTest, StopsTheStageAtTheInstruction) {
  StoreBench bench;
  bench.c2s = 5;
  bench.add_single(1, 1, {.push_prev = true});
  bench.add_single(2, 2, {.pop_prev = true});
  MemFields bad;
  bad.memory_type = kOut;
  bad.dram_base = 40;
  bad.y_size = bad.x_size = bad.x_stride = 2;
  GetParam().spoil(bad, bench.depth());
  const std::uint32_t index = bench.add(bad, {.pop_prev = true, .push_prev = true});
  for (unsigned i = 0; i < 6; ++i) bench.add_single(80 + i, i, {.pop_prev = true});
  bench.run();
  EXPECT_EQ(bench.dut->error_o, 1);
  EXPECT_EQ(static_cast<ErrorCode>(bench.dut->error_code_o), GetParam().error);
  EXPECT_EQ(bench.dut->error_index_o, index);
  EXPECT_EQ(bench.retired, 2u);
  EXPECT_EQ(bench.popped, 2u) << "its own token, but none of those behind";
  EXPECT_EQ(bench.pushed, 1u);
  bench.cycles(50);  // it stays
  EXPECT_EQ(bench.dut->error_o, 1);
  EXPECT_EQ(bench.dut->quiet_o, 1);
  bench.expect_memory();
}

// The checks come in the order type, padding, range.
INSTANTIATE_TEST_SUITE_P(
    Checks, StoreErrorTest,
    testing::Values(
        BadStore{"Type", [](MemFields& f, std::uint32_t) { f.memory_type = 0; },
                 ErrorCode::kIllegalMemoryType},
        BadStore{"UndefinedType", [](MemFields& f, std::uint32_t) { f.memory_type = 7; },
                 ErrorCode::kIllegalMemoryType},
        BadStore{"TypeOfAStoreWithoutRows",
                 [](MemFields& f, std::uint32_t) {
                   f.memory_type = 5;
                   f.y_size = 0;
                 },
                 ErrorCode::kIllegalMemoryType},
        BadStore{"TypeBeforePadding",
                 [](MemFields& f, std::uint32_t depth) {
                   f.memory_type = 3;
                   f.x_pad_0 = 1;
                   f.sram_base = depth;
                 },
                 ErrorCode::kIllegalMemoryType},
        BadStore{"PaddingLeft", [](MemFields& f, std::uint32_t) { f.x_pad_0 = 1; },
                 ErrorCode::kIllegalPadding},
        BadStore{"PaddingRight", [](MemFields& f, std::uint32_t) { f.x_pad_1 = 8; },
                 ErrorCode::kIllegalPadding},
        BadStore{"PaddingTop", [](MemFields& f, std::uint32_t) { f.y_pad_0 = 15; },
                 ErrorCode::kIllegalPadding},
        BadStore{"PaddingBottom", [](MemFields& f, std::uint32_t) { f.y_pad_1 = 1; },
                 ErrorCode::kIllegalPadding},
        BadStore{"PaddingOfAStoreWithoutRows",
                 [](MemFields& f, std::uint32_t) {
                   f.y_pad_0 = 1;
                   f.y_size = 0;
                 },
                 ErrorCode::kIllegalPadding},
        BadStore{"PaddingBeforeRange",
                 [](MemFields& f, std::uint32_t depth) {
                   f.y_pad_1 = 2;
                   f.sram_base = depth;
                 },
                 ErrorCode::kIllegalPadding},
        BadStore{"RangeByOne", [](MemFields& f, std::uint32_t depth) { f.sram_base = depth - 3; },
                 ErrorCode::kSramOutOfRange},
        BadStore{"RangeFarBeyond", [](MemFields& f, std::uint32_t) { f.sram_base = 65535; },
                 ErrorCode::kSramOutOfRange},
        BadStore{"RangeOfLargeSizes",
                 [](MemFields& f, std::uint32_t) {
                   f.sram_base = 0;
                   f.x_size = f.y_size = 65535;
                 },
                 ErrorCode::kSramOutOfRange},
        BadStore{"RangeWhoseProductHasZeroLowBits",
                 [](MemFields& f, std::uint32_t) {
                   f.sram_base = 0;
                   f.x_size = f.y_size = 32768;
                 },
                 ErrorCode::kSramOutOfRange}),
    [](const testing::TestParamInfo<BadStore>& bad) { return bad.param.name; });

TEST(StoreLegalTest, TheWholeMemoryIsARange) {
  StoreBench bench;
  bench.add({.memory_type = kOut, .y_size = 1, .x_size = bench.depth(), .x_stride = 0});
  bench.add({.memory_type = kOut,
             .sram_base = bench.depth() - 4,
             .dram_base = 9000,
             .y_size = 2,
             .x_size = 2,
             .x_stride = 2});
  bench.run();
  EXPECT_EQ(bench.retired, 2u);
  bench.expect_memory();
}

TEST(StoreLegalTest, AnEmptyRangeIsLegalAnywhere) {
  StoreBench bench;
  bench.add({.memory_type = kOut, .sram_base = 65535, .y_size = 0, .x_size = 9, .x_stride = 9},
            {.push_prev = true});
  bench.add({.memory_type = 2, .sram_base = 65535, .y_size = 9, .x_size = 0, .x_pad_1 = 3},
            {.push_prev = true});
  bench.run();
  EXPECT_EQ(bench.retired, 2u);
  EXPECT_EQ(bench.pushed, 2u);
  EXPECT_EQ(bench.memory.addresses_taken(), 0u);
}

// An address that only the third of five stores touches, in each of its parts.
class StoreAxiErrorTest : public testing::TestWithParam<unsigned> {};

TEST_P(StoreAxiErrorTest, StopsAtTheInstructionWhoseAnswerWasAnError) {
  StoreBench bench;
  bench.add_single(1, 1);
  bench.add_single(2, 2, {.push_prev = true});
  const std::uint32_t index =
      bench.add({.memory_type = kOut, .dram_base = 1000, .y_size = 3, .x_size = 2, .x_stride = 700},
                {.push_prev = true});
  bench.add_single(3, 3, {.push_prev = true});
  bench.add_single(4, 4);
  bench.memory.bad_address = (1000 + 700 * (GetParam() / 2) + GetParam() % 2) * bench.elem_bytes();
  bench.run();
  EXPECT_EQ(bench.dut->error_o, 1);
  EXPECT_EQ(static_cast<ErrorCode>(bench.dut->error_code_o), ErrorCode::kAxiError);
  EXPECT_EQ(bench.dut->error_index_o, index);
  EXPECT_EQ(bench.retired, 2u);
  EXPECT_EQ(bench.pushed, 1u);
}
INSTANTIATE_TEST_SUITE_P(Elements, StoreAxiErrorTest, testing::Range(0u, 6u));

// Verifies: error.stage
TEST(StoreTokenOverflowTest, StopsAtThePushThatWouldBeOneTooMany) {
  StoreBench bench;
  bench.s2c = kTokenMax - 2;
  for (unsigned i = 0; i < 2; ++i) bench.add_single(i, i, {.push_prev = true});
  bench.add_single(7, 3);
  const std::uint32_t index = bench.add_single(8, 4, {.push_prev = true});
  bench.add_single(9, 5);
  bench.run();
  EXPECT_EQ(bench.dut->error_o, 1);
  EXPECT_EQ(static_cast<ErrorCode>(bench.dut->error_code_o), ErrorCode::kTokenOverflow);
  EXPECT_EQ(bench.dut->error_index_o, index);
  EXPECT_EQ(bench.retired, 3u);
  EXPECT_EQ(bench.s2c, kTokenMax);
  // Nothing of the last store.
  const std::uint32_t bursts = (bench.beats_per_elem() + kMaxBurstBeats - 1) / kMaxBurstBeats;
  EXPECT_EQ(bench.memory.addresses_taken(), 4 * bursts);
}

// Far from an overflow stores overlap, near it each waits for the answer to the one before it.
TEST(StoreTokenOverflowTest, StoresOverlapAsLongAsAllOfThemFindAPlace) {
  std::uint64_t cycles[2];
  for (const unsigned high : {0u, 1u}) {
    StoreBench bench;
    bench.s2c = kTokenMax - 64 + high;
    for (unsigned i = 0; i < 20; ++i) bench.add_single(3 * i, i);
    cycles[high] = bench.run();
    EXPECT_EQ(bench.retired, 20u);
    bench.expect_memory();
  }
  EXPECT_GE(cycles[1], cycles[0] + 19 * WriteMemory::Options{}.latency);
}

TEST(StoreTokenOverflowTest, AxiErrorComesFirst) {
  StoreBench bench;
  bench.s2c = kTokenMax;
  bench.memory.bad_address = 5 * bench.elem_bytes();
  bench.add_single(5, 1, {.push_prev = true});
  bench.run();
  EXPECT_EQ(static_cast<ErrorCode>(bench.dut->error_code_o), ErrorCode::kAxiError);
}

TEST(StoreErrorResetTest, ResetClearsTheError) {
  StoreBench bench;
  bench.s2c = kTokenMax;
  bench.add_single(5, 1, {.push_prev = true});
  bench.run();
  EXPECT_EQ(bench.dut->error_o, 1);
  bench.dut.reset();
  EXPECT_EQ(bench.dut->error_o, 0);
  EXPECT_EQ(bench.dut->head_valid_o, 0);
}

}  // namespace
}  // namespace vta
