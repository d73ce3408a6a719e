// SPDX-License-Identifier: Apache-2.0
//
// vta compare: where cycles moved between two runs.

#include <algorithm>

#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using CompareCommand = VtaTest;
using Json = nlohmann::ordered_json;

// What vta conv2d writes, as far as it matters.
Json statistics(std::uint64_t cycles, std::uint64_t busy, std::uint64_t memory_wait) {
  const Json quiet = {{"busy", 0}, {"token_wait", 0}, {"memory_wait", 0}};
  return {{"target", "rtl"},
          {"schedule", {{"tile_h", 7}}},
          {"gemm_counter", 100},
          {"cycles", cycles},
          {"stages",
           {{"fetch", quiet},
            {"load", quiet},
            {"compute", {{"busy", busy}, {"token_wait", 0}, {"memory_wait", memory_wait}}},
            {"store", quiet}}},
          {"outcome", "finished"}};
}

const Json& figure(const Json& comparison, const std::string& group, const std::string& name) {
  for (const Json& row : comparison["figures"]) {
    if (row["group"] == group && row["name"] == name) return row;
  }
  ADD_FAILURE() << "no figure " << group << ", " << name;
  static const Json none;
  return none;
}

TEST_F(CompareCommand, TellsWhereTheCyclesMoved) {
  write("a.json", statistics(1000, 600, 300).dump());
  Json other = statistics(900, 610, 150);
  other["schedule"]["tile_h"] = 14;
  write("b.json", other.dump());
  const Ran ran = run({"compare", "a.json", "b.json"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.err, "");
  EXPECT_TRUE(
      ran.out.ends_with("B takes 100 cycles less (-10.00 %). Compute: memory wait -150, "
                        "idle +40, busy +10.\n"))
      << ran.out;
  for (const char* line :
       {"settings that differ\n  schedule.tile_h                                 7             "
        "14\n",
        "  cycles                                       1000            900          -100   "
        "-10.00 %\n",
        "  gemm_counter                                  100            100\n"}) {
    EXPECT_NE(ran.out.find(line), std::string::npos) << line << "is missing in\n" << ran.out;
  }
}

TEST_F(CompareCommand, JsonSaysWhatTheTextSays) {
  write("a.json", statistics(1000, 600, 300).dump());
  write("b.json", statistics(1100, 600, 400).dump());
  const Json json = run_json({"compare", "a.json", "b.json", "--json"});
  EXPECT_EQ(json["a"], "a.json");
  EXPECT_EQ(figure(json, "run", "cycles")["change"], 100);
  EXPECT_EQ(figure(json, "compute", "memory wait")["a"], 300);
  EXPECT_EQ(figure(json, "compute", "memory wait")["b"], 400);
  EXPECT_EQ(figure(json, "compute", "idle")["change"], 0);
  EXPECT_EQ(json["settings"], Json::array());
}

TEST_F(CompareCommand, TheSameFileDoesNotDiffer) {
  write("a.json", statistics(1000, 600, 300).dump());
  const Ran ran = run({"compare", "a.json", "a.json"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_TRUE(ran.out.ends_with("Both take 1000 cycles.\n")) << ran.out;
}

TEST_F(CompareCommand, WhatOnlyOneFileSaysIsKept) {
  Json functional = statistics(1, 1, 0);
  for (const char* key : {"cycles", "stages"}) functional.erase(key);
  write("a.json", functional.dump());
  write("b.json", statistics(1000, 600, 300).dump());
  const Ran ran = run({"compare", "a.json", "b.json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(ran.out.ends_with("One of the files has no cycles.\n")) << ran.out;
  const Json json = run_json({"compare", "a.json", "b.json", "--json"});
  EXPECT_TRUE(figure(json, "run", "cycles")["a"].is_null());
  EXPECT_FALSE(figure(json, "run", "cycles").contains("change"));
}

TEST_F(CompareCommand, RunsOfTheRtlUnderTwoMemories) {
  for (const char* latency : {"40", "200"}) {
    const std::string name(latency);
    EXPECT_EQ(run(join(join({"conv2d", "--mem-latency", name}, small_layer()),
                       {"--stats-json", name + ".json", "--timeline", name + ".timeline"}))
                  .code,
              0);
  }
  const Json stats = run_json({"compare", "40.json", "200.json", "--json"});
  const Json cycles = figure(stats, "run", "cycles");
  EXPECT_EQ(cycles["a"], Json::parse(read("40.json"))["cycles"]);
  EXPECT_EQ(cycles["b"], Json::parse(read("200.json"))["cycles"]);
  EXPECT_GT(cycles["change"], 0);
  std::int64_t moved = 0;  // what the compute unit does adds up to the run
  for (const char* part : {"busy", "token wait", "memory wait", "idle"}) {
    moved += figure(stats, "compute", part)["change"].get<std::int64_t>();
  }
  EXPECT_EQ(moved, cycles["change"]);
  EXPECT_EQ(stats["settings"][0]["name"], "machine.latency");
  EXPECT_EQ(stats["settings"][0]["b"], "200");

  const Json timelines = run_json({"compare", "40.timeline", "200.timeline", "--json"});
  EXPECT_EQ(figure(timelines, "run", "cycles"), cycles);
  EXPECT_EQ(figure(timelines, "instructions", "LOAD.WGT")["change"], 0);
  EXPECT_GT(figure(timelines, "cycles in flight, by instruction", "LOAD.WGT")["change"], 0);
  EXPECT_GT(figure(timelines, "bursts", "load")["a"], 0);
  bool by_stage = false;
  for (const Json& row : timelines["figures"]) {
    by_stage |= row["group"] == "cycles in flight, by stage of the schedule";
  }
  EXPECT_TRUE(by_stage);
  // A timeline holds the report, so one of each kind can be compared.
  const Json mixed = run_json({"compare", "40.json", "200.timeline", "--json"});
  EXPECT_EQ(figure(mixed, "run", "cycles"), cycles);
}

TEST_F(CompareCommand, EstimatesAreComparedByCause) {
  for (const char* latency : {"40", "200"}) {
    EXPECT_EQ(run({"estimate", "C3", "--mem-latency", latency, "--stats-json",
                   std::string(latency) + ".json"})
                  .code,
              0);
  }
  const Json json = run_json({"compare", "40.json", "200.json", "--json"});
  std::int64_t moved = 0;
  for (const Json& row : json["figures"]) {
    if (row["group"] == "cause") moved += row["change"].get<std::int64_t>();
  }
  EXPECT_EQ(moved, figure(json, "run", "cycles")["change"]);
}

// Verifies: input.refused
TEST_F(CompareCommand, FilesOfOtherKindsAreRefusedInOneSentence) {
  write("good.json", statistics(1000, 600, 300).dump());
  Json deep = 1;
  for (int i = 0; i < 1000; ++i) deep = Json::array({deep});
  Json odd = statistics(1000, 600, 300);
  odd["stages"]["compute"]["busy"] = -1;
  Json less = statistics(1000, 600, 300);
  less["stages"].erase("load");
  const std::string kinds =
      "expected what vta conv2d, replay or estimate write with --stats-json, or a timeline";
  const std::pair<std::string, std::string> cases[] = {
      {"", "is not JSON: "},
      {"vta", "is not JSON: "},
      {"[1]", "': is no object of JSON; " + kinds},
      {"{}", "': is of another kind; " + kinds},
      {R"({"LOG_BATCH": 0})", "': is of another kind; " + kinds},
      {R"({"bundles": [], "outcome": 1})",
       "': speaks of several bundles; replay those to be compared one by one"},
      {R"({"traceEvents": []})",
       "': has trace events of another program; expected those of --timeline"},
      {R"({"traceEvents": [], "otherData": {"format": "vta-timeline", "version": 2}})",
       "': is a timeline of another version of vta; expected version 1"},
      {R"({"traceEvents": [], "otherData": {"format": "vta-timeline", "version": 1}})",
       "': is a timeline without its report"},
      {R"({"outcome": "finished", "cycles": "many"})", "': cycles is \"many\", expected "},
      {R"({"outcome": 1, "outcome": 2})", "': key \"outcome\" appears twice in one object"},
      {R"({"cycles": 1, "runs": [{"cycles": 1, "breakdown": 7, "load_token_bus_busy": 0}]})",
       "': runs[0].breakdown is 7, expected an object"},
      {R"({"traceEvents": [7], "otherData": {"format": "vta-timeline", "version": 1, "report": {}}})",
       "': traceEvents[0] is 7, expected an object"},
      {deep.dump(), "nests deeper than 16 levels"},
      {odd.dump(), "': stages.compute.busy is -1, expected an integer from 0 "},
      {less.dump(), "': stages.load is missing"},
  };
  for (const auto& [text, sentence] : cases) {
    write("bad.json", text);
    for (const bool first : {true, false}) {
      const Ran ran =
          run({"compare", first ? "bad.json" : "good.json", first ? "good.json" : "bad.json"});
      EXPECT_EQ(ran.code, 2) << text.substr(0, 80);
      EXPECT_EQ(ran.out, "");
      EXPECT_EQ(ran.err.rfind("vta compare: 'bad.json'", 0), 0u) << ran.err;
      EXPECT_NE(ran.err.find(sentence), std::string::npos) << ran.err;
      EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    }
  }
}

TEST_F(CompareCommand, WrongUsageIsRefused) {
  write("good.json", statistics(1000, 600, 300).dump());
  expect_refused({"compare"}, "vta compare: expected two files, got 0");
  expect_refused({"compare", "good.json"}, "vta compare: expected two files, got 1");
  expect_refused({"compare", "good.json", "missing"}, "vta compare: cannot read 'missing'");
  expect_refused({"compare", ".", "good.json"}, "vta compare: cannot read '.': it is not a file");
  expect_refused({"compare", "/dev/zero", "good.json"},
                 "vta compare: cannot read '/dev/zero': it is not a file");
}

}  // namespace
}  // namespace vta::test
