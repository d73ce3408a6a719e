// SPDX-License-Identifier: Apache-2.0
//
// From the calls of a micro-kernel to its instruction, and what is refused on the way.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/driver/stream_helpers.h"

namespace vta {
namespace {

// The instruction of a kernel that is the first of its stream: the load of micro-ops precedes it.
Insn insn_of(const CallList& calls) {
  CommandStream stream(Config::pynq());
  EXPECT_EQ(apply_all(stream, calls), "");
  return stream.finish().value().insns.at(1);
}

std::string refusal(const CallList& calls) {
  CommandStream stream(Config::pynq());
  return apply_all(stream, calls);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(MicroKernel, TwoLoopsAreOuterAndInner) {
  const Insn insn =
      insn_of(kernel(UopMode::kGemm, {{8, 98, 1, 9}, {7, 14, 16, 2}}, {gemm_uop(1), gemm_uop(2)}));
  GemmFields expected;
  expected.loop = {false, 0, 2, 8, 7, 98, 14, 1, 16};
  expected.wgt_factor_out = 9;
  expected.wgt_factor_in = 2;
  EXPECT_EQ(insn, make_gemm(expected));
}

TEST(MicroKernel, ASingleLoopIsTheOuterOneOfAGemm) {
  GemmFields expected;
  expected.loop = {false, 0, 1, 8, 1, 98, 0, 1, 0};
  expected.wgt_factor_out = 9;
  EXPECT_EQ(insn_of(kernel(UopMode::kGemm, {{8, 98, 1, 9}}, {gemm_uop(0)})), make_gemm(expected));
}

TEST(MicroKernel, ASingleLoopIsTheInnerOneOfAnAluInstruction) {
  AluFields expected;
  expected.loop = {false, 0, 1, 1, 784, 0, 1, 0, 1};
  expected.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kShr);
  expected.use_imm = true;
  expected.imm = 8;
  EXPECT_EQ(insn_of(kernel(UopMode::kAlu, {{784, 1, 1, 0}}, {imm_uop(0, AluOpcode::kShr, 8)})),
            make_alu(expected));
}

TEST(MicroKernel, WithoutLoopsItRunsOnce) {
  AluFields expected;
  expected.loop = {false, 0, 1, 1, 1, 0, 0, 0, 0};
  expected.alu_opcode = static_cast<std::uint32_t>(AluOpcode::kMul);
  expected.imm = 0;
  EXPECT_EQ(insn_of(kernel(UopMode::kAlu, {}, {alu_uop(3, 4, AluOpcode::kMul)})),
            make_alu(expected));
  EXPECT_EQ(insn_of(kernel(UopMode::kGemm, {}, {gemm_uop(0)})).gemm().loop,
            (LoopFields{false, 0, 1, 1, 1, 0, 0, 0, 0}));
}

TEST(MicroKernel, TheResetFlagReachesTheInstruction) {
  UopPush uop = gemm_uop(5);
  uop.reset = true;
  EXPECT_TRUE(insn_of(kernel(UopMode::kGemm, {}, {uop})).gemm().loop.reset);
}

TEST(MicroKernel, ConsecutiveEqualDestinationsAreLegal) {
  EXPECT_EQ(refusal(kernel(UopMode::kGemm, {}, {gemm_uop(1), gemm_uop(1), gemm_uop(1)})), "");
}

TEST(MicroKernel, IndicesMayReachTheLastElement) {
  EXPECT_EQ(refusal(kernel(UopMode::kGemm, {{2, 1024, 0, 0}, {2, 512, 1023, 511}},
                           {gemm_uop(511, 1024, 512)})),
            "");
  EXPECT_EQ(refusal(kernel(UopMode::kAlu, {{2048, 1, 1, 0}}, {alu_uop(0, 0)})), "");
}

TEST(MicroKernel, IndicesBeyondAMemoryAreRefusedNamingTheLoops) {
  EXPECT_EQ(
      refusal(kernel(UopMode::kGemm, {{2, 1024, 0, 0}, {2, 512, 0, 0}},
                     {gemm_uop(7), gemm_uop(512), gemm_uop(511)})),
      "call 9 (uop_scope_end): dst of micro-op 1 reaches element 2048 (512 + 1 * 1024 by loop "
      "1 + 1 * 512 by loop 2), but ACC has 2048 elements");
  EXPECT_EQ(refusal(kernel(UopMode::kGemm, {{3, 0, 1024, 0}}, {gemm_uop(0)})),
            "call 5 (uop_scope_end): src of micro-op 0 reaches element 2048 (0 + 2 * 1024 by loop "
            "1), but INP has 2048 elements");
  EXPECT_EQ(refusal(kernel(UopMode::kGemm, {{2, 0, 0, 1}}, {gemm_uop(0, 0, 1023)})),
            "call 5 (uop_scope_end): wgt of micro-op 0 reaches element 1024 (1023 + 1 * 1 by loop "
            "1), but WGT has 1024 elements");
  EXPECT_EQ(refusal(kernel(UopMode::kAlu, {{2, 0, 1, 0}}, {alu_uop(0, 2047)})),
            "call 5 (uop_scope_end): src of micro-op 0 reaches element 2048 (2047 + 1 * 1 by loop "
            "1), but ACC has 2048 elements");
}

TEST(MicroKernel, IndicesThatAreNotLookedAtMayLieAnywhere) {
  UopPush reset = gemm_uop(0, 2047, 1023);
  reset.reset = true;
  EXPECT_EQ(refusal(kernel(UopMode::kGemm, {{2, 1, 1, 1}}, {reset})), "");
  UopPush imm = imm_uop(0, AluOpcode::kAdd, 1);
  imm.src = 2047;
  EXPECT_EQ(refusal(kernel(UopMode::kAlu, {{2, 1, 1, 0}}, {imm})), "");
}

TEST(MicroKernel, ALoopWithoutTripsExecutesNothingAndReachesNothing) {
  const Insn insn =
      insn_of(kernel(UopMode::kGemm, {{0, 2047, 0, 0}, {9, 2047, 0, 0}}, {gemm_uop(2047)}));
  EXPECT_EQ(insn.gemm().loop.trips(), 0u);
}

TEST(MicroKernel, AThirdLoopIsRefused) {
  EXPECT_EQ(refusal({UopScopeBegin{UopMode::kGemm}, UopLoopBegin{1, 0, 0, 0},
                     UopLoopBegin{1, 0, 0, 0}, UopLoopBegin{1, 0, 0, 0}}),
            "call 4 (loop_begin): a third loop; a micro-kernel has at most two");
}

TEST(MicroKernel, LoopsThatDoNotNestAroundTheMicroOpsAreRefused) {
  const UopScopeBegin begin{UopMode::kGemm};
  const UopLoopBegin loop{1, 0, 0, 0};
  EXPECT_EQ(refusal({begin, gemm_uop(0), loop}),
            "call 3 (loop_begin): a loop must begin before the first micro-op");
  EXPECT_EQ(refusal({begin, loop, UopLoopEnd{}, loop}),
            "call 4 (loop_begin): a loop behind another one; the loops of a micro-kernel are "
            "nested");
  EXPECT_EQ(refusal({begin, loop, gemm_uop(0), UopLoopEnd{}, gemm_uop(1)}),
            "call 5 (uop_push): micro-op 1 comes behind the end of a loop");
  EXPECT_EQ(refusal({begin, UopLoopEnd{}}),
            "call 2 (loop_end): the end of a loop that never began");
  EXPECT_EQ(refusal({begin, loop, loop, gemm_uop(0), UopLoopEnd{}, UopScopeEnd{}}),
            "call 6 (uop_scope_end): the micro-kernel ends with 1 of its loops open");
}

TEST(MicroKernel, CallsOutsideOfItsBeginAndEndAreRefused) {
  EXPECT_EQ(refusal({UopLoopBegin{1, 0, 0, 0}}),
            "call 1 (loop_begin): a loop outside a micro-kernel");
  EXPECT_EQ(refusal({gemm_uop(0)}), "call 1 (uop_push): a micro-op outside a micro-kernel");
  EXPECT_EQ(refusal({UopLoopEnd{}}), "call 1 (loop_end): the end of a loop outside a micro-kernel");
  EXPECT_EQ(refusal({UopScopeEnd{}}),
            "call 1 (uop_scope_end): the end of a micro-kernel that never began");
  EXPECT_EQ(refusal({UopScopeBegin{UopMode::kGemm}, UopScopeBegin{UopMode::kGemm}}),
            "call 2 (uop_scope): the previous micro-kernel is still open");
  EXPECT_EQ(refusal({UopScopeBegin{static_cast<UopMode>(2)}}),
            "call 1 (uop_scope): mode 2 is neither 0 (GEMM) nor 1 (ALU)");
  EXPECT_EQ(refusal({UopScopeBegin{UopMode::kAlu}, UopScopeEnd{}}),
            "call 2 (uop_scope_end): the micro-kernel has no micro-op");
  for (const Call& call :
       {Call{DepPush{Queue::kLoad, Queue::kCompute}}, Call{DepPop{Queue::kLoad, Queue::kCompute}},
        Call{Load2d{}}, Call{Store2d{}}, Call{Scope{Queue::kLoad}}, Call{Sync{}}}) {
    EXPECT_TRUE(contains(refusal({UopScopeBegin{UopMode::kGemm}, call}),
                         "): a micro-kernel is still open"));
  }
}

TEST(MicroKernel, MicroOpsThatDoNotShareTheirOperationAreRefused) {
  const auto second = [](UopMode mode, const UopPush& first, const UopPush& other) {
    return refusal({UopScopeBegin{mode}, first, other});
  };
  UopPush reset = gemm_uop(1);
  reset.reset = true;
  EXPECT_EQ(second(UopMode::kGemm, gemm_uop(0), reset),
            "call 3 (uop_push): micro-op 1 has reset 1 in a micro-kernel with reset 0");
  EXPECT_EQ(second(UopMode::kAlu, alu_uop(0, 0, AluOpcode::kMin), alu_uop(1, 1, AluOpcode::kMax)),
            "call 3 (uop_push): micro-op 1 has ALU opcode 1 in a micro-kernel with ALU opcode 0");
  EXPECT_EQ(second(UopMode::kAlu, imm_uop(0, AluOpcode::kAdd, 5), imm_uop(1, AluOpcode::kAdd, -5)),
            "call 3 (uop_push): micro-op 1 has immediate -5 in a micro-kernel with immediate 5");
  EXPECT_EQ(second(UopMode::kAlu, alu_uop(0, 0), imm_uop(1, AluOpcode::kAdd, 0)),
            "call 3 (uop_push): micro-op 1 has use_imm 1 in a micro-kernel with use_imm 0");
  EXPECT_EQ(second(UopMode::kGemm, gemm_uop(0), alu_uop(1, 1)),
            "call 3 (uop_push): micro-op 1 has mode 1 in a micro-kernel of mode 0");
}

TEST(MicroKernel, ArgumentsThatTheModeHasNoFieldForAreRefused) {
  UopPush uop = gemm_uop(0);
  uop.imm = 3;
  EXPECT_EQ(refusal({UopScopeBegin{UopMode::kGemm}, uop}),
            "call 2 (uop_push): micro-op 0 has an ALU operation in a GEMM micro-kernel; "
            "alu_opcode, use_imm and imm must be 0");
  EXPECT_EQ(refusal({UopScopeBegin{UopMode::kAlu}, UopLoopBegin{1, 0, 0, 1}}),
            "call 2 (loop_begin): wgt_factor is 1, but an ALU micro-kernel has no weights; it must "
            "be 0");
}

TEST(MicroKernel, AnUnknownAluOpcodeIsRefused) {
  UopPush uop = alu_uop(0, 0);
  uop.alu_opcode = 5;
  EXPECT_EQ(refusal({UopScopeBegin{UopMode::kAlu}, uop}),
            "call 2 (uop_push): micro-op 0 has ALU opcode 5; the last one is 4");
}

// Values that do not fit their fields: the sentence of the encoder, with the call in front.
TEST(MicroKernel, ValuesThatDoNotFitTheirFieldsAreRefused) {
  const auto expect = [](const CallList& calls, const std::string& call, const std::string& field,
                         const std::string& value) {
    const std::string message = refusal(calls);
    EXPECT_TRUE(contains(message, call)) << message;
    EXPECT_TRUE(contains(message, field)) << message;
    EXPECT_TRUE(contains(message, value)) << message;
  };
  expect({UopScopeBegin{UopMode::kGemm}, gemm_uop(2048)}, "call 2 (uop_push): micro-op 0", "dst",
         "2048");
  expect({UopScopeBegin{UopMode::kGemm}, gemm_uop(0, 4096)}, "call 2 (uop_push): micro-op 0", "src",
         "4096");
  expect({UopScopeBegin{UopMode::kGemm}, gemm_uop(0, 0, 1024)}, "call 2 (uop_push): micro-op 0",
         "wgt", "1024");
  expect(kernel(UopMode::kGemm, {{16384, 0, 0, 0}}, {gemm_uop(0)}), "call 5 (uop_scope_end)",
         "iter_out", "16384");
  expect(kernel(UopMode::kAlu, {{16384, 0, 0, 0}}, {alu_uop(0, 0)}), "call 5 (uop_scope_end)",
         "iter_in", "16384");
  expect(kernel(UopMode::kGemm, {{1, 2048, 0, 0}}, {gemm_uop(0)}), "call 5 (uop_scope_end)",
         "dst_factor_out", "2048");
  expect(kernel(UopMode::kGemm, {{1, 0, 0, 1024}}, {gemm_uop(0)}), "call 5 (uop_scope_end)",
         "wgt_factor_out", "1024");
  expect(kernel(UopMode::kAlu, {{1, 0, 2048, 0}}, {alu_uop(0, 0)}), "call 5 (uop_scope_end)",
         "src_factor_in", "2048");
  expect(kernel(UopMode::kAlu, {}, {imm_uop(0, AluOpcode::kAdd, 32768)}), "call 3 (uop_scope_end)",
         "imm", "32768");
  expect(kernel(UopMode::kAlu, {}, {imm_uop(0, AluOpcode::kAdd, -32769)}), "call 3 (uop_scope_end)",
         "imm", "-32769");
}

}  // namespace
}  // namespace vta
