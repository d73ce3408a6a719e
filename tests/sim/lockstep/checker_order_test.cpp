// SPDX-License-Identifier: Apache-2.0
//
// Starts, errors and ends of runs that the checker must not accept: the RTL's own events, changed
// in one place, or held against another program.

#include <gtest/gtest.h>

#include "sim/lockstep/checker.h"
#include "tests/sim/lockstep/recording.h"
#include "tests/sim/rtl/vta_top_program.h"

namespace vta::lockstep {
namespace {

using test::RecordedCycle;
using test::Recording;

constexpr unsigned kLoadBit = 1, kComputeBit = 2, kStoreBit = 4;

auto retires(unsigned stage) {
  return [stage](const RecordedCycle& c) { return (c.core.retire & stage) != 0; };
}
auto starts(unsigned stage) {
  return [stage](const RecordedCycle& c) { return (c.core.start & stage) != 0; };
}

// As multiply_program, but with a STORE for each half: 6 and 7.
std::vector<Insn> two_stores() {
  std::vector<Insn> insns = multiply_program();
  MemFields half = mem(MemoryType::kOut, kOut, kElements / 2);
  insns[6] = make_store(half, {.pop_prev = true});
  half.sram_base = kElements / 2;
  half.dram_base += kElements / 2;
  insns.insert(insns.begin() + 7, make_store(half, {.push_prev = true}));
  return insns;
}

class CheckerOrderTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    recorded_ = std::make_unique<Recording>(test::record(two_stores(), 0));
  }
  static void TearDownTestSuite() { recorded_.reset(); }

  Mismatch mismatch() {
    const auto checker = test::check(r_);
    EXPECT_TRUE(checker->mismatch()) << "no mismatch was found";
    return checker->mismatch().value_or(Mismatch{});
  }
  void expect(std::uint64_t index, Stage stage, const std::string& what) {
    const Mismatch m = mismatch();
    EXPECT_EQ(m.index, std::optional(index)) << to_string(m);
    EXPECT_EQ(m.stage, std::optional(stage)) << to_string(m);
    EXPECT_EQ(m.what, what);
  }
  [[nodiscard]] std::size_t position(const RecordedCycle& cycle) const {
    return static_cast<std::size_t>(&cycle - r_.cycles.data());
  }
  // Golden executes another instruction than the RTL did.
  void replace(std::size_t index, const Insn& insn) {
    std::array<std::byte, kInsnBytes> bytes;
    store_insn_word(encode(Config::pynq(), insn).value(), bytes.data());
    ASSERT_TRUE(r_.before.memory.write(kInsns + index * kInsnBytes, bytes));
  }
  // The stage shows an error from this cycle on.
  void fail(std::size_t from, Stage stage, ErrorCode code, std::uint32_t index) {
    const auto id = static_cast<unsigned>(stage);
    for (std::size_t i = from; i < r_.cycles.size(); ++i) {
      CoreCycle& core = r_.cycles[i].core;
      core.failed |= static_cast<std::uint8_t>(1u << id);
      core.failed_code |= static_cast<std::uint16_t>(static_cast<unsigned>(code) << (4 * id));
      core.failed_index[id] = index;
    }
  }

  static std::unique_ptr<Recording> recorded_;
  Recording r_ = *recorded_;
};
std::unique_ptr<Recording> CheckerOrderTest::recorded_;

TEST_F(CheckerOrderTest, NothingIsFoundInWhatTheRtlDid) {
  EXPECT_EQ(test::check(r_)->complaint(), "");
  EXPECT_EQ(test::check(r_)->counts().instructions, 9u);
}

TEST_F(CheckerOrderTest, TokensTakenWithoutAStartAreFound) {
  RecordedCycle& start = r_.nth(0, starts(kStoreBit));
  start.core.start ^= kStoreBit;
  const Mismatch m = mismatch();
  EXPECT_EQ(m.stage, std::optional(Stage::kStore)) << to_string(m);
  EXPECT_EQ(m.what, "tokens were taken without a start");
}

TEST_F(CheckerOrderTest, AnInstructionBehindTheEndOfTheStreamIsFound) {
  r_.request.insn_count = 8;
  const Mismatch m = mismatch();
  EXPECT_EQ(m.stage, std::optional(Stage::kCompute)) << to_string(m);
  EXPECT_EQ(m.what, "an instruction started that fetch cannot have given");
}

TEST_F(CheckerOrderTest, AnInstructionThatCannotBeReadIsNotStarted) {
  DeviceMemory memory;  // ends before FINISH
  ASSERT_TRUE(memory.add_region(kInsns, 8 * kInsnBytes));
  ASSERT_TRUE(memory.add_region(kUops, kEnd - kUops));
  for (const DeviceMemory::Region& region : memory.regions()) {
    std::vector<std::byte> bytes(region.bytes.size());
    ASSERT_TRUE(r_.before.memory.read(region.address, bytes));
    ASSERT_TRUE(memory.write(region.address, bytes));
  }
  r_.before.memory = memory;
  EXPECT_EQ(mismatch().what, "an instruction started that fetch cannot have given");
}

TEST_F(CheckerOrderTest, ARetirementInsteadOfAnErrorIsFound) {
  Insn illegal;
  illegal.opcode = 5;
  illegal.tokens.pop_next = true;
  replace(8, illegal);
  expect(8, Stage::kCompute, "it ended in another way");
  EXPECT_EQ(mismatch().expected, "the error illegal_opcode");
  EXPECT_EQ(mismatch().actual, "retirement");
}

TEST_F(CheckerOrderTest, AnErrorBeforeTheStartIsFound) {
  fail(position(r_.nth(0, starts(kLoadBit))), Stage::kStore, ErrorCode::kAxiError, 6);
  const Mismatch m = mismatch();
  EXPECT_EQ(m.stage, std::optional(Stage::kStore)) << to_string(m);
  EXPECT_EQ(m.what, "the error axi_error of instruction 6, which has not started");
}

TEST_F(CheckerOrderTest, AnErrorOfAnotherInstructionIsFound) {
  RecordedCycle& retirement = r_.nth(0, retires(kStoreBit));
  retirement.core.retire ^= kStoreBit;
  fail(position(retirement), Stage::kStore, ErrorCode::kAxiError, 7);
  expect(6, Stage::kStore, "another instruction ended with the error axi_error");
  EXPECT_EQ(mismatch().expected, "instruction 6");
  EXPECT_EQ(mismatch().actual, "instruction 7");
}

TEST_F(CheckerOrderTest, AnotherErrorIsFound) {
  MemFields beyond = mem(MemoryType::kOut, kOut, 2);
  beyond.sram_base = Config::pynq().depth(MemoryType::kOut);
  replace(6, make_store(beyond, {.pop_prev = true}));
  const std::size_t at = position(r_.nth(0, starts(kStoreBit)));
  fail(at + 2, Stage::kStore, ErrorCode::kIllegalPadding, 6);
  expect(6, Stage::kStore, "it ended in another way");
  EXPECT_EQ(mismatch().expected, "the error sram_out_of_range");
  EXPECT_EQ(mismatch().actual, "the error illegal_padding");
}

// A LOAD that both call an error; what the stage does behind it is what the RTL did without one.
TEST_F(CheckerOrderTest, WhatAStageDoesBehindAnErrorIsFound) {
  MemFields beyond = mem(MemoryType::kInp, kInp, kElements);
  beyond.sram_base = Config::pynq().depth(MemoryType::kInp);
  const RecordedCycle& first = r_.nth(0, starts(kLoadBit));
  const RecordedCycle& second = r_.nth(1, starts(kLoadBit));
  ASSERT_GT(position(second), position(first) + 1);
  replace(1, make_load(beyond));
  fail(position(first) + 1, Stage::kLoad, ErrorCode::kSramOutOfRange, 1);
  expect(2, Stage::kLoad, "an instruction behind an error started");

  r_ = *recorded_;
  replace(1, make_load(beyond));
  for (RecordedCycle& c : r_.cycles) c.core.inp_parts = c.core.wgt_parts = 0;
  fail(position(r_.nth(1, starts(kLoadBit))) + 1, Stage::kLoad, ErrorCode::kSramOutOfRange, 1);
  expect(1, Stage::kLoad, "an instruction behind an error retired");
}

// The first STORE is in error and moves nothing; the second one, already under way, does.
TEST_F(CheckerOrderTest, DataBehindAnErrorAreFound) {
  MemFields padded = mem(MemoryType::kOut, kOut, 2);
  padded.x_pad_0 = 1;
  replace(6, make_store(padded, {.pop_prev = true}));
  RecordedCycle& burst =
      r_.nth(0, [](const RecordedCycle& c) { return c.master.aw_valid && c.slave.aw_ready; });
  burst.slave.aw_ready = false;
  for (int beat = 0; beat < 4; ++beat) {
    r_.nth(0, [](const RecordedCycle& c) {
        return c.master.w_valid && c.slave.w_ready;
      }).slave.w_ready = false;
  }
  RecordedCycle& retirement = r_.nth(0, retires(kStoreBit));
  retirement.core.retire ^= kStoreBit;
  fail(position(retirement), Stage::kStore, ErrorCode::kIllegalPadding, 6);
  r_.cycles.resize(position(r_.nth(0, retires(kStoreBit))));
  r_.report.outcome = RunOutcome::kError;
  r_.report.error = ErrorCode::kIllegalPadding;
  r_.report.error_insn = 6;
  expect(7, Stage::kStore, "an instruction behind an error has moved data");
}

TEST_F(CheckerOrderTest, ARunThatEndsThoughAnInstructionCouldStartIsFound) {
  const RecordedCycle& finish = r_.nth(4, starts(kComputeBit));
  r_.cycles.resize(position(finish));
  expect(8, Stage::kCompute, "the run ended (finished) though it could start");
}

}  // namespace
}  // namespace vta::lockstep
