// SPDX-License-Identifier: Apache-2.0
//
// tests/data/seed_*.tir say the same as the document that they were taken from. The document is not
// part of the tree; where it does not lie beside the tree, the files are only read.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/compiler/listing/compare.h"
#include "tests/compiler/listing/listing.h"

namespace vta::test {
namespace {

const std::vector<std::string> kSeeds = {"default", "blocked", "final"};

// The blocks of code in a document of Markdown that begin with "@main".
std::vector<std::string> listings_in(std::istream& document) {
  std::vector<std::string> listings;
  std::string block;
  bool inside = false;
  for (std::string line; std::getline(document, line);) {
    if (line.substr(0, 3) != "```") {
      if (inside) block += line + "\n";
      continue;
    }
    if (inside && block.substr(0, 5) == "@main") listings.push_back(block);
    inside = !inside;
    block.clear();
  }
  return listings;
}

TEST(SeedSource, FilesAreRead) {
  for (const std::string& which : kSeeds) {
    const Result<Listing> listing = seed_listing(which);
    ASSERT_TRUE(listing) << listing.error().message;
    EXPECT_EQ(listing.value().parameters.size(), 3U);
    EXPECT_EQ(listing.value().allocations.size(), which == "final" ? 0U : 3U);
  }
  EXPECT_FALSE(seed_listing("other"));
}

TEST(SeedSource, FilesSayTheSameAsTheDocument) {
  std::ifstream document(VTA_SOURCE_DIR "/../shared/mission/seed-conv2d-optimization.md");
  const bool present = document.good();
  const std::vector<std::string> listings = listings_in(document);
  ASSERT_EQ(listings.size(), present ? kSeeds.size() : 0U);
  for (std::size_t i = 0; i < listings.size(); ++i) {
    const Result<Listing> theirs = parse_listing(listings[i]);
    ASSERT_TRUE(theirs) << kSeeds[i] << ": " << theirs.error().message;
    const Result<Listing> ours = seed_listing(kSeeds[i]);
    ASSERT_TRUE(ours) << ours.error().message;
    EXPECT_EQ(first_difference(ours.value(), theirs.value()), "") << kSeeds[i];
  }
}

}  // namespace
}  // namespace vta::test
