// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/flatten_storage.h"

#include <gtest/gtest.h>

#include "tests/compiler/ir/interpreter.h"
#include "tests/compiler/passes/words.h"

namespace vta::passes {
namespace {

TEST(FlattenStorage, LastIndexRunsFastestInParametersAndAllocations) {
  const ir::Buffer a = int8("a", {2, 3, 4});
  const ir::Buffer r = int8("r", {4, 2, 3});
  const ir::Buffer t = int8("t", {9, 9, 9});  // of which a part is computed at once
  const Var x("x"), y("y"), z("z");
  const auto loops = [&](const ir::Stmt& s) { return make_for(x, 2, make_for(y, 3, s)); };
  const ir::Stmt fill = make_for(z, 4, make_store(t, {x, y, z}, ir::read(a, {x, y, z})));
  const ir::Stmt use = make_for(z, 4, make_store(r, {z, x, y}, ir::read(t, {x, y, z})));
  const ir::Function before{{a, r},
                            ir::make_alloc(t, {2, 3, 4}, ir::make_seq({loops(fill), loops(use)}))};
  const Result<ir::Function> after = flatten_storage(before);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after.value().params[0]->shape, std::vector<std::int64_t>{24});
  EXPECT_EQ(test::text(after.value()),
            "allocate(t: Pointer(global int8), int8, [24]), storage_scope = global {\n"
            "  for (x: int32, 0, 2) {\n"
            "    for (y: int32, 0, 3) {\n"
            "      for (z: int32, 0, 4) {\n"
            "        t[((0 + (z*1)) + (y*4)) + (x*12)] = a[((0 + (z*1)) + (y*4)) + (x*12)]\n"
            "      }\n"
            "    }\n"
            "  }\n"
            "  for (x: int32, 0, 2) {\n"
            "    for (y: int32, 0, 3) {\n"
            "      for (z: int32, 0, 4) {\n"
            "        r[((0 + (y*1)) + (x*3)) + (z*6)] = t[((0 + (z*1)) + (y*4)) + (x*12)]\n"
            "      }\n"
            "    }\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(test::difference(before, after.value()), "");
}

TEST(FlattenStorage, PartsOfOneTensorHaveStridesOfTheirOwn) {
  const ir::Buffer r = int32("r", {2, 3});
  const ir::Buffer t = int32("t", {2, 3});
  const Var x("x"), y("y");
  const auto part = [&](std::int64_t columns, std::int64_t first) {
    const ir::Stmt fill = make_for(
        x, 2, make_for(y, columns, make_store(t, {x, y}, ir::read(r, {x, Expr(y) + first}))));
    const ir::Stmt use = make_for(
        x, 2, make_for(y, columns, make_store(r, {x, Expr(y) + first}, ir::read(t, {x, y}) * 3)));
    return ir::make_alloc(t, {2, columns}, ir::make_seq({fill, use}));
  };
  const ir::Function before{{r}, ir::make_seq({part(2, 0), part(1, 2)})};
  const Result<ir::Function> after = flatten_storage(before);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(test::difference(before, after.value()), "");
  const std::string text = test::text(after.value());
  EXPECT_NE(text.find("[4]), storage_scope"), std::string::npos) << text;
  EXPECT_NE(text.find("[2]), storage_scope"), std::string::npos) << text;
}

TEST(FlattenStorage, KeepsTypeScopeAndAttributes) {
  const ir::Buffer a = int8("a", {2, 2});
  const ir::Buffer t = int8("t", {2, 2}, ir::MemScope::kInp);
  const Var x("x");
  const ir::Stmt copy = make_for(x, 2, make_store(t, {x, 1}, ir::read(a, {1, x})));
  const Result<ir::Function> after =
      flatten_storage({{a}, test::alloc(t, ir::make_attr(ir::kPragmaDma, 1, copy))});
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(test::text(after.value()),
            "allocate(t: Pointer(local.inp_buffer int8), int8, [4]), storage_scope = "
            "local.inp_buffer {\n"
            "  attr pragma_dma_copy = 1 {\n"
            "    for (x: int32, 0, 2) {\n"
            "      t[1 + (x*2)] = a[(0 + (x*1)) + 2]\n"
            "    }\n"
            "  }\n"
            "}\n");
}

TEST(FlattenStorage, AllocationOfUnknownSizeIsRefused) {
  const ir::Buffer t = int32("t", {8});
  const Var n("n");
  const Result<ir::Function> after =
      flatten_storage({{}, ir::make_alloc(t, {Expr(n) + 1}, make_store(t, {0}, 0))});
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().message, "stage t: its size n + 1 is not known");
}

}  // namespace
}  // namespace vta::passes
