// SPDX-License-Identifier: Apache-2.0
//
// The checker is shown what the RTL did, one instruction after the other, changed in one place, and
// must say which instruction, element and lane it is. The program: 0 LOAD UOP, 1 LOAD INP (4
// elements), 2 LOAD WGT, 3 GEMM reset, 4 GEMM, 5 ALU, 6 STORE (4 elements), 7 FINISH.

#include "sim/lockstep/checker.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/lockstep/recording.h"
#include "tests/sim/rtl/vta_top_program.h"

namespace vta::lockstep {
namespace {

using test::RecordedCycle;
using test::Recording;

constexpr unsigned kLoadBit = 1, kComputeBit = 2, kStoreBit = 4;

bool is_inp(const RecordedCycle& c) { return c.core.inp_parts != 0; }
bool is_wgt(const RecordedCycle& c) { return c.core.wgt_parts != 0; }
bool is_uop(const RecordedCycle& c) { return c.core.uop_we; }
bool is_acc(const RecordedCycle& c) { return c.core.acc_or_out_written(); }
bool is_beat(const RecordedCycle& c) { return c.master.w_valid && c.slave.w_ready; }
bool is_burst(const RecordedCycle& c) { return c.master.aw_valid && c.slave.aw_ready; }

// Predicates: a stage retires, starts.
auto retires(unsigned stage) {
  return [stage](const RecordedCycle& c) { return (c.core.retire & stage) != 0; };
}
auto starts(unsigned stage) {
  return [stage](const RecordedCycle& c) { return (c.core.start & stage) != 0; };
}

// The bank of ACC that is written; there is one in such a cycle.
CoreCycle::Bank& acc(RecordedCycle& c) {
  const auto bank = std::ranges::find_if(c.core.banks, &CoreCycle::Bank::acc_we);
  VTA_CHECK(bank != c.core.banks.end());
  return *bank;
}

void flip(std::byte& byte) { byte ^= std::byte{1}; }

class CheckerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    recorded_ = std::make_unique<Recording>(test::record(multiply_program(), 0));
  }
  static void TearDownTestSuite() { recorded_.reset(); }

  // The mismatch that the recording, as it is now, leads to.
  Mismatch mismatch() {
    const auto checker = test::check(r_);
    EXPECT_TRUE(checker->mismatch()) << "no mismatch was found";
    return checker->mismatch().value_or(Mismatch{});
  }
  void expect(std::uint64_t index, Stage stage, const std::string& what, const std::string& place) {
    const Mismatch m = mismatch();
    EXPECT_EQ(m.index, std::optional(index)) << to_string(m);
    EXPECT_EQ(m.stage, std::optional(stage)) << to_string(m);
    EXPECT_EQ(m.what, what);
    EXPECT_EQ(m.place, place);
  }

  static std::unique_ptr<Recording> recorded_;
  Recording r_ = *recorded_;
};
std::unique_ptr<Recording> CheckerTest::recorded_;

TEST_F(CheckerTest, FindsNothingInWhatTheRtlDid) {
  const auto checker = test::check(r_);
  EXPECT_EQ(checker->complaint(), "");
  EXPECT_EQ(checker->counts().instructions, 8u);
  // A micro-op, the INP elements, 16 parts of the WGT element; ACC and OUT of three instructions.
  EXPECT_EQ(checker->counts().sram_writes, 1u + 4 + 16 + 3 * 4 * 2);
  EXPECT_EQ(checker->counts().dram_bytes, 64u);
}

TEST_F(CheckerTest, WrongValuesAreFoundWithElementAndLane) {
  RecordedCycle& inp = r_.nth(2, is_inp);
  flip(inp.core.load_data[11]);
  expect(1, Stage::kLoad, "a wrong value was written", "INP element 2, lane 11");
  EXPECT_EQ(mismatch().cycle, inp.cycle);
  const std::int8_t value = inp_value(2 * 16 + 11);
  EXPECT_EQ(mismatch().expected,
            lane_text(Config::pynq(), MemoryType::kInp, std::as_bytes(std::span(&value, 1))));
}

TEST_F(CheckerTest, WrongWeightsAreFoundWithElementAndLane) {
  flip(r_.nth(10, is_wgt).core.load_data[7]);
  expect(2, Stage::kLoad, "a wrong value was written", "WGT element 0, lane 167");
}

TEST_F(CheckerTest, WrongMicroOpsAreFound) {
  r_.nth(0, is_uop).core.uop_data ^= 1;
  expect(0, Stage::kCompute, "a wrong value was written", "UOP element 0");
  EXPECT_EQ(mismatch().expected, "0x00000000 (dst=0 src=0 wgt=0)");
  EXPECT_EQ(mismatch().actual, "0x00000001 (dst=1 src=0 wgt=0)");
}

TEST_F(CheckerTest, WrongSumsAreFoundWithElementAndLane) {
  flip(acc(r_.nth(4 + 3, is_acc)).acc_data[4 * 9 + 2]);
  expect(4, Stage::kCompute, "a wrong value was written", "ACC element 3, lane 9");
}

TEST_F(CheckerTest, ADifferentTruncationIsFound) {
  flip(acc(r_.nth(8 + 1, is_acc)).out_data[15]);
  expect(5, Stage::kCompute, "a wrong value was written", "OUT element 1, lane 15");
}

TEST_F(CheckerTest, OutFollowsAccInTheSameCycleAndLanes) {
  acc(r_.nth(6, is_acc)).out_we = false;
  expect(4, Stage::kCompute, "OUT does not follow ACC", "OUT element 2");
  r_ = *recorded_;
  acc(r_.nth(6, is_acc)).out_address = 9;
  EXPECT_EQ(mismatch().actual, "element 9");
  r_ = *recorded_;
  acc(r_.nth(6, is_acc)).out_lanes ^= 8;
  expect(4, Stage::kCompute, "OUT does not follow ACC in the same lanes", "OUT element 2, lane 6");
}

TEST_F(CheckerTest, MissingWritesAreFoundAtTheRetirement) {
  r_.nth(1, is_inp).core.inp_parts = 0;
  expect(1, Stage::kLoad, "a write is missing at the retirement", "INP element 1, lane 0");
  r_ = *recorded_;
  RecordedCycle& last = r_.nth(7, is_acc);  // of the GEMM, which retires in this cycle
  acc(last).out_we = false;
  acc(last).acc_we = false;
  expect(4, Stage::kCompute, "a write is missing at the retirement", "ACC element 3");
}

TEST_F(CheckerTest, ALaneThatIsNotWrittenIsFound) {
  acc(r_.nth(5, is_acc)).acc_lanes ^= 0x40;
  expect(4, Stage::kCompute, "a part of an element was not written", "ACC element 1, lane 12");
}

TEST_F(CheckerTest, ExtraWritesAreFound) {
  const RecordedCycle inp = r_.nth(0, is_inp);
  RecordedCycle& finish = r_.nth(4, retires(kComputeBit));  // all loads have long retired
  finish.core.inp_parts = 1;
  finish.core.load_data = inp.core.load_data;
  EXPECT_EQ(mismatch().what, "a write that no instruction makes");
  EXPECT_EQ(mismatch().place, "INP element 0");
  EXPECT_EQ(mismatch().stage, std::optional(Stage::kLoad));
}

TEST_F(CheckerTest, TheSameDataTwiceIsFound) {
  RecordedCycle& second = r_.nth(1, is_inp);
  second.core = r_.nth(0, is_inp).core;
  expect(1, Stage::kLoad, "the same data were written twice", "INP element 0, lane 0");
}

TEST_F(CheckerTest, WritesOutsideTheInstructionAreFound) {
  r_.nth(2, is_inp).core.load_address = 4;
  expect(1, Stage::kLoad, "a write that the instruction does not make", "INP element 4");
  r_ = *recorded_;
  acc(r_.nth(5, is_acc)).acc_address = acc(r_.nth(5, is_acc)).out_address = 7;
  EXPECT_EQ(mismatch().what, "the wrong element was written");
  EXPECT_EQ(mismatch().expected, "element 1");
  EXPECT_EQ(mismatch().actual, "element 7");
}

TEST_F(CheckerTest, MicroOpsOutOfOrderAreFound) {
  std::swap(r_.nth(4, is_acc).core, r_.nth(5, is_acc).core);
  EXPECT_EQ(mismatch().index, std::optional<std::uint64_t>(4));
  EXPECT_EQ(mismatch().what, "the wrong element was written");
}

TEST_F(CheckerTest, AnotherOrderOfRetirementIsFound) {
  r_.nth(0, retires(kLoadBit)).core.retire_index[0] = 2;
  expect(1, Stage::kLoad, "another instruction retired", "");
  EXPECT_EQ(mismatch().expected, "instruction 1");
  EXPECT_EQ(mismatch().actual, "instruction 2");
}

TEST_F(CheckerTest, AnEarlyRetirementIsFound) {
  const RecordedCycle retirement = r_.nth(0, retires(kLoadBit));
  RecordedCycle& early = r_.nth(2, is_inp);
  early.core.retire |= kLoadBit;
  early.core.retire_index = retirement.core.retire_index;
  expect(1, Stage::kLoad, "a write is missing at the retirement", "INP element 3, lane 0");
  EXPECT_EQ(mismatch().cycle, early.cycle);
}

TEST_F(CheckerTest, ARetirementBeforeTheStartIsFound) {
  r_.nth(0, starts(kStoreBit)).core.retire |= kStoreBit;
  EXPECT_EQ(mismatch().stage, std::optional(Stage::kStore));
  EXPECT_TRUE(mismatch().what.ends_with("retired without a start")) << mismatch().what;
}

TEST_F(CheckerTest, AMissingRetirementIsFound) {
  RecordedCycle& store = r_.nth(0, retires(kStoreBit));
  store.core.retire ^= kStoreBit;
  expect(6, Stage::kStore, "tokens were given before the retirement", "");
}

TEST_F(CheckerTest, WrongTokensAreFound) {
  RecordedCycle& load = r_.nth(1, retires(kLoadBit));  // LOAD WGT
  load.core.push = 0;
  expect(2, Stage::kLoad, "it gave other tokens", "");
  EXPECT_EQ(mismatch().expected, "load to compute");
  EXPECT_EQ(mismatch().actual, "none");
  r_ = *recorded_;
  r_.nth(0, starts(kStoreBit)).core.pop = 0;
  expect(6, Stage::kStore, "it took other tokens", "");
  r_ = *recorded_;
  r_.nth(3, is_acc).core.tokens ^= 1 << 10;
  EXPECT_EQ(mismatch().what, "a token counter is wrong");
  EXPECT_EQ(mismatch().place, "tokens from load to compute");
}

TEST_F(CheckerTest, AStartWithoutItsTokenIsFound) {
  RecordedCycle& load = r_.nth(0, starts(kLoadBit));
  load.core.start |= kComputeBit;  // LOAD UOP, unless it has started ...
  load.core.pop = 0;
  RecordedCycle& next = r_.cycles[static_cast<std::size_t>(&load - r_.cycles.data()) + 1];
  next.core.start |= kComputeBit;  // ... then the GEMM, whose token LOAD WGT will give
  const Mismatch m = mismatch();
  EXPECT_EQ(m.stage, std::optional(Stage::kCompute)) << to_string(m);
  EXPECT_EQ(m.index, std::optional<std::uint64_t>(3)) << to_string(m);
  EXPECT_EQ(m.what, "it started without a token from load");
}

TEST_F(CheckerTest, WrongBytesOnTheBusAreFound) {
  RecordedCycle& beat = r_.nth(3, is_beat);
  flip(beat.master.w.data[6]);
  expect(6, Stage::kStore, "a wrong value was written",
         "DRAM byte 0x0000501e, from OUT element 1, lane 14");
  EXPECT_EQ(mismatch().cycle, beat.cycle);
}

TEST_F(CheckerTest, BytesAtTheWrongAddressAreFound) {
  r_.nth(0, is_burst).master.aw.addr += 8;
  expect(6, Stage::kStore, "the wrong byte was written", "DRAM");
  EXPECT_EQ(mismatch().expected, "DRAM byte 0x00005000");
  EXPECT_EQ(mismatch().actual, "DRAM byte 0x00005008");
}

TEST_F(CheckerTest, MissingAndSurplusBytesOnTheBusAreFound) {
  r_.nth(2, is_beat).master.w.strb = 0x7f;
  EXPECT_EQ(mismatch().what, "the wrong byte was written");
  EXPECT_EQ(mismatch().expected, "DRAM byte 0x00005017");
  r_ = *recorded_;
  r_.nth(7, is_beat).slave.w_ready = false;
  expect(6, Stage::kStore, "a write is missing at the retirement",
         "8 bytes of the STORE, from OUT element 3 on");
  r_ = *recorded_;
  r_.nth(0, is_burst).master.aw.len = 8;
  RecordedCycle& last = r_.nth(7, is_beat);
  RecordedCycle& next = r_.cycles[static_cast<std::size_t>(&last - r_.cycles.data()) + 1];
  next.master = last.master;
  next.slave.w_ready = true;
  EXPECT_EQ(mismatch().what, "a write to DRAM that no STORE makes");
}

TEST_F(CheckerTest, AnErrorThatIsNoneIsFound) {
  RecordedCycle& gemm = r_.nth(2, retires(kComputeBit));
  const std::size_t at = static_cast<std::size_t>(&gemm - r_.cycles.data());
  gemm.core.retire ^= kComputeBit;
  RecordedCycle& next = r_.cycles[at + 1];
  next.core.failed |= kComputeBit;
  next.core.failed_code = 5 << 4;
  next.core.failed_index[1] = 4;
  const Mismatch m = mismatch();
  EXPECT_EQ(m.index, std::optional<std::uint64_t>(4)) << to_string(m);
  EXPECT_EQ(m.expected, "retirement");
  EXPECT_EQ(m.actual, "the error sram_out_of_range");
}

TEST_F(CheckerTest, AnotherVerdictIsFound) {
  r_.report.outcome = RunOutcome::kError;
  r_.report.error = ErrorCode::kDeadlock;
  r_.report.error_insn = 3;
  EXPECT_EQ(mismatch().what, "the run ended in another way");
  EXPECT_EQ(mismatch().expected, "finished");
  EXPECT_EQ(mismatch().actual, "deadlock (8) at instruction 3");
}

TEST_F(CheckerTest, WrongStatisticsAreFound) {
  r_.report.statistics.gemm_counter += 1;
  EXPECT_EQ(mismatch().place, "gemm_counter");
}

TEST_F(CheckerTest, ARunThatEndsTooSoonIsFound) {
  const RecordedCycle& finish = r_.nth(4, retires(kComputeBit));
  r_.cycles.resize(static_cast<std::size_t>(&finish - r_.cycles.data()));
  expect(7, Stage::kCompute, "the run ended (finished) before it had retired", "");
}

// Not everything that stands in a memory was written before the eyes of the checker.
TEST_F(CheckerTest, MemoriesAreComparedAtTheEnd) {
  for (const MemoryType type :
       {MemoryType::kUop, MemoryType::kInp, MemoryType::kWgt, MemoryType::kAcc, MemoryType::kOut}) {
    r_ = *recorded_;
    flip(r_.after.sram[static_cast<std::size_t>(type)].back());
    EXPECT_EQ(mismatch().what, "a memory differs at the end of the run");
    EXPECT_TRUE(mismatch().place.starts_with(place_of(type, Config::pynq().depth(type) - 1)))
        << mismatch().place;
  }
  r_ = *recorded_;
  ASSERT_TRUE(r_.after.memory.write(kEnd - 1, std::array{std::byte{1}}));
  EXPECT_EQ(mismatch().place, "DRAM byte " + std::to_string(kEnd - 1));
}

// The other side may be at fault as well: one bit of what golden works on.
TEST_F(CheckerTest, AFaultOfGoldenIsFoundWhereItShows) {
  std::array<std::byte, 1> byte{};
  ASSERT_TRUE(r_.before.memory.read(kWgt + 37, byte));
  flip(byte[0]);
  ASSERT_TRUE(r_.before.memory.write(kWgt + 37, byte));
  expect(2, Stage::kLoad, "a wrong value was written", "WGT element 0, lane 37");
}

}  // namespace
}  // namespace vta::lockstep
