// SPDX-License-Identifier: Apache-2.0
//
// What processes have counted stays, whatever the others are called.

#include "sim/rtl/coverage_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <string>

namespace vta {
namespace {

class CoverageFileTest : public testing::Test {
 protected:
  CoverageFileTest() { std::filesystem::create_directory(directory_); }
  ~CoverageFileTest() override { std::filesystem::remove_all(directory_); }
  const std::filesystem::path directory_ =
      std::filesystem::path(testing::TempDir()) / ("coverage_file." + std::to_string(getpid()));
};

// One process stands for two that got the same number, one after the other.
TEST_F(CoverageFileTest, NoNameComesTwice) {
  std::set<std::string> paths;
  for (int i = 0; i < 100; ++i) {
    const std::string path = new_coverage_file(directory_, ".dat");
    ASSERT_TRUE(std::filesystem::is_regular_file(path)) << path;
    EXPECT_EQ(std::filesystem::path(path).parent_path(), directory_);
    EXPECT_EQ(std::filesystem::path(path).extension(), ".dat");
    EXPECT_TRUE(paths.insert(path).second) << path << " is there already";
  }
}

TEST_F(CoverageFileTest, WhereNoneCanBeThereIsNoName) {
  EXPECT_EQ(new_coverage_file(directory_ / "missing", ".dat"), "");
}

}  // namespace
}  // namespace vta
