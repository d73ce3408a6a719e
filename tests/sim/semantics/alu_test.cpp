// SPDX-License-Identifier: Apache-2.0
//
// ALU: operations on extreme operands, both forms, loop nests, indices out of range.

#include "tests/sim/semantics/machine.h"

namespace vta {
namespace {

using Alu = OnEverySimulator;

constexpr std::int32_t kMin = INT32_MIN, kMax = INT32_MAX;

AluFields alu(AluOpcode opcode, const LoopFields& loop) {
  AluFields f;
  f.loop = loop;
  f.alu_opcode = static_cast<std::uint32_t>(opcode);
  return f;
}

// One element: lanes a op lanes b.
Words tensor(Target target, AluOpcode opcode, const Words& a, const Words& b) {
  Machine m(target);
  m.set_acc(3, a);
  m.set_acc(8, b);
  m.set_uops({{3, 8, 0}});
  m.finish({make_alu(alu(opcode, once(0, 1)))});
  EXPECT_EQ(m.acc(8), b) << "the second operand is not written";
  return m.acc(3);
}

Words immediate(Target target, AluOpcode opcode, const Words& a, std::int32_t imm) {
  Machine m(target);
  m.set_acc(3, a);
  m.set_uops({{3, 2047, 1023}});
  AluFields f = alu(opcode, once(0, 1));
  f.use_imm = true;
  f.imm = imm;
  m.finish({make_alu(f)});
  return m.acc(3);
}

const Words& extremes() {
  static const Words lanes = {0,    1,    -1,      2,          kMin,       kMax, kMin + 1, kMax - 1,
                              1000, -999, 1 << 16, -(1 << 16), 0x55555555, 7,    -8,       31};
  return lanes;
}

// Verifies: alu.operations
TEST_P(Alu, MinimumAndMaximumAreSigned) {
  const Words b = {-1, 1, 0, 2, kMax, kMin, kMin, kMax, -1000, 1000, 0, 0, -1, 8, -7, 32};
  EXPECT_EQ(
      tensor(GetParam(), AluOpcode::kMin, extremes(), b),
      (Words{-1, 1, -1, 2, kMin, kMin, kMin, kMax - 1, -1000, -999, 0, -(1 << 16), -1, 7, -8, 31}));
  EXPECT_EQ(tensor(GetParam(), AluOpcode::kMax, extremes(), b),
            (Words{0, 1, 0, 2, kMax, kMax, kMin + 1, kMax, 1000, 1000, 1 << 16, 0, 0x55555555, 8,
                   -7, 32}));
}

// Verifies: alu.operations, arithmetic.wraps
TEST_P(Alu, AddWraps) {
  const Words b = {5, kMax, kMin, -2, -1, 1, kMin, 2, 0, 0, 0, 0, 0x55555555, -7, 8, kMax};
  EXPECT_EQ(tensor(GetParam(), AluOpcode::kAdd, extremes(), b),
            (Words{5, kMin, kMax, 0, kMax, kMin, 1, kMin, 1000, -999, 1 << 16, -(1 << 16),
                   static_cast<std::int32_t>(0xaaaaaaaau), 0, 0, kMin + 30}));
}

// Verifies: alu.operations, arithmetic.wraps
TEST_P(Alu, MulKeepsTheLow32Bits) {
  const Words b = {kMin,  kMax, kMin,    kMin,    -1, 2, 2, kMax,
                   -1000, 999,  1 << 16, 1 << 15, 3,  0, 1, 1 << 30};
  EXPECT_EQ(tensor(GetParam(), AluOpcode::kMul, extremes(), b),
            (Words{0, kMax, kMin, 0, kMin, -2, 2, kMin + 2, -1000000, -998001, 0, kMin, -1, 0, -8,
                   -(1 << 30)}));
}

// Verifies: alu.shift
TEST_P(Alu, ShiftRightIsArithmeticAndStopsAt31) {
  const Words amounts = {0, 1, 2, 15, 16, 30, 31, 32, 33, 63, 64, 1000, kMax, 0x10000, 31, 32};
  Words a(16, -1000000);
  a[14] = a[15] = kMax;
  Words expected = {-1000000, -500000, -250000, -31, -16, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0};
  EXPECT_EQ(tensor(GetParam(), AluOpcode::kShr, a, amounts), expected);
}

// Verifies: alu.shift
TEST_P(Alu, NegativeShiftIsALeftShiftThatLosesHighBits) {
  const Words amounts = {-1,  -2,  -15,  -16,    -30,      -31, -32, -33,
                         -63, -64, kMin, -65536, kMin + 1, -31, -1,  -8};
  Words a(16, 3);
  a[13] = -1;
  a[14] = kMin;
  a[15] = 0x01020304;
  EXPECT_EQ(
      tensor(GetParam(), AluOpcode::kShr, a, amounts),
      (Words{6, 12, 3 << 15, 3 << 16, -(1 << 30), kMin, 0, 0, 0, 0, 0, 0, 0, kMin, 0, 0x02030400}));
}

// Verifies: alu.shift
TEST_P(Alu, ImmediateShiftsFollowTheSameRule) {
  const Words a = ramp32(16, -800, 111);
  for (const std::int32_t imm : {0, 1, 8, 31, 32, 33, 32767, -1, -8, -31, -32, -33, -32768}) {
    SCOPED_TRACE("imm " + std::to_string(imm));
    EXPECT_EQ(immediate(GetParam(), AluOpcode::kShr, a, imm),
              tensor(GetParam(), AluOpcode::kShr, a, all32(16, imm)));
  }
  EXPECT_EQ(immediate(GetParam(), AluOpcode::kShr, all32(16, -9), 1), all32(16, -5));
  EXPECT_EQ(immediate(GetParam(), AluOpcode::kShr, all32(16, -9), -1), all32(16, -18));
  EXPECT_EQ(immediate(GetParam(), AluOpcode::kShr, all32(16, -9), 32), all32(16, -1));
  EXPECT_EQ(immediate(GetParam(), AluOpcode::kShr, all32(16, -9), -32), all32(16, 0));
}

// Verifies: alu.operands
TEST_P(Alu, ImmediateIsSignExtendedAndCombinedWithTheDestination) {
  EXPECT_EQ(immediate(GetParam(), AluOpcode::kAdd, ramp32(16, 0), -32768), ramp32(16, -32768));
  EXPECT_EQ(immediate(GetParam(), AluOpcode::kAdd, ramp32(16, 0), 32767), ramp32(16, 32767));
  EXPECT_EQ(immediate(GetParam(), AluOpcode::kMax, ramp32(16, -8), -2)[0], -2);
  EXPECT_EQ(immediate(GetParam(), AluOpcode::kMin, ramp32(16, -8), 3)[15], 3);
  EXPECT_EQ(immediate(GetParam(), AluOpcode::kMul, ramp32(16, -8), -3), ramp32(16, 24, -3));
}

TEST_P(Alu, SourceMayBeTheDestination) {
  Machine m(GetParam());
  m.set_acc(3, ramp32(16, -5));
  m.set_uops({{3, 3, 0}});
  m.finish({make_alu(alu(AluOpcode::kMul, once(0, 1)))});
  Words squares;
  for (std::int32_t x = -5; x < 11; ++x) squares.push_back(x * x);
  EXPECT_EQ(m.acc(3), squares);
}

// Verifies: acc.hazards
TEST_P(Alu, LaterMicroOpsSeeWhatEarlierOnesWrote) {
  Machine m(GetParam());
  for (std::uint32_t e = 0; e < 6; ++e) m.set_acc(e, all32(16, 1));
  m.set_uops({{1, 0, 0}});
  AluFields f = alu(AluOpcode::kAdd, once(0, 1));
  f.loop.iter_in = 5;
  f.loop.dst_factor_in = f.loop.src_factor_in = 1;
  const RunReport report = m.finish({make_alu(f)});
  for (std::int32_t e = 0; e < 6; ++e) {
    EXPECT_EQ(m.acc(static_cast<std::size_t>(e)), all32(16, e + 1));  // a running sum
  }
  EXPECT_EQ(report.statistics.alu_counter, 5u);
}

// Verifies: gemm.nest
TEST_P(Alu, LoopsAddFactorsTimesCounters) {
  Machine m(GetParam());
  for (std::uint32_t e = 0; e < 20; ++e) m.set_acc(e, all32(16, static_cast<std::int32_t>(e)));
  m.set_uops({{0, 10, 5}, {1, 12, 1023}});  // the weight field is not used
  AluFields f = alu(AluOpcode::kAdd, once(0, 2));
  f.loop.reset = true;  // and reset is ignored
  f.loop.iter_out = 2;
  f.loop.iter_in = 2;
  f.loop.dst_factor_out = 4;
  f.loop.dst_factor_in = 2;
  f.loop.src_factor_out = 3;
  f.loop.src_factor_in = 1;
  const RunReport report = m.finish({make_alu(f)});
  const std::vector<std::int32_t> expected = {0 + 10, 1 + 12, 2 + 11, 3 + 13, 4 + 13,
                                              5 + 15, 6 + 14, 7 + 16, 8};
  for (std::size_t e = 0; e < expected.size(); ++e) {
    EXPECT_EQ(m.acc(e), all32(16, expected[e])) << "ACC element " << e;
  }
  EXPECT_EQ(report.statistics.alu_counter, 8u);
  EXPECT_EQ(report.statistics.gemm_counter, 0u);
}

// Verifies: zero.loops
TEST_P(Alu, EmptyLoopsDoNothing) {
  Machine m(GetParam());
  m.set_acc(0, all32(16, 7));
  m.set_uops({{0, 0, 0}});
  AluFields f = alu(AluOpcode::kMul, once(0, 0));
  std::vector<Insn> insns = {make_alu(f)};
  f.loop = once(0, 1);
  f.loop.iter_in = 0;
  insns.push_back(make_alu(f));
  f.loop.iter_in = 1;
  f.loop.iter_out = 0;
  insns.push_back(make_alu(f));
  EXPECT_EQ(m.finish(insns).statistics, Statistics{});
  EXPECT_EQ(m.acc(0), all32(16, 7));
}

// Verifies: error.index
TEST_P(Alu, MicroOpsBeforeTheOffendingOneHaveTakenEffect) {
  Machine m(GetParam());
  for (std::uint32_t e = 2044; e < 2048; ++e) m.set_acc(e, all32(16, 1));
  m.set_uops({{2044, 2046, 0}});
  AluFields f = alu(AluOpcode::kAdd, once(0, 1));
  f.loop.iter_in = 4;
  f.loop.dst_factor_in = f.loop.src_factor_in = 1;
  m.fail({make_alu(f)}, ErrorCode::kSramOutOfRange, 0);
  EXPECT_EQ(m.acc(2044), all32(16, 2));
  EXPECT_EQ(m.acc(2045), all32(16, 2));
  EXPECT_EQ(m.acc(2046), all32(16, 1));  // its source would be 2048
}

// Verifies: alu.operands, error.index
TEST_P(Alu, ImmediateFormDoesNotLookAtTheSource) {
  Machine m(GetParam());
  m.set_acc(0, all32(16, 1));
  m.set_uops({{0, 2047, 0}});
  AluFields f = alu(AluOpcode::kAdd, once(0, 1));
  f.use_imm = true;
  f.imm = 1;
  f.loop.iter_out = 3;
  f.loop.src_factor_out = 2047;
  m.finish({make_alu(f)});
  EXPECT_EQ(m.acc(0), all32(16, 4));
  f.use_imm = false;
  m.fail({make_alu(f)}, ErrorCode::kSramOutOfRange, 0);
}

// Verifies: error.illegal_alu_opcode
TEST_P(Alu, IllegalOpcodeIsAnErrorEvenIfTheLoopsAreEmpty) {
  for (std::uint32_t opcode = 5; opcode < 8; ++opcode) {
    Machine m(GetParam());
    AluFields f;
    f.alu_opcode = opcode;
    m.fail({make_alu(f)}, ErrorCode::kIllegalAluOpcode, 0);
    f.loop = once(8191, 8193);
    m.fail({make_alu(f)}, ErrorCode::kIllegalAluOpcode, 0);
  }
}

VTA_ON_EVERY_SIMULATOR(Alu);

}  // namespace
}  // namespace vta
