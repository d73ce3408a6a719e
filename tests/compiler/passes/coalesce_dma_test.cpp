// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/coalesce_dma.h"

#include <gtest/gtest.h>

#include "tests/compiler/ir/interpreter.h"
#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

const ir::Buffer a = test::int8("a", {128});
const ir::Buffer b = test::int8("b", {128}, ir::MemScope::kInp);

Stmt row(const Expr& base) {
  const Var x("x");
  return ir::make_attr(ir::kPragmaDma, 1,
                       make_for(x, 16, make_store(b, {base + x}, ir::read(a, {base + x}))));
}

TEST(CoalesceDma, PragmaMovesOverLoopsThatOnlyCopy) {
  const Var y("y"), z("z");
  const ir::Function before{
      {a}, test::stage("b", make_for(z, 2, make_for(y, 4, row(Expr(z) * 64 + Expr(y) * 16))))};
  EXPECT_EQ(test::text(coalesce_dma(before)),
            "attr pragma_dma_copy = 1 {\n"
            "  for (z: int32, 0, 2) {\n"
            "    for (y: int32, 0, 4) {\n"
            "      for (x: int32, 0, 16) {\n"
            "        b[((z*64) + (y*16)) + x] = a[((z*64) + (y*16)) + x]\n"
            "      }\n"
            "    }\n"
            "  }\n"
            "}\n");
}

TEST(CoalesceDma, LoopsWithMoreThanTheCopyStayOutside) {
  const Var y("y");
  const ir::Function before{
      {a}, make_for(y, 4, ir::make_seq({row(Expr(y) * 16), make_store(a, {y}, ir::read(b, {y}))}))};
  EXPECT_EQ(test::text(coalesce_dma(before)), test::text(before));
}

TEST(CoalesceDma, VirtualThreadsStayOutsideAndCopiesAreNotJoined) {
  const Var y("y");
  const ir::Function threads{{a}, make_for(y, 2, row(Expr(y) * 16), true)};
  EXPECT_EQ(test::text(coalesce_dma(threads)), test::text(threads));
  const ir::Function two{{a}, ir::make_seq({row(0), row(16)})};
  EXPECT_EQ(test::text(coalesce_dma(two)), test::text(two));
}

}  // namespace
}  // namespace vta::passes
