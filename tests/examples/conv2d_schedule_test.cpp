// SPDX-License-Identifier: Apache-2.0
//
// The tutorial as a user runs it prints the seed's three listings, where the tutorial prints them,
// and becomes as many calls and instructions as the seed.

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/compiler/listing/compare.h"
#include "tests/compiler/listing/listing.h"

namespace vta {
namespace {

// What the example prints; it must end well.
std::string printed() {
  std::FILE* pipe = popen("'" VTA_EXAMPLE "'", "r");
  if (pipe == nullptr) return "";
  std::string text;
  std::array<char, 4096> part{};
  for (std::size_t size = 1; size > 0;) {
    size = std::fread(part.data(), 1, part.size(), pipe);
    text.append(part.data(), size);
  }
  EXPECT_EQ(pclose(pipe), 0);
  return text;
}

// The programs, each from "@main" on.
std::vector<std::string> programs(const std::string& text) {
  std::vector<std::string> all;
  for (auto at = text.find("@main"); at != std::string::npos;) {
    const auto next = text.find("@main", at + 1);
    all.push_back(text.substr(at, next - at));
    at = next;
  }
  return all;
}

TEST(Conv2dScheduleExample, PrintsTheSeedsListingsAndCounts) {
  const std::string last_line = "12277 calls, 3366 instructions\n";
  std::string text = printed();
  ASSERT_TRUE(text.ends_with("\n" + last_line)) << text.substr(text.rfind('}') + 1);
  text.resize(text.size() - last_line.size());
  const std::vector<std::string> listings = programs(text);
  const std::array names = {"default", "blocked", "final"};
  ASSERT_EQ(listings.size(), names.size());
  EXPECT_EQ(text.find("@main"), 0u) << "nothing else is printed";
  for (std::size_t i = 0; i < names.size(); ++i) {
    SCOPED_TRACE(names[i]);
    const Result<test::Listing> actual = test::parse_listing(listings[i]);
    ASSERT_TRUE(actual) << actual.error().message;
    const Result<test::Listing> expected = test::seed_listing(names[i]);
    ASSERT_TRUE(expected) << expected.error().message;
    EXPECT_EQ(test::first_difference(expected.value(), actual.value()), "");
  }
}

}  // namespace
}  // namespace vta
