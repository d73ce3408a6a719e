// SPDX-License-Identifier: Apache-2.0
#include "compiler/codegen/codegen.h"

#include <gtest/gtest.h>

#include "compiler/passes/dma_intrinsics.h"
#include "tests/compiler/ir/build.h"

namespace vta {
namespace {

using ir::Expr;
using ir::make_eval;
using ir::make_for;
using ir::make_seq;
using ir::Stmt;
using ir::Var;

const ir::Buffer a = test::int8("a", {1024});
const ir::Buffer t = test::int8("t", {4096}, ir::MemScope::kInp);

std::string calls(const Stmt& stmt) {
  const Result<CodegenResult> code = generate_calls({{a}, stmt}, "test");
  if (!code) return code.error().message;
  std::string text;
  for (const Call& call : code.value().calls) text += to_string(call) + "\n";
  return text;
}
std::vector<std::string> origins(const Stmt& stmt) {
  const Result<CodegenResult> code = generate_calls({{a}, stmt}, "conv2d");
  EXPECT_TRUE(code) << code.error().message;
  std::vector<std::string> all;
  for (const Origin& origin : code.value().origins) all.push_back(origin ? describe(*origin) : "");
  return all;
}
Stmt push(const Expr& dst) { return make_eval(ir::kUopPush, {1, 0, dst, 2, 3, 1, 1, -5}); }
Stmt load(std::vector<Expr> numbers) {
  numbers.insert(numbers.begin(), ir::handle(a));
  return make_eval(ir::kLoad2d, std::move(numbers));
}
Stmt noted(const char* name, std::vector<ir::StageNote::Tile> tiles, const Expr& min,
           const Expr& size, const Stmt& body) {
  ir::StageNote note{name};
  note.tiles = std::move(tiles);
  note.min = {min};
  note.extent = {size};
  return ir::make_stage(std::make_shared<const ir::StageNote>(note), body);
}

TEST(Codegen, EveryIntrinsicIsItsCall) {
  EXPECT_EQ(calls(make_seq({make_eval(ir::kDepPush, {3, 2}), make_eval(ir::kDepPop, {2, 1}),
                            test::scope(1, load({7, 4, 3, 5, 1, 2, 0, 1, 9, 2})),
                            make_eval(ir::kStore2d, {9, 4, ir::handle(a), 7, 4, 3, 5}),
                            make_eval(ir::kSync, {})})),
            "dep_push 3 2\n"
            "dep_pop 2 1\n"
            "scope 1\n"
            "load2d a 7 4 3 5 1 2 0 1 9 2\n"
            "store2d 9 4 a 7 4 3 5\n"
            "sync\n");
}

TEST(Codegen, LoopsRunAndMicroKernelsAreEnclosed) {
  const Var x("x");
  EXPECT_EQ(
      calls(make_for(x, 2,
                     ir::make_attr(ir::kUopScope, 1,
                                   make_seq({make_eval(ir::kUopLoopBegin, {4, 1, 1, 0}),
                                             push(Expr(x) * 8), make_eval(ir::kUopLoopEnd, {})})))),
      "uop_scope alu\n"
      "loop_begin 4 1 1 0\n"
      "uop_push 1 0 0 2 3 1 1 -5\n"
      "loop_end\n"
      "uop_scope_end\n"
      "uop_scope alu\n"
      "loop_begin 4 1 1 0\n"
      "uop_push 1 0 8 2 3 1 1 -5\n"
      "loop_end\n"
      "uop_scope_end\n");
}

TEST(Codegen, LoadsWithoutDataBecomeOneRowOfPadding) {
  // 2 + 0 + 1 columns and 4 rows; 5 columns and 1 + 0 + 2 rows. The offset is not looked at.
  EXPECT_EQ(calls(load({-7, 0, 4, 5, 2, 0, 1, 0, 9, 2})), "load2d a 0 12 0 0 0 1 0 0 9 2\n");
  EXPECT_EQ(calls(load({-7, 5, 0, 5, 0, 1, 0, 2, 9, 2})), "load2d a 0 15 0 0 0 1 0 0 9 2\n");
}

// Tiles of 2 rows of an image of 2 x 4 with 2 rows of padding on both sides.
TEST(Codegen, TilesThatLieInThePaddingLoadNothing) {
  const Var o("o"), y("y"), x("x");
  const Expr row = Expr(o) * 2 + y - 2;
  const Expr inside = both(Expr(0) <= row, row < Expr(2));
  const Expr value = select(inside, ir::read(a, {row * 64 + x}), ir::literal(0, ir::DType::kInt8));
  const Stmt copy =
      ir::make_attr(ir::kPragmaDma, 1,
                    make_for(y, 2, make_for(x, 64, ir::make_store(t, {Expr(y) * 64 + x}, value))));
  const Result<ir::Function> program =
      passes::dma_intrinsics({{a}, make_for(o, 3, copy)}, Config::pynq());
  ASSERT_TRUE(program) << program.error().message;
  EXPECT_EQ(calls(program.value().body),
            "scope 1\n"
            "load2d a 0 8 0 0 0 1 0 0 0 2\n"
            "scope 1\n"
            "load2d a 0 4 2 4 0 0 0 0 0 2\n"
            "scope 1\n"
            "load2d a 0 8 0 0 0 1 0 0 0 2\n");
}

// ---- where calls come from ----

TEST(Codegen, OriginNamesStageTilesLoopsAndPart) {
  const Var o("o"), x("x");
  const Stmt body = noted("res", {{"y", o, 2}}, Expr(o) * 7, 7, make_for(x, 2, push(x)));
  const std::vector<std::string> expected = {
      "conv2d res: tile y 0/2, x 0/2; res[0:7]", "conv2d res: tile y 0/2, x 1/2; res[0:7]",
      "conv2d res: tile y 1/2, x 0/2; res[7:14]", "conv2d res: tile y 1/2, x 1/2; res[7:14]"};
  EXPECT_EQ(origins(make_for(o, 2, body)), expected);
}

TEST(Codegen, OriginsOfAMicroKernelAreOne) {
  const Var x("x");
  const Stmt kernel = ir::make_attr(ir::kUopScope, 1, make_for(x, 3, push(x)));
  const std::vector<std::string> all = origins(noted("res", {}, 0, 4, kernel));
  EXPECT_EQ(all, std::vector<std::string>(5, "conv2d res: res[0:4]"));
}

TEST(Codegen, CallsOutsideOfStagesHaveNoOrigin) {
  const std::vector<std::string> expected = {"", "conv2d s: s[0:4]", "conv2d u: u[4:6]", ""};
  EXPECT_EQ(origins(make_seq({make_eval(ir::kDepPush, {3, 2}), noted("s", {}, 0, 4, push(0)),
                              noted("u", {}, 4, 2, push(0)), make_eval(ir::kSync, {})})),
            expected);
}

TEST(Codegen, CallsOfAStageInsideOfAnotherNameTheInnerOne) {
  const Stmt inner = noted("u", {}, 4, 2, push(0));
  const std::vector<std::string> expected = {"conv2d s: s[0:4]", "conv2d u: u[4:6]",
                                             "conv2d s: s[0:4]"};
  EXPECT_EQ(origins(noted("s", {}, 0, 4, make_seq({push(0), inner, push(1)}))), expected);
}

// ---- refusals ----

TEST(Codegen, RefusesStatementsThatAreLeftForTheHost) {
  EXPECT_EQ(calls(test::stage("res", ir::make_store(a, {3}, ir::read(a, {4}) + 1))),
            "stage res: 'a[3] = a[4] + 1i8' is left for the host; a pragma (dma_copy, alu) or "
            "tensorize is missing");
}

TEST(Codegen, RefusesTemporariesInDram) {
  EXPECT_EQ(calls(test::alloc(test::int8("tmp", {4}), push(0))),
            "buffer tmp lies in DRAM, but is none of the arguments");
}

TEST(Codegen, RefusesArgumentsThatTheCallDoesNotHold) {
  EXPECT_EQ(calls(test::stage("s", push(-1))),
            "stage s: vta.uop_push: argument -1 does not lie in 0..4294967295");
  EXPECT_EQ(calls(load({std::int64_t{1} << 32, 1, 1, 1, 0, 0, 0, 0, 0, 2})),
            "VTALoadBuffer2D: argument 4294967296 does not lie in 0..4294967295");
  EXPECT_EQ(calls(load({0, -1, 1, 1, 0, 0, 0, 0, 0, 2})),
            "VTALoadBuffer2D: argument -1 does not lie in 0..4294967295");
}

TEST(Codegen, RefusesImmediatesThatTheCallDoesNotHold) {
  EXPECT_EQ(calls(make_eval(ir::kUopPush, {1, 0, 0, 0, 0, 2, 1, std::int64_t{1} << 32})),
            "vta.uop_push: argument 4294967296 does not lie in -2147483648..2147483647");
}

TEST(Codegen, RefusesIntrinsicsThatItDoesNotKnow) {
  EXPECT_EQ(calls(make_eval("vta.magic", {})), "intrinsic vta.magic is not known");
}

TEST(Codegen, RefusesProgramsOfTooManyCalls) {
  EXPECT_EQ(
      calls(make_for(Var("x"), (1 << 24) + 1, make_eval(ir::kUopLoopEnd, {}))),
      "the program would make more than 16777216 calls; larger tiles or a smaller problem make "
      "it shorter");
}

TEST(Assemble, BuffersHaveTheBytesOfTheirTypesAndFailuresTheirOrigin) {
  const ir::Buffer words = test::int32("w", {16});
  const Result<CodegenResult> code = generate_calls(
      {{a, words}, noted("res", {}, 0, 4, load({0, 65536, 1, 1, 0, 0, 0, 0, 0, 2}))}, "conv2d");
  ASSERT_TRUE(code) << code.error().message;
  const auto refused = assemble_calls(Config::pynq(), {a, words}, code.value());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message.substr(0, 22), "conv2d res: res[0:4]: ");
  const auto empty = assemble_calls(Config::pynq(), {a, words}, {});
  ASSERT_TRUE(empty) << empty.error().message;
  EXPECT_EQ(empty.value().buffers.at(0).bytes, 1024u);
  EXPECT_EQ(empty.value().buffers.at(1).bytes, 64u);
}

}  // namespace
}  // namespace vta
