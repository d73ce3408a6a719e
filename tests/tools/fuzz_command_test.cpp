// SPDX-License-Identifier: Apache-2.0
//
// `vta fuzz` from outside.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using Json = nlohmann::ordered_json;

class FuzzCommand : public VtaTest {};

TEST_F(FuzzCommand, SaysHowManyProgramsAgree) {
  const Ran ran = run({"fuzz", "--profile", "corner", "--seed", "7", "--count", "12"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out.find("12 corner programs, seeds 7 to 18, functional against golden: 0 failed"),
            0u)
      << ran.out;
}

TEST_F(FuzzCommand, ComparesSeveralTargets) {
  const Json report = run_json({"fuzz", "--profile", "multi-run", "--count", "4", "--target",
                                "functional", "--target", "rtl", "--json"});
  EXPECT_EQ(report["targets"], (Json{"functional", "rtl"}));
  EXPECT_EQ(report["programs"], 4);
  EXPECT_EQ(report["failures"], Json::array());
  EXPECT_EQ(report["success"], true);
  EXPECT_FALSE(report.contains("corners"));
}

TEST_F(FuzzCommand, CountsTheCornersOnRequest) {
  const Json report =
      run_json({"fuzz", "--profile", "deadlock", "--count", "10", "--report", "--json"});
  EXPECT_EQ(report["corners"]["deadlock"], 10);
  EXPECT_EQ(report["corners"]["missing_finish"], 0);
  const Ran ran = run({"fuzz", "--profile", "deadlock", "--count", "10", "--report"});
  EXPECT_NE(ran.out.find("          10  deadlock\n"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find(" corners were met\n"), std::string::npos);
}

TEST_F(FuzzCommand, TakesAnotherGeometry) {
  const std::string config = std::string(VTA_SOURCE_DIR) + "/hw/config/1x8x8.json";
  EXPECT_EQ(run({"fuzz", "--count", "5", "--config", config}).code, 0);
  const Ran ran = run({"fuzz", "--count", "5", "--config", config, "--target", "rtl"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("LOG_BLOCK"), std::string::npos) << ran.err;
  EXPECT_EQ(ran.out, "");
}

// Verifies: input.refused
TEST_F(FuzzCommand, WrongUsageIsRefused) {
  expect_refused({"fuzz", "--profile", "evil"},
                 "vta fuzz: there is no profile 'evil'; there are: legal corner illegal deadlock "
                 "multi-run");
  expect_refused({"fuzz", "--count", "0"}, "vta fuzz: --count is 0; it must lie in 1..4294967295");
  expect_refused({"fuzz", "--seed", "4294967296"},
                 "vta fuzz: --seed is 4294967296; it must lie in 0..4294967295");
  expect_refused({"fuzz", "--seed", "4294967290", "--count", "7"},
                 "vta fuzz: --count is 7; it must lie in 1..6");
  expect_refused({"fuzz", "--target", "golden"},
                 "vta fuzz: there is no target 'golden' to compare with golden; --target is "
                 "functional or rtl");
  expect_refused({"fuzz", "legal"}, "vta fuzz: expected only options, got 'legal'");
}

TEST_F(FuzzCommand, ADirectoryOfFailuresThatCannotBeIsRefused) {
  write("file", "");
  const Ran below = run({"fuzz", "--count", "1", "--failures", "file/below"});
  EXPECT_EQ(below.code, 2);
  EXPECT_EQ(below.out, "");
  EXPECT_EQ(below.err.find("vta fuzz: cannot make the directory 'file/below': "), 0u) << below.err;
  const Ran file = run({"fuzz", "--count", "1", "--failures", "file"});
  EXPECT_EQ(file.code, 2);
  EXPECT_EQ(file.err.find("vta fuzz: cannot "), 0u) << file.err;
  EXPECT_EQ(files(), std::vector<std::string>{"file"});
}

}  // namespace
}  // namespace vta::test
