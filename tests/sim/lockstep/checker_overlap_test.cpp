// SPDX-License-Identifier: Apache-2.0
//
// The checker and instructions that run beside each other. The program: 0 LOAD UOP, 1 LOAD INP,
// 2 LOAD WGT, 3 GEMM reset of ACC 8 to 11, 4 GEMM that adds to ACC 0 and 1 many times, 5 ADD, 6 MAX
// and 7 MIN on ACC 8 to 11, 8 STORE of them, 9 FINISH. The RTL makes one pass of 5 to 7 while 4 is
// at work, and retires them before it.

#include <gtest/gtest.h>

#include <algorithm>

#include "hw/isa/features.h"
#include "sim/lockstep/checker.h"
#include "tests/sim/lockstep/recording.h"
#include "tests/sim/rtl/vta_top_program.h"

namespace vta::lockstep {
namespace {

using test::RecordedCycle;
using test::Recording;

constexpr unsigned kComputeBit = 2;
constexpr std::size_t kGemm = 4;

std::vector<Insn> program() {
  LoopFields many;
  many.uop_end = 2;
  many.iter_out = 1;
  many.iter_in = 200;
  LoopFields four;
  four.uop_bgn = 2;
  four.uop_end = 3;
  four.iter_out = 1;
  four.iter_in = kElements;
  four.dst_factor_in = 1;
  LoopFields reset = four;
  reset.reset = true;
  const auto alu = [&four](AluOpcode opcode, std::int32_t imm) {
    AluFields f = {.loop = four, .alu_opcode = static_cast<std::uint32_t>(opcode)};
    f.use_imm = true;
    f.imm = imm;
    return f;
  };
  MemFields store = mem(MemoryType::kOut, kOut, kElements);
  store.sram_base = 8;
  return {make_load(mem(MemoryType::kUop, kUops, 3)),
          make_load(mem(MemoryType::kInp, kInp, kElements)),
          make_load(mem(MemoryType::kWgt, kWgt, 1), {.push_next = true}),
          make_gemm({.loop = reset}, {.pop_prev = true}),
          make_gemm({.loop = many}),
          make_alu(alu(AluOpcode::kAdd, 5)),
          make_alu(alu(AluOpcode::kMax, 0)),
          make_alu(alu(AluOpcode::kMin, 3), {.push_next = true}),
          make_store(store, {.pop_prev = true, .push_prev = true}),
          make_finish({.pop_next = true})};
}

bool from_tail(const CoreCycle::Bank& bank) {
  return bank.acc_we && bank.unit == ComputeUnit::kTail;
}
bool tail_writes(const RecordedCycle& c) { return std::ranges::any_of(c.core.banks, from_tail); }
// Of the ALU instructions: nothing joins a reset.
bool joined_writes(const RecordedCycle& c) {
  return std::ranges::any_of(c.core.banks, [](const CoreCycle::Bank& bank) {
    return from_tail(bank) && bank.joined != 0;
  });
}

class CheckerOverlap : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    recorded_ = std::make_unique<Recording>(
        test::record(program(), kAllFeatures, {{}, {1, 1, 0}, {8, 8, 0}}));
  }
  static void TearDownTestSuite() { recorded_.reset(); }

  Mismatch mismatch() {
    const auto checker = test::check(r_);
    EXPECT_TRUE(checker->mismatch()) << "no mismatch was found";
    return checker->mismatch().value_or(Mismatch{});
  }
  CoreCycle::Bank& written_by_tail(RecordedCycle& c) {
    return *std::ranges::find_if(c.core.banks, from_tail);
  }

  static std::unique_ptr<Recording> recorded_;
  Recording r_ = *recorded_;
};
std::unique_ptr<Recording> CheckerOverlap::recorded_;

TEST_F(CheckerOverlap, FindsNothingInWhatTheRtlDid) {
  const auto checker = test::check(r_);
  EXPECT_EQ(checker->complaint(), "");
  EXPECT_EQ(checker->counts().instructions, 10u);
}

// The program does what its head says, or the other tests test nothing.
TEST_F(CheckerOverlap, TheTailRetiresBeforeTheGemm) {
  std::vector<std::uint32_t> order;
  for (const RecordedCycle& c : r_.cycles) {
    if ((c.core.retire & kComputeBit) != 0) order.push_back(c.core.retire_index[1]);
  }
  EXPECT_EQ(order, (std::vector<std::uint32_t>{0, 3, 5, 6, 7, 4, 9}));
  EXPECT_EQ(written_by_tail(r_.nth(0, joined_writes)).joined, 2u);
  EXPECT_EQ(std::ranges::count_if(r_.cycles, joined_writes), kElements);
}

TEST_F(CheckerOverlap, AWrongValueIsThatOfTheLastThatJoined) {
  written_by_tail(r_.nth(2, joined_writes)).acc_data[4 * 6] ^= std::byte{4};
  const Mismatch m = mismatch();
  EXPECT_EQ(m.index, std::optional<std::uint64_t>(7)) << to_string(m);
  EXPECT_EQ(m.what, "a wrong value was written");
  EXPECT_EQ(m.place, "ACC element 10, lane 6");
}

TEST_F(CheckerOverlap, AnOperationThatDidNotJoinIsMissed) {
  for (RecordedCycle& c : r_.cycles) {
    for (CoreCycle::Bank& bank : c.core.banks) bank.joined = std::min(bank.joined, 1u);
  }
  const Mismatch m = mismatch();  // MAX leaves 5, and what is shown is 3
  EXPECT_EQ(m.index, std::optional<std::uint64_t>(6)) << to_string(m);
  EXPECT_EQ(m.what, "a wrong value was written");
}

TEST_F(CheckerOverlap, WritesBelongToTheUnitThatMakesThem) {
  written_by_tail(r_.nth(0, joined_writes)).unit = ComputeUnit::kExec;
  EXPECT_EQ(mismatch().index, std::optional<std::uint64_t>(kGemm));
  EXPECT_EQ(mismatch().what, "the wrong element was written");
}

TEST_F(CheckerOverlap, BothElementsOfAPairAreCompared) {
  LoopFields reset;
  reset.uop_end = 4;
  reset.iter_out = reset.iter_in = 1;
  reset.reset = true;
  r_ = test::record(
      {make_load(mem(MemoryType::kUop, kUops, 4)), make_gemm({.loop = reset}), make_finish()},
      kAllFeatures, {{}, {1, 0, 0}, {2, 0, 0}, {3, 0, 0}});
  RecordedCycle& pair = r_.nth(0, tail_writes);
  ASSERT_TRUE(std::ranges::all_of(pair.core.banks, from_tail));
  pair.core.banks[1].acc_data[0] ^= std::byte{1};
  const Mismatch m = mismatch();
  EXPECT_EQ(m.index, std::optional<std::uint64_t>(1)) << to_string(m);
  EXPECT_EQ(m.place, "ACC element 1, lane 0");
}

// A GEMM with a token for store would have to give it first.
TEST_F(CheckerOverlap, NobodyGoesAheadOfAnOlderToken) {
  std::vector<Insn> insns = program();
  insns[kGemm].tokens.push_next = true;
  std::array<std::byte, kInsnBytes> bytes;
  store_insn_word(encode(Config::pynq(), insns[kGemm]).value(), bytes.data());
  ASSERT_TRUE(r_.before.memory.write(kInsns + kGemm * kInsnBytes, bytes));
  const Mismatch m = mismatch();
  EXPECT_EQ(m.what, "another instruction retired") << to_string(m);
  EXPECT_EQ(m.expected, "instruction 4");
  EXPECT_EQ(m.actual, "instruction 7");
}

}  // namespace
}  // namespace vta::lockstep
