// SPDX-License-Identifier: Apache-2.0
//
// vta estimate: layers and bundles, as text and as JSON, and what it refuses.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using Json = nlohmann::ordered_json;

class EstimateCommand : public VtaTest {};

// The seed's program takes these cycles on the RTL (tests/regress/rtl/seed_conv2d_test.cpp).
constexpr std::uint64_t kSeedCycles = 462'452;

TEST_F(EstimateCommand, TellsTheCyclesOfTheSeedAndWhereTheyGo) {
  const Ran ran = run({"estimate"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out.rfind("Cycle estimate, run 0 of 1:\n\tcycles", 0), 0u) << ran.out;
  for (const char* row : {"GEMM", "ALU, not hidden", "reset, not hidden", "token load -> compute",
                          "token store -> compute", "own LOADs: DMA latency",
                          "own LOADs: DMA bandwidth", "start and end"}) {
    EXPECT_NE(ran.out.find(row), std::string::npos) << row;
  }
  const Json json = run_json({"estimate", "seed", "--json"});
  EXPECT_EQ(json["cycles"], kSeedCycles);
  std::uint64_t sum = 0;
  for (const auto& [cause, cycles] : json["runs"][0]["breakdown"].items()) {
    sum += cycles.get<std::uint64_t>();
  }
  EXPECT_EQ(sum, kSeedCycles);
}

TEST_F(EstimateCommand, AgreesWithTheRtlOnALayerAndOnItsBundle) {
  const std::vector<std::string> layer =
      join(small_layer(), {"--schedule", "auto", "--mem-latency", "70"});
  const Json rtl = run_json(join({"conv2d", "--json", "--save-bundle", "saved"}, layer));
  const Json model = run_json(join({"estimate", "--json"}, layer));
  EXPECT_EQ(model["cycles"], rtl["cycles"]);
  const Json bundle = run_json({"estimate", "saved", "--mem-latency", "70", "--json"});
  EXPECT_EQ(bundle["cycles"], rtl["cycles"]);
}

TEST_F(EstimateCommand, WritesWhatItTells) {
  const Json told = run_json({"estimate", "C5", "--stats-json", "c5.json", "--json"});
  EXPECT_EQ(Json::parse(read("c5.json")), told);
}

TEST_F(EstimateCommand, FollowsTheFeatures) {
  const auto cycles = [this](const char* features) {
    return run_json({"estimate", "C5", "--bias", "--features", features, "--json"})["cycles"]
        .get<std::uint64_t>();
  };
  EXPECT_GT(cycles("0"), cycles("15"));
}

TEST_F(EstimateCommand, WrongUsageIsRefusedInOneSentence) {
  expect_refused({"estimate", "C77"},
                 "vta estimate: there is no layer named 'C77'; there are seed, C1, C2, C3, C4, C5, "
                 "C6, C7, C8, C9, C10, C11, C12");
  expect_refused({"estimate", "C5", "--mem-latency", "0"},
                 "vta estimate: --mem-latency is 0; it must lie in 1..1000000");
  expect_refused({"estimate", "C5", "--mem-random", "1"},
                 "vta estimate: --mem-random makes timing that no model foresees; leave it out");
  ASSERT_EQ(
      run(join({"conv2d", "--target", "functional", "--save-bundle", "saved"}, small_layer())).code,
      0);
  expect_refused({"estimate", "saved", "--tile-oc", "16"},
                 "vta estimate: --tile-oc belongs to a layer; 'saved' is a bundle");
}

TEST_F(EstimateCommand, AProgramThatDoesNotFinishIsToldInOneSentence) {
  const Ran ran = run({"estimate", "C5", "--max-cycles", "100"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            "vta estimate: the program does not finish: run 0: it reaches the bound on cycles\n");
}

}  // namespace
}  // namespace vta::test
