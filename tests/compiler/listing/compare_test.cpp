// SPDX-License-Identifier: Apache-2.0
//
// Every part of a program counts, and the sentence says which one differs.

#include "tests/compiler/listing/compare.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace vta::test {
namespace {

constexpr const char* kProgram = R"(buffers = {p: Buffer(p_2: Pointer(int8), int8, [64], [])}
allocate(t: Pointer(global int32), int32, [64]), storage_scope = global;
for (i: int32, 0, 4) {
  for (j: int32, 1, 8) {
    t[(i*8) + j] = cast(int32, p[j])
  }
}
attr [IterVar(vta: int32, (nullptr), "ThreadIndex", "vta")] "coproc_scope" = 2 {
  @tir.f(1, dtype=int32)
  @tir.g(2, dtype=int32)
}
for (k: int32, 0, 3) {
  p[k] = @tir.if_then_else(k < 2, p[k + 1], 0i8)
}
)";

// What differs when the first `from` of the program is `to`.
std::string difference(const std::string& from, const std::string& to) {
  std::string changed = kProgram;
  const std::size_t at = changed.find(from);
  if (at == std::string::npos) return "no " + from;
  changed.replace(at, from.size(), to);
  const Result<Listing> a = parse_listing(kProgram);
  const Result<Listing> b = parse_listing(changed);
  if (!a) return a.error().message;
  if (!b) return b.error().message;
  return first_difference(a.value(), b.value());
}

TEST(Compare, SaysWhatDiffersAndWhere) {
  const std::string loops = "for (i: int32, 0, 4) {\n  for (j: int32, 1, 8) {";
  const std::string swapped = "for (j: int32, 1, 8) {\n  for (i: int32, 0, 4) {";
  const std::vector<std::vector<std::string>> cases = {
      {"p[j]", "p[j + 0*i]", ""},
      {"p: Buffer(p_2: Pointer(int8), int8, [64]", "p: Buffer(p_2: Pointer(int8), int8, [65]",
       "parameter p: global int8[64] vs global int8[65]"},
      {", [])}", ", []), q: Buffer(q_2: Pointer(int8), int8, [1], [])}",
       "parameter q: none vs global int8[1]"},
      {"global int32), int32, [64]), storage_scope = global",
       "local.acc int32), int32, [64]), storage_scope = local.acc",
       "allocation t: global int32[64] vs local.acc int32[64]"},
      {"[64]), storage", "[32]), storage", "allocation t: global int32[64] vs global int32[32]"},
      {"1, 8)", "1, 16)", "loop 2 (extent 8 vs 16), in loop 1, lines 4 and 4"},
      {"1, 8)", "2, 8)", "loop 2 (minimum 1 vs 2), in loop 1, lines 4 and 4"},
      {loops, swapped, "loop 1 (minimum 0 vs 1), lines 3 and 3"},
      {"(i*8)", "(i*9)", "index of the store to t: 9 vs 10 at i=1, j=1, in loop 2, lines 5 and 5"},
      {"cast(int32, p[j])", "0",
       "value of the store to t: cast vs a number, in loop 2, lines 5 and 5"},
      {"p[j]", "p[i]",
       "value of the store to t, argument 1 of cast, index of a read of p: 1 vs 0 at i=0, j=1, "
       "in loop 2, lines 5 and 5"},
      {"t[(i*8) + j] = cast(int32, p[j])", "p[(i*8) + j] = p[j]",
       "a store to t vs a store to p, in loop 2, lines 5 and 5"},
      {"= 2 {", "= 3 {", "value of attribute coproc_scope: 2 vs 3, lines 8 and 8"},
      {"coproc_scope", "coproc_uop_scope",
       "attribute coproc_scope vs attribute coproc_uop_scope, lines 8 and 8"},
      {"attr", "@tir.f(1, dtype=int32)\nattr",
       "attribute coproc_scope vs a call of tir.f, lines 8 and 8"},
      {"@tir.f(1, dtype=int32)", "", "a call of tir.f vs a call of tir.g, lines 9 and 10"},
      {"@tir.f(1, dtype=int32)", "@tir.f(1, dtype=int64)",
       "a call of tir.f: type int32 vs int64, lines 9 and 9"},
      {"@tir.g(2, dtype=int32)", "",
       "only the first listing has a call of tir.g at the end of attribute coproc_scope, line 10"},
      {"k < 2", "k < 3",
       "value of the store to p, argument 1 of if_then_else: 0 vs 1 at k=2, in loop 3, lines 13 "
       "and 13"},
      {"0i8)\n}", "0i8)\n}\n@tir.f(1, dtype=int32)",
       "only the second listing has a call of tir.f at the end of the listing, line 15"},
  };
  for (const auto& c : cases) EXPECT_EQ(difference(c[0], c[1]), c[2]) << c[0] << " -> " << c[1];
}

}  // namespace
}  // namespace vta::test
