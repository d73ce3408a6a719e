// SPDX-License-Identifier: Apache-2.0
//
// Names, rows, bins and traffic.

#include "tools/report/view.h"

#include <gtest/gtest.h>

#include "tests/tools/report/sample.h"
#include "tools/report/bins.h"
#include "tools/report/traffic.h"

namespace vta::report {
namespace {

using test::Sample;

TEST(View, InstructionsThatOverlapGetRowsOfTheirOwn) {
  Sample sample;
  EXPECT_EQ(rows_of(sample.run()), (std::vector<std::uint32_t>{0, 1, 0, 0}));
  sample.run().insns[1].started = 21;  // the cycle after the first has retired
  EXPECT_EQ(rows_of(sample.run()), (std::vector<std::uint32_t>{0, 0, 0, 0}));
}

TEST(View, WhatDoesNotRetireLastsToTheEnd) {
  Sample sample;
  sample.run().insns[3].retired = timeline::kNever;
  EXPECT_EQ(span_of(sample.run().insns[3], sample.run()).end, 100u);
  EXPECT_EQ(span_of(sample.run().insns[0], sample.run()).end, 21u);
}

TEST(View, TextsAreThoseOfTheDisassemblyWithoutItsColumns) {
  Sample sample;
  const std::string text = insn_text(sample.program.config, 0, sample.run().insns[0].insn);
  EXPECT_EQ(text, "LOAD.INP dram=[0x00000000,0x00000070) sram=[0,6) y=2 x=3 stride=4");
  EXPECT_EQ(mnemonic(text), "LOAD.INP");
  EXPECT_EQ(mnemonic(insn_text(sample.program.config, 7, make_finish())), "FINISH");
}

TEST(View, OriginsAreThoseOfTheProgramAndMayBeMissing) {
  const Sample sample;
  EXPECT_EQ(tile_text(sample.program, 0, 1), "conv2d tile oc 1/4");
  EXPECT_EQ(origin_text(sample.program, 0, 1), "conv2d part: tile oc 1/4");
  EXPECT_EQ(tile_text(sample.program, 0, 9), "");
  EXPECT_EQ(tile_text(sample.program, 9, 0), "");
}

TEST(Bins, SpreadAValueOverTheBinsThatItTouches) {
  Bins bins(100, 10);
  bins.add(5, 25, 2);
  EXPECT_EQ(bins.width(), 10u);
  EXPECT_EQ(bins.sums()[0], 10);
  EXPECT_EQ(bins.sums()[1], 20);
  EXPECT_EQ(bins.sums()[2], 10);
  EXPECT_EQ(bins.sums()[3], 0);
}

TEST(Bins, TheLastOneMayBeShorterAndWhatLiesOutsideIsLeftOut) {
  Bins bins(25, 10);
  EXPECT_EQ(bins.width(), 3u);
  EXPECT_EQ(bins.count(), 9u);
  bins.add(24, 99, 1);
  EXPECT_EQ(bins.means().back(), 1.0) << "one cycle wide";
  Bins none(0, 10);
  none.add(0, 5, 1);
  EXPECT_EQ(none.count(), 1u);
}

TEST(Traffic, CountsBurstsByUserAndLengthAndBytesByBeats) {
  const Sample sample;
  const Traffic t = traffic(sample.view());
  EXPECT_EQ(t.bursts[0][7], 1u);
  EXPECT_EQ(t.bursts[1][15], 1u);
  EXPECT_EQ(t.bursts[3][3], 1u);
  EXPECT_EQ(t.read_bytes, 24u * 8);
  EXPECT_EQ(t.written_bytes, 4u * 8);
}

TEST(Traffic, BytesThatAreReadTwiceAreDistinctOnce) {
  const Sample sample;  // two loads of the same six elements of 16 bytes, four instructions
  const Traffic t = traffic(sample.view());
  EXPECT_EQ(t.distinct_read_bytes, 6u * 16 + 4 * 16);
  EXPECT_EQ(t.distinct_written_bytes, 6u * 16);
  const Floor floor = floor_of(sample.view(), t);
  EXPECT_EQ(floor.gemm_cycles, 4u);
  EXPECT_EQ(floor.read_cycles, 20u);
  EXPECT_EQ(floor.write_cycles, 12u);
}

}  // namespace
}  // namespace vta::report
