// SPDX-License-Identifier: Apache-2.0

#include "hw/isa/shown.h"

#include <gtest/gtest.h>

namespace vta {
namespace {

// Verifies: input.refused
TEST(Shown, KeepsWhatCanBePrinted) {
  EXPECT_EQ(one_line("a \"b\" \\ c"), "a \"b\" \\ c");
  EXPECT_EQ(one_line("\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80"),
            "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80");
  EXPECT_EQ(one_line(""), "");
}

// Verifies: input.refused
TEST(Shown, SpellsOutWhatWouldBreakALineOrReachATerminal) {
  EXPECT_EQ(one_line("a\nb\x1b[2J\x7f"), "a\\x0ab\\x1b[2J\\x7f");
  EXPECT_EQ(one_line(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(one_line("\xc2\x9b"), "\\xc2\\x9b");             // CSI of C1
  EXPECT_EQ(one_line("\xe2\x80\xa8"), "\\xe2\\x80\\xa8");    // a line separator
  EXPECT_EQ(one_line("\xc0\xaf \xff"), "\\xc0\\xaf \\xff");  // overlong, no UTF-8
  EXPECT_EQ(one_line("\xed\xa0\x80"), "\\xed\\xa0\\x80");    // half a surrogate pair
  EXPECT_EQ(one_line("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(one_line("\xe2\x82"), "\\xe2\\x82");  // cut off
}

// Verifies: input.refused
TEST(Shown, IsBounded) {
  EXPECT_EQ(shown("12345", 5), "12345");
  EXPECT_EQ(shown("123456", 5), "12345...");
  EXPECT_EQ(shown("1234\n", 5), "1234...");  // no half of an escape
  EXPECT_EQ(shown("1234\xc3\xa4", 5), "1234...");
  EXPECT_EQ(shown(std::string(1 << 20, 'x')).size(), 83u);
}

}  // namespace
}  // namespace vta
