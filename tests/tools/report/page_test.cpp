// SPDX-License-Identifier: Apache-2.0
//
// The page as a text; page_test.py looks at it in a browser.

#include "tools/report/page.h"

#include <gtest/gtest.h>

#include "tests/tools/report/sample.h"

namespace vta::report {
namespace {

using test::Sample;

Json data_in(const std::string& page) {
  const std::string begin = "<script type=\"application/json\" id=\"data\">";
  const std::size_t at = page.find(begin);
  EXPECT_NE(at, std::string::npos);
  const std::size_t from = at + begin.size();
  return Json::parse(page.substr(from, page.find("</script>", from) - from));
}

TEST(Page, HoldsItsDataStyleAndScriptsAndLoadsNothing) {
  const std::string text = page(Sample().view());
  EXPECT_EQ(text.rfind("<!doctype html>", 0), 0u);
  EXPECT_TRUE(text.ends_with("</html>\n"));
  EXPECT_EQ(data_in(text), page_data(Sample().view()));
  for (const char* place : {"/*style*/", "/*script*/", "/*data*/", " src=\"", "@import", "url(",
                            "https://", "fetch(", "XMLHttpRequest", "innerHTML"}) {
    EXPECT_EQ(text.find(place), std::string::npos) << place;
  }
}

TEST(Page, TextOfStrangersStaysData) {
  Sample sample;
  sample.program.name = "</script><script>alert(1)</script><!--";
  const std::string text = page(sample.view());
  EXPECT_EQ(text.find("<script>alert"), std::string::npos);
  EXPECT_EQ(data_in(text)["name"], sample.program.name);
}

TEST(Page, BytesThatAreNoTextDoNotBreakIt) {
  Sample sample;
  sample.program.name = "\xff\xfe";
  EXPECT_EQ(data_in(page(sample.view()))["name"], "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(PageData, UnitsAreTheSumsOfTheirPhases) {
  const Json data = page_data(Sample().view());
  EXPECT_EQ(data["units"][1]["busy"], 25);
  EXPECT_EQ(data["units"][2]["token_wait"], 25);
  EXPECT_EQ(data["units"][3]["memory_wait"], 39);
  double sum = 0;
  for (const double v : data["bins"]["units"][2]["busy"])
    sum += v * data["bins"]["width"].get<double>();
  EXPECT_NEAR(sum, 35, 1e-6);
}

TEST(PageData, InstructionsAreColumnsOfOneLength) {
  const Json data = page_data(Sample().view());
  for (const auto& [name, column] : data["insns"].items()) EXPECT_EQ(column.size(), 4u) << name;
  EXPECT_EQ(data["insns"]["started"][2], 25);
  EXPECT_EQ(data["insns"]["ended"][2], 61);
  EXPECT_EQ(data["tiles"][data["insns"]["tile"][2].get<std::size_t>()], "conv2d tile oc 2/4");
  EXPECT_EQ(data["tokens"].size(), 2u);
  EXPECT_EQ(data["tokens"][0], Json::parse("[1, 0, 2, 20, 25]"));
}

TEST(PageData, WhatNeverStartedHasNoTime) {
  Sample sample;
  sample.run().insns[3].started = sample.run().insns[3].retired = timeline::kNever;
  const Json data = page_data(sample.view());
  EXPECT_TRUE(data["insns"]["started"][3].is_null());
  EXPECT_EQ(data["insns"]["retired"][3], false);
}

TEST(PageData, RunsAreCountedThrough) {
  Sample sample;
  sample.runs.push_back(sample.runs[0]);
  const Json data = page_data(sample.view());
  EXPECT_EQ(data["cycles"], 200);
  EXPECT_EQ(data["insns"]["started"][4], 105);
  EXPECT_EQ(data["tokens"][2], Json::parse("[1, 4, 6, 120, 125]"));
}

}  // namespace
}  // namespace vta::report
