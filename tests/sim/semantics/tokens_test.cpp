// SPDX-License-Identifier: Apache-2.0
//
// Dependency tokens: who gives, who takes, when, how many, and what stays for the next run.

#include "tests/sim/semantics/machine.h"

namespace vta {
namespace {

using Tokens = OnEverySimulator;

constexpr TokenFlags kPopPrev{.pop_prev = true}, kPopNext{.pop_next = true};
constexpr TokenFlags kPushPrev{.push_prev = true}, kPushNext{.push_next = true};

Insn load_nop(TokenFlags tokens = {}) { return make_load(transfer(kInp, 0, 0, 0, 0), tokens); }
Insn compute_nop(TokenFlags tokens = {}) { return make_load({}, tokens); }
Insn store_nop(TokenFlags tokens = {}) { return make_store({}, tokens); }

std::vector<Insn> repeat(std::size_t count, const Insn& insn) {
  return std::vector<Insn>(count, insn);
}

std::vector<Insn> operator+(std::vector<Insn> a, const std::vector<Insn>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Verifies: tokens.push
TEST_P(Tokens, EveryDirectionLetsTheWaitingInstructionGo) {
  Machine m(GetParam());
  m.finish({compute_nop(kPopPrev), load_nop(kPushNext)});
  m.finish({load_nop(kPopNext), compute_nop(kPushPrev)});
  m.finish({store_nop(kPopPrev), compute_nop(kPushNext)});
  m.finish({compute_nop(kPopNext), store_nop(kPushPrev)});
}

// Verifies: tokens.pop
TEST_P(Tokens, EveryDirectionIsWaitedFor) {
  Machine m(GetParam());
  for (const Insn& insn :
       {compute_nop(kPopPrev), load_nop(kPopNext), store_nop(kPopPrev), compute_nop(kPopNext)}) {
    m.fail({compute_nop(), insn, make_finish()}, ErrorCode::kDeadlock, 1);
  }
}

TEST_P(Tokens, GiverAndTakerAreNeighboursOnly) {
  Machine m(GetParam());
  // Load's tokens do not reach store, nor store's load.
  m.fail({load_nop(kPushNext), store_nop(kPopPrev), make_finish()}, ErrorCode::kDeadlock, 1);
  m.fail({store_nop(kPushPrev), load_nop(kPopNext), make_finish()}, ErrorCode::kDeadlock, 1);
}

// Verifies: tokens.illegal_flags
TEST_P(Tokens, FlagsWithoutANeighbourAreIgnored) {
  Machine m(GetParam());
  constexpr TokenFlags kLoadIgnores{.pop_prev = true, .push_prev = true};
  constexpr TokenFlags kStoreIgnores{.pop_next = true, .push_next = true};
  m.finish({load_nop(kLoadIgnores), store_nop(kStoreIgnores)});
  // They give nothing to compute either.
  m.fail({load_nop(kLoadIgnores), compute_nop(kPopPrev), make_finish()}, ErrorCode::kDeadlock, 1);
  m.fail({store_nop(kStoreIgnores), compute_nop(kPopNext), make_finish()}, ErrorCode::kDeadlock, 1);
}

TEST_P(Tokens, EveryKindOfInstructionTakesAndGives) {
  Machine m(GetParam());
  m.set_uops({{0, 0, 0}});
  constexpr TokenFlags kAll{
      .pop_prev = true, .pop_next = true, .push_prev = true, .push_next = true};
  constexpr TokenFlags kLoadStep{.pop_next = true, .push_next = true};
  constexpr TokenFlags kStoreStep{.pop_prev = true, .push_prev = true};
  GemmFields gemm{once(0, 1), 0, 0};
  AluFields alu{once(0, 1)};
  std::vector<Insn> insns = {load_nop(kPushNext), store_nop(kPushPrev)};
  for (const Insn& compute :
       {make_load(transfer(kUop, 5, 0, 1, 1), kAll), make_load(transfer(kAcc, 0, 0, 1, 1), kAll),
        make_gemm(gemm, kAll), make_alu(alu, kAll), make_finish(kAll), compute_nop(kAll)}) {
    insns.push_back(compute);
    insns.push_back(make_load(transfer(kWgt, 0, 0, 1, 1), kLoadStep));
    insns.push_back(make_store(transfer(kOut, 0, Machine::kData / 16, 1, 1), kStoreStep));
  }
  m.finish(insns);
}

// Verifies: tokens.pop
TEST_P(Tokens, ComputeTakesBothTokensOrNone) {
  Machine m(GetParam());
  constexpr TokenFlags kBoth{.pop_prev = true, .pop_next = true};
  m.fail({load_nop(kPushNext), compute_nop(kBoth), make_finish()}, ErrorCode::kDeadlock, 1);
  m.fail({store_nop(kPushPrev), compute_nop(kBoth), make_finish()}, ErrorCode::kDeadlock, 1);
  m.finish({load_nop(kPushNext), compute_nop(kBoth), store_nop(kPushPrev)});
}

// Verifies: tokens.push
TEST_P(Tokens, OrderTheDataOfTheStages) {
  Machine m(GetParam());
  // Load waits for compute, compute for load, store for compute, and the first result is stored
  // before the second one is made. In the order of the stream nothing waits.
  m.set_uops({{0, 0, 0}});
  m.set_wgt(0, Bytes(256, 1));
  m.put(Machine::kData, Bytes(16, 2));
  m.put(Machine::kData + 16, Bytes(16, 3));
  GemmFields clear{once(0, 1), 0, 0};
  clear.loop.reset = true;
  const GemmFields multiply{once(0, 1), 0, 0};
  const std::uint32_t data = Machine::kData / 16;
  m.finish({make_gemm(clear), make_load(transfer(kInp, 0, data, 1, 1), kPushNext),
            make_gemm(multiply, {.pop_prev = true, .push_prev = true, .push_next = true}),
            make_load(transfer(kInp, 0, data + 1, 1, 1), {.pop_next = true, .push_next = true}),
            make_store(transfer(kOut, 0, data + 4, 1, 1), {.pop_prev = true, .push_prev = true}),
            make_gemm(multiply, {.pop_prev = true, .pop_next = true, .push_next = true}),
            make_store(transfer(kOut, 0, data + 5, 1, 1), kPopPrev)});
  EXPECT_EQ(m.bytes(Machine::kData + 64, 16), Bytes(16, 32));
  EXPECT_EQ(m.bytes(Machine::kData + 80, 16), Bytes(16, 80));
}

// --- Capacity
// ---------------------------------------------------------------------------------------

// Verifies: tokens.capacity
TEST_P(Tokens, CountersHold1023) {
  Machine m(GetParam());
  m.finish(repeat(1023, compute_nop(kPushPrev)) + repeat(1023, load_nop(kPopNext)));
  m.finish(repeat(1023, compute_nop({.push_prev = true, .push_next = true})) +
           repeat(1023, store_nop(kPopPrev)) + repeat(1023, load_nop(kPopNext)));
}

// Verifies: tokens.capacity
TEST_P(Tokens, OneMoreIsAnOverflowOfTheInstructionThatGivesIt) {
  Machine m(GetParam());
  m.fail(repeat(1024, compute_nop(kPushPrev)), ErrorCode::kTokenOverflow, 1023);
  m.fail(repeat(1024, compute_nop(kPushNext)), ErrorCode::kTokenOverflow, 1023);
  m.fail(std::vector<Insn>{compute_nop(kPopNext)} + repeat(1025, load_nop(kPushNext)),
         ErrorCode::kTokenOverflow, 1024);
  m.fail(std::vector<Insn>{compute_nop(kPopPrev)} + repeat(1025, store_nop(kPushPrev)),
         ErrorCode::kTokenOverflow, 1024);
}

// Verifies: error.order, error.stage
TEST_P(Tokens, AnInstructionThatOverflowsHasExecutedAndIsNotCounted) {
  Machine m(GetParam());
  m.put(Machine::kData, all32(16, 44));
  const Insn last = make_load(transfer(kAcc, 3, Machine::kData / 64, 1, 1), kPushNext);
  const RunReport report =
      m.fail(repeat(1023, compute_nop(kPushNext)) + std::vector<Insn>{last, make_finish()},
             ErrorCode::kTokenOverflow, 1023);
  EXPECT_EQ(m.acc(3), all32(16, 44));
  EXPECT_EQ(report.statistics.acc_load_nbytes, 0u);
}

TEST_P(Tokens, OverflowOfOneTokenWithholdsTheOther) {
  Machine m(GetParam());
  const std::vector<Insn> insns =
      repeat(1023, compute_nop(kPushNext)) +
      std::vector<Insn>{compute_nop({.push_prev = true, .push_next = true}),
                        make_load(transfer(kInp, 3, 0, 1, 1), kPopNext)};
  const RunReport report = m.fail(insns, ErrorCode::kTokenOverflow, 1023);
  EXPECT_EQ(report.statistics.inp_load_nbytes, 0u);
}

// --- Queues
// -----------------------------------------------------------------------------------------

// Verifies: fetch.queue
TEST_P(Tokens, AStageHolds512InstructionsThatHaveNotRetired) {
  Machine m(GetParam());
  // The 512 loads fit, so the instruction that releases the first one is dispatched.
  m.finish(std::vector<Insn>{load_nop(kPopNext)} + repeat(511, load_nop()) +
           std::vector<Insn>{compute_nop(kPushPrev)});
  m.finish(std::vector<Insn>{store_nop(kPopPrev)} + repeat(511, store_nop()) +
           std::vector<Insn>{compute_nop(kPushNext)});
  m.finish(std::vector<Insn>{compute_nop(kPopPrev)} + repeat(511, compute_nop()) +
           std::vector<Insn>{load_nop(kPushNext)});
}

// Verifies: fetch.queue
TEST_P(Tokens, TheInstructionBehindAFullQueueIsNotDispatched) {
  Machine m(GetParam());
  m.fail(std::vector<Insn>{load_nop(kPopNext)} + repeat(512, load_nop()) +
             std::vector<Insn>{compute_nop(kPushPrev), make_finish()},
         ErrorCode::kDeadlock, 0);
  m.fail(std::vector<Insn>{store_nop(kPopPrev)} + repeat(512, store_nop()) +
             std::vector<Insn>{compute_nop(kPushNext), make_finish()},
         ErrorCode::kDeadlock, 0);
  m.fail(std::vector<Insn>{make_finish(), compute_nop(kPopPrev)} + repeat(512, compute_nop()) +
             std::vector<Insn>{load_nop(kPushNext)},
         ErrorCode::kDeadlock, 1);
}

TEST_P(Tokens, QueuesEmptyAsInstructionsRetire) {
  Machine m(GetParam());
  m.finish(repeat(1500, load_nop()) + repeat(1500, store_nop()) + repeat(800, compute_nop()));
}

// --- From run to run
// --------------------------------------------------------------------------------

// Verifies: persist
TEST_P(Tokens, StayForTheNextRunAfterARunThatFinished) {
  Machine m(GetParam());
  m.finish(
      {compute_nop(kPushPrev), compute_nop(kPushNext), load_nop(kPushNext), store_nop(kPushPrev)});
  m.finish({load_nop(kPopNext), store_nop(kPopPrev), compute_nop(kPopPrev), compute_nop(kPopNext)});
  m.fail({load_nop(kPopNext), make_finish()}, ErrorCode::kDeadlock, 0);
}

TEST_P(Tokens, FullCountersStayFull) {
  Machine m(GetParam());
  m.finish(repeat(1023, compute_nop(kPushNext)));
  m.fail({compute_nop(kPushNext), make_finish()}, ErrorCode::kTokenOverflow, 0);
}

// Verifies: reset.soft, persist
TEST_P(Tokens, AreClearedAfterARunThatFailedAndMemoriesAreNot) {
  Machine m(GetParam());
  m.set_acc(9, ramp32(16, 4));
  m.set_inp(9, ramp8(16, 4));
  m.set_wgt(9, ramp8(256, 4));
  m.set_uops({{4, 5, 6}});
  const SramState before = m.sram();
  m.fail(
      {load_nop(kPushNext), store_nop(kPushPrev), compute_nop(kPushPrev), compute_nop(kPushNext)},
      ErrorCode::kMissingFinish, 4);
  EXPECT_EQ(m.sram(), before);
  for (const Insn& insn :
       {compute_nop(kPopPrev), compute_nop(kPopNext), load_nop(kPopNext), store_nop(kPopPrev)}) {
    m.fail({insn, make_finish()}, ErrorCode::kDeadlock, 0);
  }
  m.finish({});
  EXPECT_EQ(m.sram(), before);
}

VTA_ON_EVERY_SIMULATOR(Tokens);

}  // namespace
}  // namespace vta
