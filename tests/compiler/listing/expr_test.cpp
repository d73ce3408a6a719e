// SPDX-License-Identifier: Apache-2.0
//
// Expressions of the notation: how they bind, what they are worth, what is refused.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/compiler/listing/compare.h"
#include "tests/compiler/listing/listing.h"

namespace vta::test {
namespace {

// A listing that evaluates the expression for i = -3..3, j = 2..6.
Result<Listing> listing_of(const std::string& expression) {
  return parse_listing(
      "buffers = {data: Buffer(data_2: Pointer(int8), int8, [64], [])}\n"
      "allocate(acc: Pointer(global int32), int32, [64]), storage_scope = global;\n"
      "for (i: int32, -3, 7) { for (j: int32, 2, 5) {\n"
      "@tir.f(" +
      expression + ", dtype=int32) } }");
}

std::string difference(const std::string& a, const std::string& b) {
  const Result<Listing> left = listing_of(a);
  const Result<Listing> right = listing_of(b);
  if (!left) return a + ": " + left.error().message;
  if (!right) return b + ": " + right.error().message;
  return first_difference(left.value(), right.value());
}

std::string refusal(const std::string& expression) {
  const Result<Listing> listing = listing_of(expression);
  return listing ? "none" : listing.error().message;
}

TEST(Expr, EqualAsFunctions) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"((i*16) + j)", "i*16 + j"},
      {"i - j - 1", "(i - 1) - j"},
      {"i + j*2", "j + i + j"},
      {"floordiv(i, 2)", "i // 2"},
      {"floormod(i, 2)", "i%2"},
      {"i", "i//2*2 + i%2"},
      {"i//4", "@tir.shift_right(i, 2, dtype=int32)"},
      {"max(i, 0)", "@tir.if_then_else(0 < i, i, 0)"},
      {"min(i, j)", "@tir.if_then_else((i < j), i, j, dtype=int32)"},
      {"-i", "0 - i"},
      {"-(i + j)", "-1*(j + i)"},
      {"i < j", "j > i"},
      {"i <= j", "j >= i"},
      {"i <= 0", "i < 1"},
      {"i < -2", "i == -3"},
      {"i < 0 || i < 2 && j < 4", "(i < 0) || ((i < 2) && (j < 4))"},
      {"cast(int8, i)", "cast(int8, (i + 256))"},
      {"cast(int32, 300i64)", "300"},
      {"cast(int8, 200)", "-56i8"},
      {"127i8", "cast(int8, 127)"},
      {"data[i + j]", "data_2[(j + i)]"},
      {"data[i], data_2", "data_9: Buffer(data_2, int8, [4, 4], [])[i], data"},
      {"acc_1[j]", "acc[2 + j - 2]"},
      {"@tir.g(, dtype=handle)", "@tir.g(dtype=handle)"},
  };
  for (const auto& [a, b] : cases) EXPECT_EQ(difference(a, b), "");
}

TEST(Expr, DifferentWithTheReason) {
  const std::vector<std::vector<std::string>> cases = {
      {"i", "j", "argument 1 of a call of tir.f: -3 vs 2 at i=-3, j=2"},
      {"i", "max(i, -2)", "argument 1 of a call of tir.f: -3 vs -2 at i=-3"},
      {"j//3", "j//4", "argument 1 of a call of tir.f: 1 vs 0 at j=3"},
      {"i < 3", "i < 4", "argument 1 of a call of tir.f: 0 vs 1 at i=3"},
      {"7", "8", "argument 1 of a call of tir.f: 7 vs 8"},
      {"0", "0i8", "argument 1 of a call of tir.f: type int32 vs int8"},
      {"\"a\"", "\"b\"", "argument 1 of a call of tir.f: a string a vs a string b"},
      {"data_2", "acc", "argument 1 of a call of tir.f: a buffer of data vs a buffer of acc"},
      {"i, j", "i", "a call of tir.f: number of arguments 2 vs 1"},
      {"acc[i]", "i", "argument 1 of a call of tir.f: a read of acc vs a loop variable"},
      {"acc[i]", "acc[j]",
       "argument 1 of a call of tir.f, index of a read of acc: -3 vs 2 at i=-3, j=2"},
      {"acc[i] + 1", "acc[i] - 1", "argument 1 of a call of tir.f: + vs -"},
      {"acc[i] + 1", "1 + acc[i]",
       "argument 1 of a call of tir.f, argument 1 of +: a read of acc vs a number"},
      {"data[i]", "cast(int8, acc[i])", "argument 1 of a call of tir.f: a read of data vs cast"},
      {"cast(int32, data[i])", "cast(int32, cast(int32, data[i]))",
       "argument 1 of a call of tir.f, argument 1 of cast: type int8 vs int32"},
      {"@tir.g(1, dtype=handle)", "@tir.h(1, dtype=handle)",
       "argument 1 of a call of tir.f: a call of tir.g vs a call of tir.h"},
      {"@tir.g(1, dtype=handle)", "@tir.g(2, dtype=handle)",
       "argument 1 of a call of tir.f, argument 1 of a call of tir.g: 1 vs 2"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(difference(c[0], c[1]), c[2] + ", in loop 2, lines 4 and 4");
}

TEST(Expr, RefusedWithLineAndExpectation) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"(i", "expected ')', found ','"},
      {"i +", "expected an expression, found ','"},
      {"i j", "expected ',', found 'j'"},
      {"k", "expected a name that is in scope, found 'k'"},
      {"other[i]", "expected a buffer, found 'other'"},
      {"data_x[i]", "expected a buffer, found 'data_x'"},
      {"data[i, j]", "expected ']', found ','"},
      {"data[0i8]", "expected an int32, found int8"},
      {"128i8", "expected a number that its type can hold, found '128i8'"},
      {"2147483648", "expected a number that its type can hold, found '2147483648'"},
      {"1u8", "expected a number that its type can hold, found '1u8'"},
      {"i + 0i8", "expected two integers of one type in +, found int32 and int8"},
      {"i + data", "expected two integers of one type in +, found int32 and handle"},
      {"i && j", "expected two conditions in &&, found int32 and int32"},
      {"i < j < 2", "expected two integers of one type in <, found bool and int32"},
      {"i // j", "expected a positive constant on the right of //"},
      {"i % 0", "expected a positive constant on the right of %"},
      {"@tir.shift_right(i, j)", "expected a constant number of bits in shift_right"},
      {"@tir.shift_right(i, 32)", "expected a constant number of bits in shift_right"},
      {"min(i)", "expected 2 arguments of min, found 1"},
      {"@tir.if_then_else(i, 0, 1)", "expected a condition in if_then_else, found int32"},
      {"@tir.if_then_else(i < 0, 0i8, 1)",
       "expected two integers of one type in if_then_else, found int8 and int32"},
      {"@tir.if_then_else(i < 0, 0, 1, dtype=int8)", "expected dtype=int32, found int8"},
      {"cast(float, i)", "expected an integer type in a cast, found float"},
      {"cast(int8, i < j)", "expected an integer to cast, found bool"},
      {"cast(int8)", "expected ',', found ')'"},
      {"floor(i)", "expected a function of the notation, found 'floor'"},
      {"@tir.g(1)", "expected dtype= at the end of @tir.g"},
      {"@tir.g", "expected an expression, found '@tir.g'"},
      {"\"text", "expected the end of a string, found '\"'"},
      {"i ? j", "expected a word of the notation, found '?'"},
      {"v: Buffer(data_3, int8, [64], [])[i]", "expected a buffer, found 'data_3'"},
      {"v: Buffer(data_2, int32, [64], [])[i]", "expected int8 in a view, found int32"},
      {"acc: Buffer(data_2, int8, [64], [])[i]", "expected a view of another name, 'acc' is taken"},
  };
  for (const auto& [expression, why] : cases) EXPECT_EQ(refusal(expression), "line 4: " + why);
}

}  // namespace
}  // namespace vta::test
