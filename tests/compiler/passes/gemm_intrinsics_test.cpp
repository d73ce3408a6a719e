// SPDX-License-Identifier: Apache-2.0
//
// Products of one row of 16 by a 16 x 16 tile. A micro-operation is printed with the arguments
// mode (0 GEMM), reset, acc, inp, wgt, and three that are 0.

#include "compiler/passes/gemm_intrinsics.h"

#include <gtest/gtest.h>

#include "tests/compiler/passes/words.h"
#include "tests/hw/geometries.h"

namespace vta::passes {
namespace {

const ir::Buffer acc = int32("acc", {1024}, MemScope::kAcc);
const ir::Buffer inp = int8("inp", {1024}, MemScope::kInp);
const ir::Buffer wgt = int8("wgt", {65536}, MemScope::kWgt);
const Var b("b"), o("o"), k("k"), y("y");

Expr widened(const ir::Buffer& buffer, const Expr& index) {
  return cast(DType::kInt32, ir::read(buffer, {index}));
}
Stmt product(const Expr& acc_index, const Expr& inp_index, const Expr& wgt_index) {
  return make_store(acc, {acc_index},
                    ir::read(acc, {acc_index}) + widened(inp, inp_index) * widened(wgt, wgt_index));
}
Stmt gemm(const Stmt& nest) { return ir::make_attr(ir::kTensorizeGemm, 1, nest); }
Stmt lanes(const Stmt& store, std::int64_t outputs = 16, std::int64_t inputs = 16) {
  return make_for(o, outputs, make_for(k, inputs, store));
}

std::string converted(const Stmt& stmt, const Config& config = Config::pynq()) {
  return text_or_error(gemm_intrinsics({{}, stmt}, config));
}

const Stmt one = product(Expr(y) * 16 + o + 32, Expr(y) * 16 + k, Expr(o) * 16 + k + 512);

TEST(GemmIntrinsics, ProductBecomesOneMicroOperation) {
  EXPECT_EQ(converted(make_for(y, 4, gemm(lanes(one)))),
            "for (y: int32, 0, 4) {\n"
            "  attr coproc_scope = 2 {\n"
            "    attr coproc_uop_scope = \"VTAPushGEMMOp\" {\n"
            "      uop_push(0, 0, y + 2, y, 2, 0, 0, 0)\n"
            "    }\n"
            "  }\n"
            "}\n");
}

TEST(GemmIntrinsics, OperandsAndLoopsMayComeInAnyOrder) {
  const Expr index = Expr(y) * 16 + o + 32;
  const Expr swapped = widened(wgt, Expr(o) * 16 + k + 512) * widened(inp, Expr(y) * 16 + k);
  const Stmt store = make_store(acc, {index}, swapped + ir::read(acc, {index}));
  EXPECT_EQ(converted(make_for(y, 4, gemm(make_for(k, 16, make_for(o, 16, store))))),
            converted(make_for(y, 4, gemm(lanes(one)))));
}

TEST(GemmIntrinsics, ZerosBecomeAReset) {
  const Stmt zero = make_for(o, 16, make_store(acc, {Expr(y) * 16 + o}, 0));
  EXPECT_EQ(converted(make_for(y, 4, gemm(zero))),
            "for (y: int32, 0, 4) {\n"
            "  attr coproc_scope = 2 {\n"
            "    attr coproc_uop_scope = \"VTAPushGEMMOp\" {\n"
            "      uop_push(0, 1, y, 0, 0, 0, 0, 0)\n"
            "    }\n"
            "  }\n"
            "}\n");
}

TEST(GemmIntrinsics, RowsOfABatchAreALoopOfTheirOwn) {
  const Result<Config> two =
      Config::from_file(std::string(VTA_SOURCE_DIR) + "/hw/config/2x16x16.json");
  ASSERT_TRUE(two) << two.error().message;
  const Stmt store = product(Expr(b) * 16 + o + 32, Expr(b) * 16 + k + 64, Expr(o) * 16 + k + 256);
  EXPECT_EQ(converted(gemm(make_for(b, 2, lanes(store))), two.value()),
            "attr coproc_scope = 2 {\n"
            "  attr coproc_uop_scope = \"VTAPushGEMMOp\" {\n"
            "    uop_push(0, 0, 1, 2, 1, 0, 0, 0)\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(converted(gemm(lanes(store)), two.value()),
            "tensorize: there is no loop over the rows of the batch, BATCH = 2");
}

// ---- refusals ----

TEST(GemmIntrinsics, RefusesWhatIsNoNest) {
  EXPECT_EQ(converted(gemm(ir::make_seq({one, one}))),
            "tensorize: the loops are not a nest around one store");
}

TEST(GemmIntrinsics, RefusesOtherExpressionsWithTheStage) {
  const Stmt copy = make_store(acc, {o}, widened(inp, o));
  EXPECT_EQ(converted(gemm(test::stage("res_conv", make_for(o, 16, copy)))),
            "stage res_conv: tensorize: cast(int32, inp[o]) is not what GEMM computes, acc + "
            "cast(int32, inp) * cast(int32, wgt)");
  const Stmt square = make_store(acc, {o}, ir::read(acc, {o}) + widened(inp, k) * widened(inp, k));
  EXPECT_EQ(converted(gemm(lanes(square))),
            "tensorize: acc[o] + (cast(int32, inp[k])*cast(int32, inp[k])) is not what GEMM "
            "computes, acc + cast(int32, inp) * cast(int32, wgt)");
  const Stmt one_not_zero = make_store(acc, {o}, 1);
  EXPECT_EQ(converted(gemm(make_for(o, 16, one_not_zero))),
            "tensorize: 1 is not what GEMM computes, acc + cast(int32, inp) * cast(int32, wgt)");
  const Stmt elsewhere = make_store(
      acc, {o}, ir::read(acc, {Expr(o) + 16}) + widened(inp, k) * widened(wgt, Expr(o) * 16 + k));
  EXPECT_EQ(converted(gemm(lanes(elsewhere))),
            "tensorize: acc[o + 16] + (cast(int32, inp[k])*cast(int32, wgt[(o*16) + k])) is not "
            "what GEMM computes, acc + cast(int32, inp) * cast(int32, wgt)");
}

TEST(GemmIntrinsics, RefusesStagesOutsideOfAcc) {
  EXPECT_EQ(converted(gemm(make_store(int32("r", {16}), {0}, 0))),
            "tensorize: GEMM writes local.acc_buffer, the stage lies in global");
}

TEST(GemmIntrinsics, RefusesExtentsThatAreNotThoseOfTheMachine) {
  EXPECT_EQ(converted(gemm(lanes(one, 8, 16))),
            "tensorize: loop 'o' has extent 8; GEMM takes output channels, BLOCK = 16");
  EXPECT_EQ(converted(gemm(lanes(one, 16, 8))),
            "tensorize: loop 'k' has extent 8; GEMM takes input channels, BLOCK = 16");
  EXPECT_EQ(converted(gemm(make_for(o, 16, one))),
            "tensorize: there is no loop over the input channels, BLOCK = 16");
  EXPECT_EQ(converted(gemm(lanes(one)), test::config_1x8x8()),
            "tensorize: loop 'o' does not step through the lanes of one element as GEMM does");
}

TEST(GemmIntrinsics, RefusesLoopsOutsideOfOneElement) {
  EXPECT_EQ(converted(gemm(make_for(y, 4, lanes(one)))),
            "tensorize: loop 'y' has extent 4; GEMM takes rows of the batch, BATCH = 1");
  const Stmt transposed = product(o, k, Expr(k) * 16 + o);
  EXPECT_EQ(converted(gemm(lanes(transposed))),
            "tensorize: loop 'o' does not step through the lanes of one element as GEMM does");
}

TEST(GemmIntrinsics, RefusesASecondLoopOverTheSameLanes) {
  const Var again("again");
  const Stmt twice = product(Expr(o) + again, k, (Expr(o) + again) * 16 + k);
  EXPECT_EQ(converted(gemm(make_for(again, 16, lanes(twice)))),
            "tensorize: loop 'o' does not step through the lanes of one element as GEMM does");
}

TEST(GemmIntrinsics, RefusesIndicesThatAreNotAffineOrBeginInsideOfAnElement) {
  EXPECT_EQ(converted(gemm(lanes(product(floordiv(o, 2), k, Expr(o) * 16 + k)))),
            "tensorize: index floordiv(o, 2) is not affine in loop 'o'");
  EXPECT_EQ(converted(gemm(lanes(product(o, Expr(k) + 8, Expr(o) * 16 + k)))),
            "tensorize: inp[k + 8] does not begin with a whole element");
}

}  // namespace
}  // namespace vta::passes
