// SPDX-License-Identifier: Apache-2.0

#include "driver/program/calls.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "tests/driver/seed_calls.h"

namespace vta {
namespace {

std::string print(const CallList& calls) {
  std::string text;
  for (const Call& call : calls) text += to_string(call) + "\n";
  return text;
}

Result<CallList> parse(const std::string& text) {
  std::istringstream stream(text);
  return parse_calls(stream);
}

TEST(Calls, PrintOnePerKindWithArgumentsInTheirOrder) {
  const auto text = [](const Call& call) { return to_string(call); };
  EXPECT_EQ(text(DepPush{Queue::kStore, Queue::kCompute}), "dep_push 3 2");
  EXPECT_EQ(text(DepPop{Queue::kLoad, Queue::kCompute}), "dep_pop 1 2");
  EXPECT_EQ(text(Scope{Queue::kCompute}), "scope 2");
  EXPECT_EQ(text(UopScopeBegin{UopMode::kGemm}), "uop_scope gemm");
  EXPECT_EQ(text(UopScopeBegin{UopMode::kAlu}), "uop_scope alu");
  EXPECT_EQ(text(UopLoopBegin{8, 98, 1, 9}), "loop_begin 8 98 1 9");
  EXPECT_EQ(text(UopPush{UopMode::kAlu, true, 1, 2, 3, 4, true, -5}), "uop_push 1 1 1 2 3 4 1 -5");
  EXPECT_EQ(text(UopLoopEnd{}), "loop_end");
  EXPECT_EQ(text(UopScopeEnd{}), "uop_scope_end");
  EXPECT_EQ(text(Load2d{"data", 1, 2, 3, 4, 5, 6, 7, 8, 9, MemoryType::kAcc8bit}),
            "load2d data 1 2 3 4 5 6 7 8 9 5");
  EXPECT_EQ(text(Store2d{1, MemoryType::kOut, "res", 2, 3, 4, 5}), "store2d 1 4 res 2 3 4 5");
  EXPECT_EQ(text(Sync{}), "sync");
}

TEST(Calls, ReadBackAsTheyWerePrinted) {
  const CallList calls = {
      DepPush{Queue::kLoad, Queue::kCompute},
      DepPop{Queue::kCompute, Queue::kStore},
      Scope{Queue::kStore},
      UopScopeBegin{UopMode::kAlu},
      UopLoopBegin{4294967295u, 1, 2, 3},
      UopPush{UopMode::kAlu, false, 1, 2, 0, 3, true, -32768},
      UopLoopEnd{},
      UopScopeEnd{},
      Load2d{"a.b-c", 1, 2, 3, 4, 5, 6, 7, 8, 9, MemoryType::kUop},
      Store2d{1, MemoryType::kOut, "res", 2, 3, 4, 5},
      Sync{},
  };
  const Result<CallList> read = parse(print(calls));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value(), calls);
}

TEST(Calls, SkipEmptyLinesAndSurplusBlanks) {
  const Result<CallList> read = parse("\n  scope\t1 \r\n\n   \nsync");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value(), (CallList{Scope{Queue::kLoad}, Sync{}}));
}

struct BadLine {
  std::string text, message;
};

class BadCalls : public testing::TestWithParam<BadLine> {};

// Verifies: input.refused
TEST_P(BadCalls, AreRefusedWithTheLineNumber) {
  const Result<CallList> read = parse("scope 1\n\n" + GetParam().text + "\nsync\n");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().message, "line 3: " + GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadCalls,
    testing::Values(
        BadLine{"jump 1",
                "unknown call 'jump', expected one of dep_push dep_pop scope uop_scope "
                "loop_begin uop_push loop_end uop_scope_end load2d store2d sync"},
        BadLine{"dep_push 1", "dep_push: has 1 arguments, expected 2: from to"},
        BadLine{"dep_pop 1 2 3", "dep_pop: has 3 arguments, expected 2: from to"},
        BadLine{"sync 1", "sync: has 1 arguments, expected 0"},
        BadLine{"scope 4", "scope: queue is '4', expected an integer 1..3"},
        BadLine{"scope 0", "scope: queue is '0', expected an integer 1..3"},
        BadLine{"uop_scope mul", "uop_scope: mode is 'mul', expected gemm or alu"},
        BadLine{"loop_begin 1 -1 0 0",
                "loop_begin: dst_factor is '-1', expected an integer 0..4294967295"},
        BadLine{"loop_begin 1 2x 0 0",
                "loop_begin: dst_factor is '2x', expected an integer 0..4294967295"},
        BadLine{"loop_begin 4294967296 0 0 0",
                "loop_begin: extent is '4294967296', expected an integer 0..4294967295"},
        BadLine{"uop_push 2 0 0 0 0 0 0 0", "uop_push: mode is '2', expected an integer 0..1"},
        BadLine{"uop_push 1 2 0 0 0 0 0 0", "uop_push: reset is '2', expected an integer 0..1"},
        BadLine{"uop_push 1 0 0 0 0 0 0 2147483648",
                "uop_push: imm is '2147483648', expected an integer -2147483648..2147483647"},
        BadLine{"load2d data 0 14 8 14 1 1 1 0 0 6",
                "load2d: memory_type is '6', expected an integer 0..5"},
        BadLine{"load2d data 0 14 8 14 1 1 1 0 0",
                "load2d: has 10 arguments, expected 11: buffer offset x_size y_size x_stride "
                "x_pad_before y_pad_before x_pad_after y_pad_after sram_index memory_type"},
        BadLine{"store2d 0 4 res 0 1 1",
                "store2d: has 6 arguments, expected 7: sram_index "
                "memory_type buffer offset x_size y_size x_stride"}));

std::uint64_t fnv1a(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

TEST(SeedCalls, ExpandToTheKnownText) {
  const Result<std::string> text = seed_calls_text();
  ASSERT_TRUE(text.ok()) << text.error().message;
  EXPECT_EQ(text.value().size(), 334849u);
  EXPECT_EQ(fnv1a(text.value()), 0x767397a941ba88eeu);
}

TEST(SeedCalls, AreTwelveThousandTwoHundredSeventySevenAndPrintTheirText) {
  const Result<CallList> calls = seed_calls();
  ASSERT_TRUE(calls.ok()) << calls.error().message;
  EXPECT_EQ(calls.value().size(), 12277u);
  const Result<std::string> text = seed_calls_text();
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(print(calls.value()), text.value());
}

TEST(SeedCalls, ExpanderNestsAndRefusesNonsense) {
  const auto expand = [](const std::string& text) {
    const Result<std::string> result = expand_calls(text);
    return result.ok() ? result.value() : result.error().message;
  };
  EXPECT_EQ(expand("repeat a 2\nrepeat b 2\nscope 10a+1b-3 # note\nend\nend"),
            "scope -3\nscope -2\nscope 7\nscope 8\n");
  EXPECT_EQ(expand("scope 1a"), "line 1: '1a' is no sum of numbers and variables");
  EXPECT_EQ(expand("\nrepeat a 2\nsync"), "line 2: repeat without end");
  EXPECT_EQ(expand("end"), "line 1: end without repeat");
  EXPECT_EQ(expand("repeat a\nend"), "line 1: expected: repeat LETTER COUNT");
}

}  // namespace
}  // namespace vta
