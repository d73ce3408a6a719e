// SPDX-License-Identifier: Apache-2.0
//
// The timeline file of a run that is made up.

#include "tools/report/trace_events.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/tools/report/sample.h"

namespace vta::report {
namespace {

using test::Sample;

std::vector<Json> events(const Json& file, const std::string& phase) {
  std::vector<Json> found;
  for (const Json& event : file["traceEvents"]) {
    if (event["ph"] == phase) found.push_back(event);
  }
  return found;
}

std::string track_of(const Json& file, const Json& event) {
  for (const Json& m : events(file, "M")) {
    if (m["name"] == "thread_name" && m["tid"] == event["tid"] && m["pid"] == event["pid"]) {
      return m["args"]["name"];
    }
  }
  return "";
}

TEST(TraceEvents, SayWhatTheyAreAndInWhichUnit) {
  const Json file = Json::parse(trace_events(Sample().view()));
  EXPECT_EQ(file["otherData"]["format"], "vta-timeline");
  EXPECT_EQ(file["otherData"]["version"], 1);
  EXPECT_EQ(file["otherData"]["cycles"], 100);
  EXPECT_EQ(file["otherData"]["complete"], true);
  EXPECT_EQ(file["otherData"]["report"]["gemm_counter"], 4);
  EXPECT_NE(file["otherData"]["time_unit"].get<std::string>().find("cycle"), std::string::npos);
}

TEST(TraceEvents, InstructionsCarryMnemonicAndOriginAndLastToTheirRetirement) {
  const Json file = Json::parse(trace_events(Sample().view()));
  for (const Json& event : events(file, "X")) {
    if (event["cat"] != "insn" || event["args"]["index"] != 1) continue;
    EXPECT_EQ(event["name"], "LOAD.INP #1 conv2d tile oc 1/4");
    EXPECT_EQ(event["args"]["origin"], "conv2d part: tile oc 1/4");
    EXPECT_EQ(event["ts"], 10);
    EXPECT_EQ(event["dur"], 21);
    EXPECT_EQ(track_of(file, event), "load instructions (2)");
    return;
  }
  ADD_FAILURE() << "instruction 1 is not there";
}

TEST(TraceEvents, UnitsAndTheBusHaveTracksOfTheirOwn) {
  const Json file = Json::parse(trace_events(Sample().view()));
  std::map<std::string, std::uint64_t> busy;
  for (const Json& event : events(file, "X")) {
    busy[track_of(file, event) + " " + event["name"].get<std::string>()] +=
        event["dur"].get<std::uint64_t>();
  }
  EXPECT_EQ(busy["fetch busy"], 100u);
  EXPECT_EQ(busy["load busy"], 25u);
  EXPECT_EQ(busy["compute token wait"], 25u);
  EXPECT_EQ(busy["store memory wait"], 39u);
  EXPECT_EQ(busy["AXI read fetch 8 beats"], 8u);
  EXPECT_EQ(busy["AXI write store 4 beats"], 4u);
}

TEST(TraceEvents, ATokenIsAnArrowFromRetirementToStart) {
  const Json file = Json::parse(trace_events(Sample().view()));
  const std::vector<Json> from = events(file, "s"), to = events(file, "f");
  ASSERT_EQ(from.size(), 2u) << "the token that nobody took has no arrow";
  ASSERT_EQ(to.size(), 2u);
  EXPECT_EQ(from[0]["name"], "token load to compute");
  EXPECT_EQ(from[0]["ts"], 20);
  EXPECT_EQ(to[0]["ts"], 25);
  EXPECT_EQ(to[0]["bp"], "e");
  EXPECT_EQ(from[0]["id"], to[0]["id"]);
  EXPECT_NE(from[0]["id"], from[1]["id"]);
}

TEST(TraceEvents, RunsStandBehindEachOther) {
  Sample sample;
  sample.runs.push_back(sample.runs[0]);
  const Json file = Json::parse(trace_events(sample.view()));
  EXPECT_EQ(file["otherData"]["cycles"], 200);
  std::uint64_t first = timeline::kNever;
  for (const Json& event : events(file, "X")) {
    if (event["pid"] == 1) first = std::min(first, event["ts"].get<std::uint64_t>());
  }
  EXPECT_EQ(first, 100u);
}

TEST(TraceEvents, ARunThatWasTooLongSaysSo) {
  Sample sample;
  sample.run().complete = false;
  EXPECT_EQ(Json::parse(trace_events(sample.view()))["otherData"]["complete"], false);
}

}  // namespace
}  // namespace vta::report
