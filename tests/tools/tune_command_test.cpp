// SPDX-License-Identifier: Apache-2.0
//
// vta tune: ranks what compiles, and measures it when asked.

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using Json = nlohmann::ordered_json;

class TuneCommand : public VtaTest {};

TEST_F(TuneCommand, ListsOneLineForEachScheduleBestFirst) {
  const Ran ran = run({"tune", "C5", "--top", "4"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out.rfind("rank tile-oc tile-ic tile-h tile-w vthreads", 0), 0u) << ran.out;
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 5);
  const Json json = run_json({"tune", "C5", "--top", "4", "--json"});
  ASSERT_EQ(json["schedules"].size(), 4u);
  EXPECT_EQ(json["layer"], "C5");
  std::int64_t previous = 0;
  for (const Json& schedule : json["schedules"]) {
    EXPECT_GE(schedule["estimated_cycles"].get<std::int64_t>(), previous);
    previous = schedule["estimated_cycles"].get<std::int64_t>();
    EXPECT_GE(previous, schedule["gemm_cycles"].get<std::int64_t>());
    EXPECT_GE(schedule["predicted_cycles"].get<std::int64_t>(), 25088);
    EXPECT_EQ(schedule["gemm_cycles"], 25088);
    EXPECT_FALSE(schedule.contains("measured_cycles"));
  }
}

TEST_F(TuneCommand, MeasuresTheFirstOnesOnTheRtl) {
  const Json json = run_json({"tune", "C11", "--top", "2", "--measure", "1", "--json"});
  ASSERT_EQ(json["schedules"].size(), 2u);
  const Json& first = json["schedules"][0];
  EXPECT_EQ(first["right"], true);
  EXPECT_EQ(first["measured_cycles"], first["estimated_cycles"]);
  EXPECT_LT(first["measured_cycles"].get<std::int64_t>(), 2 * 25088);
  EXPECT_FALSE(json["schedules"][1].contains("measured_cycles"));
}

TEST_F(TuneCommand, EstimatesForTheMemoryThatItIsGiven) {
  const auto estimate = [this](const char* latency) {
    const Json json = run_json({"tune", "C11", "--top", "1", "--mem-latency", latency, "--json"});
    return json["schedules"][0]["estimated_cycles"].get<std::int64_t>();
  };
  EXPECT_GT(estimate("400"), estimate("10") + 300);
}

TEST_F(TuneCommand, GivenPartsAreKept) {
  const Json json = run_json(
      {"tune", "C9", "--top", "3", "--tile-oc", "64", "--stationary", "weights", "--json"});
  ASSERT_FALSE(json["schedules"].empty());
  for (const Json& schedule : json["schedules"]) {
    EXPECT_EQ(schedule["tile_oc"], 64);
    EXPECT_EQ(schedule["stationary"], "weights");
  }
}

TEST_F(TuneCommand, WrongUsageIsRefusedInOneSentence) {
  expect_refused({"tune", "C77"},
                 "vta tune: there is no layer named 'C77'; there are seed, C1, C2, C3, C4, C5, C6, "
                 "C7, C8, C9, C10, C11, C12");
  expect_refused({"tune", "C5", "--top", "0"}, "vta tune: --top is 0; it must lie in 1..1000");
  expect_refused({"tune", "C5", "--top", "2", "--measure", "3"},
                 "vta tune: --measure is 3; --top lists only 2");
  expect_refused({"tune", "C5", "--schedule", "seed"},
                 "vta tune: --schedule is 'seed'; a search is automatic, give parts of it with "
                 "--tile-oc, ...");
  expect_refused({"tune", "C2", "--tile-oc", "64", "--tile-h", "56", "--tile-w", "56"},
                 "vta tune: the schedule does not fit the INP buffer: stage data_buf and what lies "
                 "beside it, for 1 thread, need 53824 bytes, available are 32768 bytes");
}

}  // namespace
}  // namespace vta::test
