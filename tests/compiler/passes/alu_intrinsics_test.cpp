// SPDX-License-Identifier: Apache-2.0
//
// Operations on 4 x 5 elements of 16 numbers. A micro-operation is printed with the arguments
// mode (1 ALU, 0 GEMM), reset, dst, src, 0, opcode (0 MIN, 1 MAX, 2 ADD, 3 SHR, 4 MUL), whether
// there is an immediate, and the immediate; a loop with its extent and the steps of dst, src, wgt.

#include "compiler/passes/alu_intrinsics.h"

#include <gtest/gtest.h>

#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

const ir::Buffer acc = int32("acc", {4096}, MemScope::kAcc);
const ir::Buffer other = int32("other", {4096}, MemScope::kAcc);
const Var z("z"), y("y"), x("x"), lane("l");

Stmt alu(const Stmt& nest) { return ir::make_attr(ir::kPragmaAlu, 1, nest); }

std::string converted(const Stmt& stmt) {
  return text_or_error(alu_intrinsics({{}, stmt}, Config::pynq()));
}

const Expr index = Expr(x) * 16 + lane;
const Expr result = ir::read(acc, {index});

// Over 20 elements in a row: one loop of the instruction.
std::string row(const Expr& value) {
  std::string text =
      converted(alu(make_for(x, 20, make_for(lane, 16, make_store(acc, {index}, value)))));
  test::replace_all(text, "attr coproc_scope = 2 {\n  attr coproc_uop_scope = \"VTAPush", "");
  test::replace_all(text, "Op\" {\n    VTAUopLoopBegin", " loop");
  test::replace_all(text, "\n    VTAUopLoopEnd()\n  }\n}", "");
  test::replace_all(text, "\n    uop_push", " push");
  return text;
}
Expr operand(std::int64_t element) { return ir::read(other, {index + element * 16}); }

TEST(AluIntrinsics, ElementsInARowAreOneLoopOfOneKernel) {
  EXPECT_EQ(converted(alu(
                make_for(x, 20, make_for(lane, 16, make_store(acc, {index}, result + Expr(3)))))),
            "attr coproc_scope = 2 {\n"
            "  attr coproc_uop_scope = \"VTAPushALUOp\" {\n"
            "    VTAUopLoopBegin(20, 1, 1, 0)\n"
            "    uop_push(1, 0, 0, 0, 0, 2, 1, 3)\n"
            "    VTAUopLoopEnd()\n"
            "  }\n"
            "}\n");
}

TEST(AluIntrinsics, EveryOperationTakesAnImmediateOrASecondElement) {
  EXPECT_EQ(row(min(result, 127)), "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 0, 1, 127)\n");
  EXPECT_EQ(row(max(result, -7)), "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 1, 1, -7)\n");
  EXPECT_EQ(row(result + Expr(5)), "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 2, 1, 5)\n");
  EXPECT_EQ(row(result >> 8), "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 3, 1, 8)\n");
  EXPECT_EQ(row(result * 3), "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 4, 1, 3)\n");
  EXPECT_EQ(row(min(result, operand(2))), "ALU loop(20, 1, 1, 0) push(1, 0, 0, 2, 0, 0, 0, 0)\n");
  EXPECT_EQ(row(result >> operand(2)), "ALU loop(20, 1, 1, 0) push(1, 0, 0, 2, 0, 3, 0, 0)\n");
  EXPECT_EQ(row(result + result), "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 2, 0, 0)\n");
}

TEST(AluIntrinsics, OperandsOfCommutingOperationsMayBeSwapped) {
  EXPECT_EQ(row(Expr(5) + result), row(result + Expr(5)));
  EXPECT_EQ(row(max(operand(2), result)), row(max(result, operand(2))));
}

TEST(AluIntrinsics, FirstOperandElsewhereIsCopiedToTheResult) {
  EXPECT_EQ(row(operand(2) >> 8),
            "GEMM loop(20, 1, 0, 0) push(0, 1, 0, 0, 0, 0, 0, 0)\n"
            "ALU loop(20, 1, 1, 0) push(1, 0, 0, 2, 0, 2, 0, 0)\n"
            "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 3, 1, 8)\n");
  EXPECT_EQ(row(operand(2)),
            "GEMM loop(20, 1, 0, 0) push(0, 1, 0, 0, 0, 0, 0, 0)\n"
            "ALU loop(20, 1, 1, 0) push(1, 0, 0, 2, 0, 2, 0, 0)\n");
}

TEST(AluIntrinsics, LiteralsAreAddedToZero) {
  EXPECT_EQ(row(0), "GEMM loop(20, 1, 0, 0) push(0, 1, 0, 0, 0, 0, 0, 0)\n");
  EXPECT_EQ(row(9),
            "GEMM loop(20, 1, 0, 0) push(0, 1, 0, 0, 0, 0, 0, 0)\n"
            "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 2, 1, 9)\n");
}

TEST(AluIntrinsics, ChainOfOperationsIsOneKernelEach) {
  EXPECT_EQ(row(min(max(result >> 8, 0), 127)),
            "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 3, 1, 8)\n"
            "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 1, 1, 0)\n"
            "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 0, 1, 127)\n");
  EXPECT_EQ(row(operand(1) + result * 2),
            "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 4, 1, 2)\n"
            "ALU loop(20, 1, 1, 0) push(1, 0, 0, 1, 0, 2, 0, 0)\n");
}

TEST(AluIntrinsics, SubtractionAddsTheNegativeOrNegatesFirst) {
  EXPECT_EQ(row(result - Expr(5)), "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 2, 1, -5)\n");
  EXPECT_EQ(row(operand(1) - result),
            "ALU loop(20, 1, 1, 0) push(1, 0, 0, 0, 0, 4, 1, -1)\n"
            "ALU loop(20, 1, 1, 0) push(1, 0, 0, 1, 0, 2, 0, 0)\n");
}

TEST(AluIntrinsics, WhatWasLoadedFromInt8IsInt32InTheMemory) {
  const ir::Buffer narrow = test::int8("narrow", {4096}, MemScope::kAcc);
  EXPECT_EQ(row(result + cast(DType::kInt32, ir::read(narrow, {index + 32}))),
            "ALU loop(20, 1, 1, 0) push(1, 0, 0, 2, 0, 2, 0, 0)\n");
}

TEST(AluIntrinsics, LoopsThatDoNotContinueEachOtherAreTwoLoops) {
  const Expr to = Expr(y) * 160 + index;
  const Expr from = Expr(y) * 224 + index + 64;
  EXPECT_EQ(converted(alu(make_for(
                y, 4,
                make_for(x, 5,
                         make_for(lane, 16,
                                  make_store(acc, {to},
                                             ir::read(acc, {to}) + ir::read(other, {from}))))))),
            "attr coproc_scope = 2 {\n"
            "  attr coproc_uop_scope = \"VTAPushALUOp\" {\n"
            "    VTAUopLoopBegin(4, 10, 14, 0)\n"
            "    VTAUopLoopBegin(5, 1, 1, 0)\n"
            "    uop_push(1, 0, 0, 4, 0, 2, 0, 0)\n"
            "    VTAUopLoopEnd()\n"
            "    VTAUopLoopEnd()\n"
            "  }\n"
            "}\n");
}

TEST(AluIntrinsics, ThirdLoopIsWrittenOutAsMicroOperations) {
  const Expr to = Expr(z) * 1600 + Expr(y) * 160 + index;
  EXPECT_EQ(converted(alu(make_for(
                z, 3,
                make_for(y, 4,
                         make_for(x, 5,
                                  make_for(lane, 16,
                                           make_store(acc, {to}, max(ir::read(acc, {to}), 0)))))))),
            "attr coproc_scope = 2 {\n"
            "  attr coproc_uop_scope = \"VTAPushALUOp\" {\n"
            "    VTAUopLoopBegin(4, 10, 10, 0)\n"
            "    VTAUopLoopBegin(5, 1, 1, 0)\n"
            "    for (z: int32, 0, 3) {\n"
            "      uop_push(1, 0, z*100, z*100, 0, 1, 1, 0)\n"
            "    }\n"
            "    VTAUopLoopEnd()\n"
            "    VTAUopLoopEnd()\n"
            "  }\n"
            "}\n");
}

// A pooling window: the result stands still while the source steps.
TEST(AluIntrinsics, ReductionLoopsStepThroughTheSourceAlone) {
  const Expr from = Expr(x) * 32 + Expr(y) * 16 + lane;
  EXPECT_EQ(
      converted(alu(make_for(
          x, 4,
          make_for(y, 2,
                   make_for(lane, 16,
                            make_store(acc, {index}, max(result, ir::read(other, {from})))))))),
      "attr coproc_scope = 2 {\n"
      "  attr coproc_uop_scope = \"VTAPushALUOp\" {\n"
      "    VTAUopLoopBegin(4, 1, 2, 0)\n"
      "    VTAUopLoopBegin(2, 0, 1, 0)\n"
      "    uop_push(1, 0, 0, 0, 0, 1, 0, 0)\n"
      "    VTAUopLoopEnd()\n"
      "    VTAUopLoopEnd()\n"
      "  }\n"
      "}\n");
}

TEST(AluIntrinsics, SequenceOfNestsKeepsItsOrder) {
  const Stmt init = make_for(lane, 16, make_store(acc, {lane}, 0));
  const Stmt update =
      make_for(x, 4,
               make_for(lane, 16,
                        make_store(acc, {lane}, ir::read(acc, {lane}) + ir::read(other, {index}))));
  EXPECT_EQ(converted(alu(ir::make_seq({init, update}))),
            "attr coproc_scope = 2 {\n"
            "  attr coproc_uop_scope = \"VTAPushGEMMOp\" {\n"
            "    uop_push(0, 1, 0, 0, 0, 0, 0, 0)\n"
            "  }\n"
            "}\n"
            "attr coproc_scope = 2 {\n"
            "  attr coproc_uop_scope = \"VTAPushALUOp\" {\n"
            "    VTAUopLoopBegin(4, 0, 1, 0)\n"
            "    uop_push(1, 0, 0, 0, 0, 2, 0, 0)\n"
            "    VTAUopLoopEnd()\n"
            "  }\n"
            "}\n");
}

}  // namespace
}  // namespace vta::passes
