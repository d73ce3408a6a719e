// SPDX-License-Identifier: Apache-2.0
//
// Statements and declarations of the notation.

#include "tests/compiler/listing/listing.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/compiler/listing/compare.h"

namespace vta::test {
namespace {

using Kind = Statement::Kind;

Listing parsed(const std::string& text) {
  Result<Listing> listing = parse_listing(text);
  EXPECT_TRUE(listing) << listing.error().message << "\n" << text;
  return listing ? std::move(listing).value() : Listing{};
}

std::string refusal(const std::string& text) {
  const Result<Listing> listing = parse_listing(text);
  return listing ? "none" : listing.error().message;
}

constexpr const char* kHeader = R"(@main = primfn(data_1: handle, res_1: handle) -> ()
  attr = {"from_legacy_te_schedule": True, "global_symbol": "main", "tir.noalias": True}
  buffers = {data: Buffer(data_2: Pointer(int8), int8, [64], []),
             res: Buffer(res_2: Pointer(int8), int8, [32], [])}
  buffer_map = {data_1: data, res_1: res}
  preflattened_buffer_map = {data_1: data_3: Buffer(data_2, int8, [8, 8], [])})";

TEST(Listing, Declarations) {
  const Listing listing = parsed(std::string(kHeader) + R"( {
  allocate(a: Pointer(global int8), int8, [65536]), storage_scope = global;
  allocate(b: Pointer(local.acc_buffer int32), int32, [25088]), storage_scope = local.acc_buffer {
  }
})");
  EXPECT_EQ(listing.parameters, (std::map<std::string, Buffer>{{"data", {"global", "int8", 64}},
                                                               {"res", {"global", "int8", 32}}}));
  EXPECT_EQ(listing.allocations,
            (std::map<std::string, Buffer>{{"a", {"global", "int8", 65536}},
                                           {"b", {"local.acc_buffer", "int32", 25088}}}));
  EXPECT_TRUE(listing.body.empty());
}

TEST(Listing, Statements) {
  const Listing listing = parsed(std::string(kHeader) + R"( {
  for (i.outer: int32, 1, 8) {
    res[(i.outer + 2)] = data[i.outer]
    attr [IterVar(vta: int32, (nullptr), "ThreadIndex", "vta")] "coproc_scope" = 2 {
      attr [IterVar(vta, (nullptr), "ThreadIndex", "vta")] "coproc_uop_scope" = "VTAPushGEMMOp" {
        @tir.vta.coproc_dep_push(3, 2, dtype=int32)
      }
    }
  }
  @tir.vta.coproc_sync(, dtype=int32)
})");
  ASSERT_EQ(listing.body.size(), 2U);
  const Statement& loop = listing.body[0];
  EXPECT_EQ(loop.kind, Kind::kLoop);
  EXPECT_EQ(loop.line, 7U);
  EXPECT_EQ(loop.name, "i.outer");
  EXPECT_EQ(loop.minimum, 1);
  EXPECT_EQ(loop.extent, 8);
  ASSERT_EQ(loop.body.size(), 2U);
  EXPECT_EQ(loop.body[0].kind, Kind::kStore);
  EXPECT_EQ(loop.body[0].name, "res");
  EXPECT_EQ(loop.body[0].index->op, Op::kAdd);
  EXPECT_EQ(loop.body[0].value->op, Op::kRead);
  EXPECT_EQ(loop.body[0].value->name, "data");
  const Statement& scope = loop.body[1];
  EXPECT_EQ(scope.kind, Kind::kAttribute);
  EXPECT_EQ(scope.name, "coproc_scope");
  EXPECT_EQ(scope.value->value, 2);
  ASSERT_EQ(scope.body.size(), 1U);
  EXPECT_EQ(scope.body[0].value->name, "VTAPushGEMMOp");
  ASSERT_EQ(scope.body[0].body.size(), 1U);
  const Statement& push = scope.body[0].body[0];
  EXPECT_EQ(push.kind, Kind::kEvaluate);
  EXPECT_EQ(push.name, "tir.vta.coproc_dep_push");
  EXPECT_EQ(push.value->args.size(), 2U);
  EXPECT_TRUE(listing.body[1].value->args.empty());
}

TEST(Listing, HandlesAreResolved) {
  const Listing listing = parsed(std::string(kHeader) + R"( {
  @tir.call_extern("VTALoadBuffer2D", @tir.tvm_thread_context(@tir.vta.command_handle(,
    dtype=handle), dtype=handle), data_2, 5, dtype=int32)
})");
  const std::vector<ExprPtr>& args = listing.body.at(0).value->args;
  ASSERT_EQ(args.size(), 4U);
  EXPECT_EQ(args[0]->name, "VTALoadBuffer2D");
  EXPECT_EQ(args[1]->args.at(0)->name, "tir.vta.command_handle");
  EXPECT_EQ(args[2]->op, Op::kHandle);
  EXPECT_EQ(args[2]->name, "data");
  EXPECT_EQ(args[3]->value, 5);
}

TEST(Listing, EqualInOtherWords) {
  const std::string declared = std::string(kHeader) +
                               "{ allocate(t: Pointer(global int32), int32, [9]), "
                               "storage_scope = global";
  const Listing plain = parsed(declared + R"(;
  for (i: int32, 0, 4) {
    for (j: int32, 0, 2) {
      t[((i*2) + j)] = 0
      t[(i*2)] = (t[((i*2) + j)] + 1)
    }
  }
  @tir.f((3*7), dtype=int32) })");
  const std::vector<std::string> others = {
      // lets, blocks, views, comments
      R"( {  # a comment to the end of the line { (
  for (x: int32, 0, 4) {
    let twice: int32 = (x*2)
    for (i: int32, 0, 2) { {
      let both: int32 = (twice + i)
       {
        t_1: Buffer(t, int32, [157351936], [])[both] = 0
        t_2: Buffer(t, int32, [2, 4], [])[twice] = (t_1[both] + 1)
      }
    } }
  }
  @tir.f(21, dtype=int32) } })",
      // parentheses and spaces; a name that is used again
      R"(
  for(i:int32,0,(2*2)){for(j:int32,0,2){t_7[i*2+j]=((0))t_8[2*i]=t[j+i*2]+1}}
  { let twice: int32 = 3 } { let twice: int32 = 7
  @tir.f(3*twice,dtype=int32)} })",
  };
  for (const std::string& other : others) {
    EXPECT_EQ(first_difference(plain, parsed(declared + other)), "") << other;
  }
}

TEST(Listing, HeaderMayBeLeftOut) {
  const Listing listing = parsed("@tir.f(1, dtype=int32)\n@tir.f(2, dtype=int32)\n");
  EXPECT_EQ(listing.body.size(), 2U);
  EXPECT_TRUE(parsed("").body.empty());
}

TEST(Listing, RefusedWithLineAndExpectation) {
  const std::string buffer = "buffers = {a: Buffer(a_2: Pointer(int8), int8, [9], [])}\n";
  const std::string scope = "attr [IterVar(vta, (nullptr), \"ThreadIndex\", \"vta\")] ";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"@main = prim() -> ()", "line 1: expected 'primfn', found 'prim'"},
      {"@main = primfn(a: handle", "line 1: expected a closing bracket, found the end of the text"},
      {"\nthings = {}", "line 2: expected 'buffers', found 'things'"},
      {"buffers = {a: Buffer(b: Pointer(int8), int32, [9], [])}",
       "line 1: expected 'int8', found 'int32'"},
      {"buffers = {a: Buffer(b: Pointer(int8), int8, [3, 3], [])}",
       "line 1: expected one positive size"},
      {"buffers = {a: Buffer(b: Pointer(int8), int8, [9], [1])}",
       "line 1: expected ']', found '1'"},
      {buffer + buffer, "line 2: expected another name, 'a' is taken"},
      {buffer + "allocate(a: Pointer(global int8), int8, [9]), storage_scope = global;",
       "line 2: expected another name, 'a' is taken"},
      {"allocate(b: Pointer(global int8), int32, [9]), storage_scope = global;",
       "line 1: expected 'int8', found 'int32'"},
      {"allocate(b: Pointer(global int8), int8, [9]), storage_scope = local;",
       "line 1: expected 'global', found 'local'"},
      {"allocate(b: Pointer(global int8), int8, [0]), storage_scope = global;",
       "line 1: expected one positive size"},
      {"for (i: int32, 0, 4)\n@tir.f(i, dtype=int32)", "line 2: expected '{', found '@tir.f'"},
      {"for (i: int8, 0, 4) {}", "line 1: expected 'int32', found 'int8'"},
      {"for (i: int32, 0, 0) {}", "line 1: expected a positive extent"},
      {"for (i: int32, 0, 4) { for (j: int32, i, 4) {} }", "line 1: expected a constant int32"},
      {"for (i: int32, 0, 4) { for (j: int32, 0, i) {} }", "line 1: expected a constant int32"},
      {"for (i: int32, 0, 4) {\nfor (i: int32, 0, 4) {} }",
       "line 2: expected another name, 'i' is taken"},
      {"for (i: int32, 0, 4) {}\n@tir.f(i, dtype=int32)",
       "line 2: expected a name that is in scope, found 'i'"},
      {"for (i: int32, 0, 4) {\n", "line 2: expected '}', found the end of the text"},
      {"{ let a: int32 = 1\n}\n@tir.f(a, dtype=int32)",
       "line 3: expected a name that is in scope, found 'a'"},
      {"let a: int32 = 1\nlet a: int32 = 2", "line 2: expected another name, 'a' is taken"},
      {"let a: int8 = 1i8", "line 1: expected 'int32', found 'int8'"},
      {"let a: int32 = 1i8", "line 1: expected an int32 that reads no buffer in a let"},
      {buffer + "let b: int32 = cast(int32, a[0])",
       "line 2: expected an int32 that reads no buffer in a let"},
      {"attr [IterVar(gpu, (nullptr), \"ThreadIndex\", \"vta\")] \"k\" = 1 {}",
       "line 1: expected 'vta', found 'gpu'"},
      {scope + "key = 1 {}", "line 1: expected the key of an attribute, found 'key'"},
      {scope + "\"key\" = 1\n@tir.f(1, dtype=int32)", "line 2: expected '{', found '@tir.f'"},
      {"@tir.shift_right(4, 1)", "line 1: expected a call that has an effect"},
      {buffer + "a[0] = 1", "line 2: expected int8 for a, found int32"},
      {buffer + "a[0] + 1i8", "line 2: expected '=', found '+'"},
      {buffer + "b[0] = 1i8", "line 2: expected a buffer, found 'b'"},
      {buffer + "7 = 1i8", "line 2: expected a statement, found '7'"},
      {"{ }\n}", "line 2: expected a statement, found '}'"},
      {"{\n\n$", "line 3: expected a word of the notation, found '$'"},
  };
  for (const auto& [text, why] : cases) EXPECT_EQ(refusal(text), why) << text;
}

}  // namespace
}  // namespace vta::test
