// SPDX-License-Identifier: Apache-2.0
#include "compiler/ir/rewrite.h"

#include <gtest/gtest.h>

#include "compiler/ir/print.h"
#include "tests/compiler/ir/build.h"

namespace vta::ir {
namespace {

const Buffer a = test::int32("a", {8});
const Var x("x"), y("y");

TEST(Rewrite, SeesLeavesFirstAndFoldsLiterals) {
  std::string order;
  const Expr result = rewrite(Expr(x) + Expr(y) * 2, [&order](const Expr& e) {
    order += to_text(e) + ";";
    return is(e, Op::kVar) ? Expr(3) : e;
  });
  EXPECT_EQ(order, "x;y;2;6;9;");
  EXPECT_TRUE(is_literal(result, 9));
}

TEST(Rewrite, SharesWhatDoesNotChange) {
  const Expr e = read(a, {Expr(x) + 1}) * 2;
  EXPECT_EQ(rewrite(e, [](const Expr& node) { return node; }).get(), e.get());
  const Stmt s = make_for(x, 4, make_store(a, {x}, e));
  EXPECT_EQ(map_children(s, [](const Stmt& child) { return child; }), s);
  EXPECT_EQ(map_exprs(s, [](const Expr& node) { return node; }), s);
}

TEST(Rewrite, SubstitutesEverywhereInAStatement) {
  StageNote note{"s"};
  note.min = {Expr(y) + 1};
  const Stmt s = make_stage(std::make_shared<const StageNote>(note),
                            make_for(x, Expr(y) + 2, make_store(a, {Expr(x) + y}, read(a, {y}))));
  const Stmt result = substitute(s, {{y.get(), Expr(5)}});
  EXPECT_FALSE(mentions(result, y));
  EXPECT_TRUE(mentions(s, y));
  EXPECT_TRUE(is_literal(result->note->min[0], 6));
  EXPECT_EQ(test::text({{}, result}),
            "for (x: int32, 0, 7) {\n"
            "  a[x + 5] = a[5]\n"
            "}\n");
}

TEST(Rewrite, EmptyChildrenVanishFromSequences) {
  const Stmt store = make_store(a, {0}, 0);
  const Stmt other = make_store(a, {1}, 0);
  const Stmt result = map_children(make_seq({store, other}), [&](const Stmt& child) {
    return child == store ? make_seq({}) : child;
  });
  EXPECT_EQ(result, other);
}

TEST(Rewrite, VisitsOuterStatementsAndOperandsFirst) {
  std::string order;
  const Stmt s = make_for(x, 2, make_seq({make_store(a, {0}, 0), make_attr("k", 1, make_seq({}))}));
  for_each(s,
           [&order](const Stmt& stmt) { order += std::to_string(static_cast<int>(stmt->kind)); });
  EXPECT_EQ(order, "01241");
  std::string exprs;
  for_each(read(a, {x}) + 1, [&exprs](const Expr& e) { exprs += to_text(e) + ";"; });
  EXPECT_EQ(exprs, "x;a[x];1;a[x] + 1;");
}

}  // namespace
}  // namespace vta::ir
