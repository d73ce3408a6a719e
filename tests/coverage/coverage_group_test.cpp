// SPDX-License-Identifier: Apache-2.0
//
// The bookkeeping of coverage groups.

#include "tests/coverage/coverage_group.h"

#include <gtest/gtest.h>

#include <sstream>

namespace vta::coverage {
namespace {

CoverageGroup small_group() {
  return CoverageGroup("small", {{"a", {"0", "1"}}, {"b", {"x", "y", "z"}}}, [](Bin bin) {
    return bin[0] == 1 && bin[1] == 2 ? std::string_view("no z with 1") : std::string_view();
  });
}

TEST(CoverageGroup, ListsLegalBinsWithoutHits) {
  CoverageGroup group = small_group();
  EXPECT_EQ(group.legal(), 5u);
  EXPECT_EQ(group.covered(), 0u);
  group.hit({0, 0});
  group.hit({0, 0});
  group.hit({0, 2});
  group.hit({1, 0});
  EXPECT_EQ(group.covered(), 3u);
  EXPECT_EQ(group.holes(), (std::vector<std::string>{"a 0, b y", "a 1, b y"}));
  EXPECT_TRUE(group.contradictions().empty());
}

TEST(CoverageGroup, ReportsHitsOfImpossibleBins) {
  CoverageGroup group = small_group();
  group.hit({1, 2});
  EXPECT_EQ(group.covered(), 0u);
  EXPECT_EQ(group.contradictions(), std::vector<std::string>{"a 1, b z"});
}

TEST(CoverageGroup, WritesALineForEveryBin) {
  CoverageGroup group = small_group();
  group.hit({1, 1});
  std::ostringstream out;
  group.write(out);
  EXPECT_EQ(out.str(),
            "small\ta 0, b x\t0\t\nsmall\ta 0, b y\t0\t\nsmall\ta 0, b z\t0\t\n"
            "small\ta 1, b x\t0\t\nsmall\ta 1, b y\t1\t\nsmall\ta 1, b z\t0\tno z with 1\n");
}

TEST(CoverageGroupDeathTest, RefusesBinsThatDoNotExist) {
  CoverageGroup group = small_group();
  EXPECT_DEATH(group.hit({0, 3}), "broken invariant");
  EXPECT_DEATH(group.hit({0}), "broken invariant");
}

}  // namespace
}  // namespace vta::coverage
