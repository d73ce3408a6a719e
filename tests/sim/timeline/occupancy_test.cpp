// SPDX-License-Identifier: Apache-2.0
//
// From the writing of a value to its last reader.

#include "sim/timeline/occupancy.h"

#include <gtest/gtest.h>

namespace vta::timeline {
namespace {

using Levels = std::vector<Level>;

class OccupancyTest : public testing::Test {
 protected:
  void add(const Insn& insn, std::uint64_t started, std::uint64_t retired,
           std::vector<std::uint32_t> uops = {}) {
    run.insns.push_back({.insn = insn,
                         .stage = stage_of(insn),
                         .unit = ComputeUnit::kExec,
                         .dispatched = 0,
                         .started = started,
                         .retired = retired,
                         .uops = std::move(uops)});
  }
  void load(MemoryType type, std::uint32_t base, std::uint32_t count, std::uint64_t started,
            std::uint64_t retired) {
    MemFields f;
    f.memory_type = static_cast<std::uint32_t>(type);
    f.sram_base = base;
    f.y_size = 1;
    f.x_size = f.x_stride = count;
    add(make_load(f), started, retired);
  }
  void store(std::uint32_t base, std::uint32_t count, std::uint64_t started,
             std::uint64_t retired) {
    MemFields f;
    f.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
    f.sram_base = base;
    f.y_size = 1;
    f.x_size = f.x_stride = count;
    add(make_store(f), started, retired);
  }
  // `count` products: inputs from `src` on, a weight, accumulators from `dst` on.
  void gemm(std::uint32_t dst, std::uint32_t src, std::uint32_t count, std::uint64_t started,
            std::uint64_t retired, bool reset = false) {
    GemmFields f;
    f.loop.reset = reset;
    f.loop.uop_end = 1;
    f.loop.iter_out = 1;
    f.loop.iter_in = count;
    f.loop.dst_factor_in = f.loop.src_factor_in = 1;
    const Result<std::uint32_t> uop = encode_uop(config, {dst, src, 3});
    ASSERT_TRUE(uop);
    add(make_gemm(f), started, retired, {uop.value()});
  }
  Levels of(MemoryType type) {
    const auto all = occupancy(config, run);
    for (std::size_t m = 0; m < kOnChip.size(); ++m) {
      if (kOnChip[m] == type) return all[m];
    }
    ADD_FAILURE() << "no on-chip memory";
    return {};
  }

  Config config = Config::pynq();
  timeline::Run run;
};

TEST_F(OccupancyTest, AnInputIsNeededUntilItsLastReaderRetires) {
  load(MemoryType::kInp, 8, 4, 10, 20);
  gemm(0, 8, 4, 30, 40);
  gemm(0, 8, 2, 50, 60);
  EXPECT_EQ(of(MemoryType::kInp), (Levels{{10, 4}, {41, 2}, {61, 0}}));
}

TEST_F(OccupancyTest, WhatNobodyReadsIsNotNeeded) {
  load(MemoryType::kInp, 0, 4, 10, 20);
  load(MemoryType::kInp, 0, 4, 30, 40);
  gemm(0, 0, 1, 50, 60);
  EXPECT_EQ(of(MemoryType::kInp), (Levels{{30, 1}, {61, 0}}));
}

TEST_F(OccupancyTest, AccumulatorsAreNeededFromTheResetToTheLastOperation) {
  gemm(5, 0, 2, 10, 20, true);
  gemm(5, 0, 2, 30, 40);
  gemm(5, 0, 1, 50, 60);
  EXPECT_EQ(of(MemoryType::kAcc), (Levels{{10, 2}, {41, 1}, {61, 0}}));
}

TEST_F(OccupancyTest, AResetBeginsANewValue) {
  gemm(0, 0, 1, 10, 20, true);
  gemm(0, 0, 1, 30, 40);
  gemm(0, 0, 1, 100, 110, true);
  gemm(0, 0, 1, 130, 140);
  EXPECT_EQ(of(MemoryType::kAcc), (Levels{{10, 1}, {41, 0}, {100, 1}, {141, 0}}));
}

TEST_F(OccupancyTest, ResultsAreNeededFromTheLastOperationToTheEndOfTheStore) {
  gemm(7, 0, 1, 10, 20, true);
  gemm(7, 0, 1, 30, 40);
  store(7, 1, 50, 90);
  EXPECT_EQ(of(MemoryType::kOut), (Levels{{30, 1}, {91, 0}}));
}

TEST_F(OccupancyTest, AValueOfAnEarlierRunIsNeededFromTheBeginning) {
  gemm(0, 0, 1, 10, 20);
  EXPECT_EQ(of(MemoryType::kWgt), (Levels{{0, 1}, {21, 0}}));
}

TEST_F(OccupancyTest, InstructionsThatDidNotRetireAndElementsThatDoNotExistCountForNothing) {
  load(MemoryType::kInp, 0, 4, 10, 20);
  gemm(0, 0, 4, 30, kNever);
  gemm(2047, 2047, 4, 40, 50);
  EXPECT_EQ(of(MemoryType::kInp), (Levels{{0, 1}, {51, 0}}));
}

}  // namespace
}  // namespace vta::timeline
