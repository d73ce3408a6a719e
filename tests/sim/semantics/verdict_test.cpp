// SPDX-License-Identifier: Apache-2.0
//
// How runs end: errors and their order, what goes on after one, deadlock, missing FINISH.

#include "tests/sim/semantics/machine.h"

namespace vta {
namespace {

using Verdict = OnEverySimulator;

constexpr TokenFlags kPopPrev{.pop_prev = true}, kPopNext{.pop_next = true};
constexpr TokenFlags kPushNext{.push_next = true};
constexpr std::uint64_t kNowhere = 0x100000;  // byte address outside every region

Insn opcode(std::uint32_t value, TokenFlags tokens = {}) {
  Insn insn;
  insn.opcode = value;
  insn.tokens = tokens;
  return insn;
}
Insn compute_nop(TokenFlags tokens = {}) { return make_load({}, tokens); }
Insn one_load(MemoryType type, std::uint32_t sram_base, TokenFlags tokens = {}) {
  return make_load(transfer(type, sram_base, 0, 1, 1), tokens);
}

// Verifies: error.illegal_opcode
TEST_P(Verdict, IllegalOpcodes) {
  Machine m(GetParam());
  for (std::uint32_t value = 5; value < 8; ++value) {
    m.fail({compute_nop(), opcode(value), make_finish()}, ErrorCode::kIllegalOpcode, 1);
  }
}

// Verifies: error.illegal_memory_type
TEST_P(Verdict, IllegalMemoryTypes) {
  Machine m(GetParam());
  for (const std::uint32_t type : {4u, 6u, 7u}) {
    MemFields f = transfer(kInp, 0, 0, 1, 1);
    f.memory_type = type;
    m.fail({make_load(f), make_finish()}, ErrorCode::kIllegalMemoryType, 0);
    f.y_size = 0;
    m.fail({make_load(f), make_finish()}, ErrorCode::kIllegalMemoryType, 0);
  }
  for (const std::uint32_t type : {0u, 1u, 2u, 3u, 5u, 6u, 7u}) {
    MemFields f = transfer(kInp, 0, 0, 1, 1);
    f.memory_type = type;
    m.fail({make_store(f), make_finish()}, ErrorCode::kIllegalMemoryType, 0);
  }
}

// Verifies: error.illegal_padding
TEST_P(Verdict, PaddingOfAStore) {
  Machine m(GetParam());
  for (const auto pad :
       {&MemFields::x_pad_0, &MemFields::x_pad_1, &MemFields::y_pad_0, &MemFields::y_pad_1}) {
    MemFields f = transfer(kOut, 0, Machine::kData / 16, 1, 1);
    f.*pad = 3;
    m.fail({make_store(f), make_finish()}, ErrorCode::kIllegalPadding, 0);
  }
}

// Verifies: error.sram_range
TEST_P(Verdict, RangeOfALoadMustEndWithinItsMemory) {
  Machine m(GetParam());
  for (const MemoryType type : {kUop, kWgt, kInp, kAcc, kAcc8bit}) {
    SCOPED_TRACE(std::string(to_string(type)));
    const std::uint32_t depth = m.config().depth(type);
    m.finish({one_load(type, depth - 1)});
    m.fail({one_load(type, depth), make_finish()}, ErrorCode::kSramOutOfRange, 0);
    m.fail({make_load(transfer(type, depth - 3, 0, 2, 2)), make_finish()},
           ErrorCode::kSramOutOfRange, 0);
    for (const auto pad :
         {&MemFields::x_pad_0, &MemFields::x_pad_1, &MemFields::y_pad_0, &MemFields::y_pad_1}) {
      MemFields f = transfer(type, depth - 4, 0, 1, 1);
      f.*pad = 3;
      m.finish({make_load(f)});
      f.*pad = 4;
      m.fail({make_load(f), make_finish()}, ErrorCode::kSramOutOfRange, 0);
    }
  }
}

// Verifies: error.sram_range
TEST_P(Verdict, RangeOfAStoreMustEndWithinAcc) {
  Machine m(GetParam());
  m.fail({make_store(transfer(kOut, 2048, Machine::kData / 16, 1, 1)), make_finish()},
         ErrorCode::kSramOutOfRange, 0);
  m.fail({make_store(transfer(kOut, 2043, Machine::kData / 16, 3, 2)), make_finish()},
         ErrorCode::kSramOutOfRange, 0);
  m.finish({make_store(transfer(kOut, 2042, Machine::kData / 16, 3, 2))});
}

// Verifies: error.sram_range
TEST_P(Verdict, RangesAreComputedWithoutLossOfBits) {
  Machine m(GetParam());
  m.fail({make_load(transfer(kInp, 0, 0, 0x8000, 2)), make_finish()}, ErrorCode::kSramOutOfRange,
         0);
  MemFields f = transfer(kAcc, 0xffff, 0, 0xffff, 0xffff);
  f.x_pad_0 = f.x_pad_1 = f.y_pad_0 = f.y_pad_1 = 15;
  m.fail({make_load(f), make_finish()}, ErrorCode::kSramOutOfRange, 0);
  m.fail({make_store(transfer(kOut, 1, 0, 0xffff, 0xffff)), make_finish()},
         ErrorCode::kSramOutOfRange, 0);
}

// Verifies: error.axi
TEST_P(Verdict, LoadsOutsideMemoryMoveNothing) {
  for (const MemoryType type : {kUop, kWgt, kInp, kAcc, kAcc8bit}) {
    SCOPED_TRACE(std::string(to_string(type)));
    Machine m(GetParam());
    m.put(0x40000, Bytes(1024, 1));
    const SramState before = m.sram();
    const std::uint32_t bytes = m.config().elem_bytes(type);
    // Two elements from inside, the third from outside.
    MemFields f = transfer(type, 0, Machine::kEnd / bytes - 2, 3, 1);
    const RunReport report = m.fail({make_load(f), make_finish()}, ErrorCode::kAxiError, 0);
    EXPECT_EQ(m.sram(), before);
    EXPECT_EQ(report.statistics, Statistics{});
    f.y_size = 2;
    m.finish({make_load(f)});
  }
}

// Verifies: error.axi
TEST_P(Verdict, StoresOutsideMemoryMoveNothing) {
  Machine m(GetParam());
  m.set_acc(0, all32(16, 5));
  const MemFields f = transfer(kOut, 0, Machine::kEnd / 16 - 2, 3, 1);
  m.fail({make_store(f), make_finish()}, ErrorCode::kAxiError, 0);
  EXPECT_EQ(m.bytes(Machine::kEnd - 32, 32), Bytes(32));
  m.fail({make_store(transfer(kOut, 0, kNowhere / 16, 1, 1)), make_finish()}, ErrorCode::kAxiError,
         0);
}

TEST_P(Verdict, ARowThatGoesOnAtAddressZeroNeedsMemoryThere) {
  const auto device = make_target(GetParam(), Config::pynq());
  constexpr std::uint64_t kTop = 0xfffff000;
  ASSERT_TRUE(device->add_region(kTop, 0x1000).ok());
  for (const bool store : {false, true}) {
    MemFields f = transfer(store ? kOut : kInp, 0, 0x0fffffff, 1, 2);
    const Insn insn = store ? make_store(f) : make_load(f);
    std::vector<std::byte> image(kInsnBytes);
    store_insn_word(encode(device->config(), insn).value(), image.data());
    ASSERT_TRUE(device->write(kTop, image).ok());
    RunRequest request;
    request.insn_address = kTop;
    request.insn_count = 1;
    EXPECT_EQ(device->run(request).value().error, ErrorCode::kAxiError);
  }
}

// Verifies: error.order
TEST_P(Verdict, ChecksComeInTheirOrder) {
  Machine m(GetParam());
  MemFields f = transfer(kOut, 0xffff, kNowhere / 16, 2, 2);
  f.x_pad_0 = 1;
  f.memory_type = 6;
  m.fail({make_load(f), make_finish()}, ErrorCode::kIllegalMemoryType, 0);
  m.fail({make_store(f), make_finish()}, ErrorCode::kIllegalMemoryType, 0);
  f.memory_type = 4;
  m.fail({make_store(f), make_finish()}, ErrorCode::kIllegalPadding, 0);
  f.x_pad_0 = 0;
  m.fail({make_store(f), make_finish()}, ErrorCode::kSramOutOfRange, 0);
  f.sram_base = 0;
  m.fail({make_store(f), make_finish()}, ErrorCode::kAxiError, 0);
  f.memory_type = 2;
  f.sram_base = 0xffff;
  m.fail({make_load(f), make_finish()}, ErrorCode::kSramOutOfRange, 0);
  // Token overflow is last of all.
  std::vector<Insn> insns(1023, compute_nop(kPushNext));
  insns.push_back(make_load(transfer(kAcc, 0, kNowhere / 64, 1, 1), kPushNext));
  m.fail(insns, ErrorCode::kAxiError, 1023);
}

TEST_P(Verdict, AnInstructionWithoutItsTokensIsNotLookedAt) {
  Machine m(GetParam());
  m.fail({opcode(7, kPopPrev), make_finish()}, ErrorCode::kDeadlock, 0);
  m.fail({one_load(kInp, 0xffff, kPopNext), make_finish()}, ErrorCode::kDeadlock, 0);
}

// --- After an error
// ---------------------------------------------------------------------------------

// Verifies: error.stage
TEST_P(Verdict, AnErrorStopsItsStageAndGivesNoTokens) {
  Machine m(GetParam());
  m.set_acc(0, all32(16, 1));
  m.put(Machine::kData, all32(16, 2));
  m.fail({opcode(5, kPushNext), make_load(transfer(kAcc, 0, Machine::kData / 64, 1, 1)),
          make_store(transfer(kOut, 0, Machine::kData / 16 + 8, 1, 1), kPopPrev), make_finish()},
         ErrorCode::kIllegalOpcode, 0);
  EXPECT_EQ(m.acc(0), all32(16, 1));
  EXPECT_EQ(m.bytes(Machine::kData + 128, 16), Bytes(16));
}

// Verifies: error.stage
TEST_P(Verdict, OtherStagesGoOn) {
  Machine m(GetParam());
  m.set_acc(0, all32(16, 1));
  m.put(Machine::kData, ramp8(16, 3));
  const RunReport report =
      m.fail({opcode(5), make_load(transfer(kInp, 6, Machine::kData / 16, 1, 1)),
              make_store(transfer(kOut, 0, Machine::kData / 16 + 8, 1, 1)), make_finish()},
             ErrorCode::kIllegalOpcode, 0);
  EXPECT_EQ(m.inp(6), ramp8(16, 3));
  EXPECT_EQ(m.bytes(Machine::kData + 128, 16), Bytes(16, 1));
  EXPECT_EQ(report.statistics.inp_load_nbytes, 16u);
  EXPECT_EQ(report.statistics.out_store_nbytes, 16u);
}

// Verifies: error.lowest
TEST_P(Verdict, TheErrorOfTheLowestIndexIsReported) {
  Machine m(GetParam());
  const Insn load = one_load(kInp, 2048), compute = opcode(6);
  const Insn store = make_store(transfer(kOut, 2048, 0, 1, 1));
  m.fail({load, compute, store}, ErrorCode::kSramOutOfRange, 0);
  m.fail({compute, load, store}, ErrorCode::kIllegalOpcode, 0);
  m.fail({make_finish(), store, compute, load}, ErrorCode::kSramOutOfRange, 1);
  // Also when it happens last: the store waits for compute to get that far.
  MemFields padded = transfer(kOut, 0, 0, 1, 1);
  padded.x_pad_0 = 1;
  m.fail({make_store(padded, kPopPrev), load, compute_nop(), compute_nop(kPushNext), compute},
         ErrorCode::kIllegalPadding, 0);
}

// Verifies: error.lowest
TEST_P(Verdict, AnErrorWinsAgainstADeadlockOfALowerIndex) {
  Machine m(GetParam());
  m.fail({make_store({}, kPopPrev), opcode(5), make_finish()}, ErrorCode::kIllegalOpcode, 1);
}

// --- Fetch
// ------------------------------------------------------------------------------------------

// Verifies: error.axi
TEST_P(Verdict, FetchStopsAtAnInstructionThatItCannotRead) {
  Machine m(GetParam());
  m.set_acc(0, all32(16, 1));
  std::vector<std::byte> image(2 * kInsnBytes);
  const Insn store = make_store(transfer(kOut, 0, Machine::kData / 16, 1, 1));
  store_insn_word(encode(m.config(), store).value(), image.data());
  store_insn_word(encode(m.config(), make_finish()).value(), image.data() + kInsnBytes);
  ASSERT_TRUE(m.device().write(Machine::kEnd - 32, image).ok());
  RunRequest request;
  request.insn_address = Machine::kEnd - 32;
  request.insn_count = 3;
  RunReport report = m.device().run(request).value();
  EXPECT_EQ(report.outcome, RunOutcome::kError);
  EXPECT_EQ(report.error, ErrorCode::kAxiError);
  EXPECT_EQ(report.error_insn, 2u);
  EXPECT_EQ(m.bytes(Machine::kData, 16), Bytes(16, 1)) << "what was fetched is executed";
  request.insn_count = 2;
  EXPECT_EQ(m.device().run(request).value().outcome, RunOutcome::kFinished);
  request.insn_address = kNowhere;
  report = m.device().run(request).value();
  EXPECT_EQ(report.error, ErrorCode::kAxiError);
  EXPECT_EQ(report.error_insn, 0u);
}

// --- Deadlock and FINISH
// ----------------------------------------------------------------------------

// Verifies: error.deadlock
TEST_P(Verdict, DeadlockNamesTheLowestInstructionThatHasNotRetired) {
  Machine m(GetParam());
  m.fail({compute_nop(), make_store({}, kPopPrev), one_load(kInp, 0, kPopNext),
          compute_nop(kPopPrev), make_finish()},
         ErrorCode::kDeadlock, 1);
  m.fail({make_load(transfer(kInp, 0, 0, 0, 0), {.pop_next = true, .push_next = true}),
          compute_nop({.pop_prev = true, .push_prev = true}), make_finish()},
         ErrorCode::kDeadlock, 0);
}

// Verifies: error.missing_finish
TEST_P(Verdict, MissingFinishHasTheInstructionCountAsItsIndex) {
  Machine m(GetParam());
  m.fail({}, ErrorCode::kMissingFinish, 0);
  m.fail({compute_nop(), one_load(kInp, 0)}, ErrorCode::kMissingFinish, 2);
}

// Verifies: error.missing_finish
TEST_P(Verdict, FinishMustRetire) {
  Machine m(GetParam());
  m.fail({compute_nop(), make_finish(kPopPrev)}, ErrorCode::kDeadlock, 1);
  m.finish({make_load(transfer(kInp, 0, 0, 0, 0), kPushNext), make_finish(kPopPrev)});
}

// Verifies: done.all
TEST_P(Verdict, InstructionsBehindFinishAreExecuted) {
  Machine m(GetParam());
  m.set_acc(0, all32(16, 1));
  m.put(Machine::kData, all32(16, 77));
  const RunReport report = m.run(
      {make_finish(), make_load(transfer(kAcc, 0, Machine::kData / 64, 1, 1)), make_finish()});
  EXPECT_EQ(report.outcome, RunOutcome::kFinished);
  EXPECT_EQ(m.acc(0), all32(16, 77));
  m.fail({make_finish(), opcode(5)}, ErrorCode::kIllegalOpcode, 1);
  m.fail({make_finish(), compute_nop(kPopNext)}, ErrorCode::kDeadlock, 1);
}

// Verifies: statistics, error.stage
TEST_P(Verdict, OnlyRetiredInstructionsCount) {
  Machine m(GetParam());
  const RunReport report = m.fail({one_load(kInp, 0), one_load(kAcc, 0), one_load(kInp, 2048),
                                   one_load(kInp, 1), compute_nop(kPopPrev), one_load(kUop, 0)},
                                  ErrorCode::kSramOutOfRange, 2);
  EXPECT_EQ(report.statistics.inp_load_nbytes, 16u);
  EXPECT_EQ(report.statistics.acc_load_nbytes, 64u);
  EXPECT_EQ(report.statistics.uop_load_nbytes, 0u);
}

VTA_ON_EVERY_SIMULATOR(Verdict);

}  // namespace
}  // namespace vta
